#include "cli/check_schedule.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "base/format.h"
#include "config/values.h"

namespace nmt {
namespace {

// Published recipes warm up for up to some 40 epochs of a small corpus.
constexpr double kManyEpochs = 50;
constexpr double kEndless = std::numeric_limits<double>::infinity();

// Updates until max_steps, max_epochs or max_minutes, whichever comes first.
double updates_in_all(const TrainingSettings& training, const TrainingPace& pace) {
  double updates = kEndless;
  if (training.max_steps > 0) updates = static_cast<double>(training.max_steps);
  if (training.max_epochs > 0)
    updates = std::min(updates, static_cast<double>(training.max_epochs) * pace.updates_per_epoch);
  if (training.max_minutes > 0 && pace.minutes_per_epoch > 0)
    updates =
        std::min(updates, training.max_minutes / pace.minutes_per_epoch * pace.updates_per_epoch);
  return updates;
}

double updates_of(const Interval& interval, double updates_per_epoch) {
  const double count = static_cast<double>(interval.count);
  return interval.unit == Interval::Unit::epochs ? count * updates_per_epoch : count;
}

}  // namespace

std::vector<ScheduleFinding> check_schedule(const TrainingSettings& training,
                                            const TrainingPace& pace) {
  std::vector<ScheduleFinding> findings;
  const double updates_per_epoch = pace.updates_per_epoch;
  const double warmup = static_cast<double>(training.warmup_steps);
  const double all = updates_in_all(training, pace);
  const double epochs = warmup / updates_per_epoch;
  const auto advice = [&](double updates) {
    return format("lower training.warmup_steps, to {:.0f} for example", std::max(1.0, updates));
  };
  if (warmup > all / 2) {
    findings.push_back(
        {"long_warmup",
         {.what =
              warmup > all
                  ? format("the warm-up of {:.0f} updates is longer than the training of {:.0f}: "
                           "the learning rate never gets to {}",
                           warmup, all, show_value(training.learning_rate))
                  : format("the warm-up of {:.0f} updates is more than half of the {:.0f} of "
                           "the training",
                           warmup, all),
          .keys = {"training.warmup_steps"},
          .fix = advice(all / 10)}});
  } else if (epochs > kManyEpochs) {
    findings.push_back({"long_warmup",
                        {.what = format("the warm-up is {:.0f} epochs: {:.0f} updates at {:.0f} an "
                                        "epoch",
                                        epochs, warmup, updates_per_epoch),
                         .keys = {"training.warmup_steps"},
                         .fix = advice(10 * updates_per_epoch)}});
  }
  if (!pace.validates) return findings;
  const double valid = updates_of(training.valid_every, updates_per_epoch);
  // The first validation is always the best so far.
  if (training.schedule == "plateau" && valid * (training.plateau_patience + 1) >= all) {
    findings.push_back(
        {"short_training",
         {.what = format("the learning rate never falls: schedule plateau waits for {} validations "
                         "after the first, each after {:.0f} updates, and the training ends after "
                         "{:.0f}",
                         training.plateau_patience, valid, all),
          .keys = {"training.plateau_patience"},
          .fix = "validate more often (training.valid_every), or train longer"}});
  } else if (valid > all) {
    findings.push_back(
        {"short_training",
         {.what = format("the model is validated once, at the end: every {:.0f} updates, and the "
                         "training has {:.0f}",
                         valid, all),
          .keys = {"training.valid_every"},
          .fix = "validate more often, so that the best weights can be kept, or train longer"}});
  }
  return findings;
}

}  // namespace nmt
