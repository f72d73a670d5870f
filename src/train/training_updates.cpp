// Update after update: batches, gradients, rollbacks, and when to save.
#include <algorithm>
#include <iterator>

#include "base/format.h"
#include "train/divergence.h"
#include "train/limits.h"
#include "train/random_streams.h"
#include "train/training_run.h"

namespace nmt {

TrainingResult::Outcome TrainingRun::train() {
  for (;;) {
    if (stopping()) return Outcome::interrupted;
    if (state_.validation_due && !validate()) return Outcome::interrupted;
    if (!end_reason().empty()) return finish() ? ended() : Outcome::interrupted;
    save_when_due();
    update();
  }
}

void TrainingRun::update() {
  const Clock::time_point began = Clock::now();
  const std::int64_t epoch_before = batcher_.position().epoch;
  const std::vector<PairBatch> batches = next_batches();
  const std::int64_t step = state_.step + 1;
  const UpdateLoss loss =
      replicas_.compute_gradient({.batches = batches,
                                  .label_smoothing = settings_.label_smoothing,
                                  .dropout_key = dropout_key_at(settings_, step),
                                  .guide = guide_ ? &*guide_ : nullptr});
  if (diverged(state_.divergence, loss, settings_)) {
    return roll_back(divergence_text(state_.divergence, loss));
  }
  const Optimizer::Update update = {
      .step = step,
      .learning_rate = learning_rate(step),
      .gradient_scale = clipping_scale(loss.gradient_norm, settings_.clip_norm)};
  followers_.apply(update);
  replicas_.for_each_range([&](Range range) {
    optimizer_.apply(update, range, parameters_.values(), replicas_.gradient());
  });
  state_.step = step;
  state_.position = batcher_.position();
  const bool epoch_ended = state_.position.epoch > epoch_before;
  note_what_is_due(epoch_ended ? state_.position.epoch : 0);
  state_.window.add(loss, seconds_since(began));
  report();
}

void TrainingRun::note_what_is_due(std::int64_t ended_epoch) {
  state_.validation_due = validation_ && is_due(settings_.valid_every, state_.step, ended_epoch);
  if (!is_due(settings_.save_every, state_.step, ended_epoch)) return;
  state_.save_due = true;
  saver_->note_that_due();
}

double TrainingRun::learning_rate(std::int64_t step) const {
  return learning_rate_at(settings_, step, state_.plateau) * state_.divergence.rate_scale;
}

// Back to the last good checkpoint, with half the learning rate. The data goes on where it is: a
// batch that no rate can learn from is not met again in this epoch.
void TrainingRun::roll_back(const std::string& reason) {
  const std::string good = checkpoints_.step_path(state_.divergence.start);
  const std::int64_t step = state_.step + 1;
  if (state_.divergence.rollbacks == kMostRollbacks) {
    throw divergence_error(reason, step, settings_, good);
  }
  TrainingState state = load_checkpoint(good, parameters_, optimizer_);
  followers_.share_state();
  state.divergence = rolled_back(state_.divergence, state.divergence);
  state.position = batcher_.position();
  state.minutes = state_.minutes;
  state.save_due = false;
  // The best weights on the disk may be from the steps that are undone: they are as good.
  state.scoreboard.best = state_.scoreboard.best;
  state.published = state_.published;
  state.activation_room = state_.activation_room;
  state.goal = state_.goal;
  state.window = {};
  state_ = std::move(state);
  chronicle_->cut({.step = state_.step, .validation = state_.last_validation});
  progress_.warning(
      format("training diverged at step {}: {}; back to step {} with {} times the "
             "learning rate ({} of {} times)",
             step, reason, state_.step, state_.divergence.rate_scale, state_.divergence.rollbacks,
             kMostRollbacks));
  save_good();
}

// The batches of one update. They do not reach into the next epoch, so that an epoch ends with an
// update.
std::vector<PairBatch> TrainingRun::next_batches() {
  const std::int64_t epoch = batcher_.position().epoch;
  std::vector<PairBatch> batches;
  for (int taken = 0;
       batches.empty() || (taken < settings_.accumulate && batcher_.position().epoch == epoch);
       ++taken) {
    add_fitting(batcher_.next(), batches);
  }
  return batches;
}

void TrainingRun::add_fitting(const PairBatch& batch, std::vector<PairBatch>& batches) {
  // From now on the run depends on it, in later sessions too.
  if (memory_->exceeds_room(batch)) state_.activation_room = memory_->room();
  std::vector<PairBatch> parts = memory_->fitting(batch);
  std::move(parts.begin(), parts.end(), std::back_inserter(batches));
}

void TrainingRun::report() {
  const TrainingMeasures measures = state_.window.measures(learning_rate(state_.step));
  const Moment now = moment();
  const ProgressReport report = {.moment = now,
                                 .measures = measures,
                                 .seconds_left = seconds_left(limits_, start_, now),
                                 .share_done = share_done(limits_, now)};
  progress_.show(report);
  if (state_.step % settings_.log_every != 0) return;
  progress_.report(report);
  chronicle_->add(now, measures);
  state_.window = {};
}

// While the loss is far above its mean, a checkpoint would be nothing to go back to.
void TrainingRun::save_when_due() {
  if (state_.save_due && state_.divergence.above == 0 && saver_->may_try()) save_good();
}

void TrainingRun::save_good() {
  followers_.require_same_state();
  state_.minutes = moment().minutes;
  session_start_ = Clock::now();
  TrainingState saved = state_;
  saved.divergence.start = saved.step;
  saved.save_due = false;
  if (!saver_->try_to_save(saved, kept_values())) return;
  state_ = std::move(saved);
  write_report("running");
}

}  // namespace nmt
