#include "train/limits.h"

#include <algorithm>
#include <limits>

#include "base/error.h"
#include "base/format.h"

namespace nmt {

std::string reached_limit(const TrainingSettings& settings, const Moment& now) {
  if (settings.max_steps > 0 && now.step >= settings.max_steps) {
    return format("max_steps {}", settings.max_steps);
  }
  if (settings.max_epochs > 0 && now.epoch >= static_cast<double>(settings.max_epochs)) {
    return format("max_epochs {}", settings.max_epochs);
  }
  if (settings.max_minutes > 0 && now.minutes >= settings.max_minutes) {
    return format("max_minutes {}", settings.max_minutes);
  }
  return "";
}

bool is_due(const Interval& every, std::int64_t step, std::int64_t ended_epoch) {
  if (every.count == 0) return false;
  if (every.unit == Interval::Unit::steps) return step % every.count == 0;
  return ended_epoch > 0 && ended_epoch % every.count == 0;
}

std::optional<double> share_done(const TrainingSettings& settings, const Moment& now) {
  double share = -1;
  const auto consider = [&](double limit, double at_now) {
    if (limit > 0) share = std::max(share, std::min(1.0, at_now / limit));
  };
  consider(static_cast<double>(settings.max_steps), static_cast<double>(now.step));
  consider(static_cast<double>(settings.max_epochs), now.epoch);
  consider(settings.max_minutes, now.minutes);
  if (share < 0) return std::nullopt;
  return share;
}

std::optional<double> seconds_left(const TrainingSettings& settings, const Moment& start,
                                   const Moment& now) {
  double minutes = std::numeric_limits<double>::infinity();
  const auto consider = [&](double limit, double at_start, double at_now) {
    if (limit <= 0 || at_now <= at_start) return;
    const double pace = (now.minutes - start.minutes) / (at_now - at_start);
    minutes = std::min(minutes, std::max(0.0, limit - at_now) * pace);
  };
  consider(static_cast<double>(settings.max_steps), static_cast<double>(start.step),
           static_cast<double>(now.step));
  consider(static_cast<double>(settings.max_epochs), start.epoch, now.epoch);
  if (settings.max_minutes > 0) {
    minutes = std::min(minutes, std::max(0.0, settings.max_minutes - now.minutes));
  }
  if (minutes == std::numeric_limits<double>::infinity()) return std::nullopt;
  return minutes * 60;
}

void require_trainable(const TrainingSettings& settings, bool has_valid) {
  settings.validate();
  if (has_valid || settings.valid_every.count == 0) return;
  if (settings.schedule == "plateau") {
    throw Error({.what = "schedule plateau follows validation, but there is no validation data",
                 .keys = {"data.valid"},
                 .fix = "set data.valid, or another training.schedule"});
  }
  if (settings.max_steps == 0 && settings.max_epochs == 0 && settings.max_minutes == 0) {
    throw Error(
        {.what = "training would never end: there is no limit, and early stopping needs data.valid",
         .keys = {"data.valid", "training.max_epochs"},
         .fix = "set data.valid, or a limit such as --training.max_epochs 20"});
  }
}

}  // namespace nmt
