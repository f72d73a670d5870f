#include "train/trainer.h"

#include <filesystem>

#include "base/denormals.h"
#include "base/error.h"
#include "base/format.h"
#include "train/announce.h"
#include "train/disk_room.h"
#include "train/further.h"
#include "train/limits.h"
#include "train/provenance.h"
#include "train/random_streams.h"
#include "train/resume.h"
#include "train/training_run.h"

namespace nmt {
namespace {

bool resumes(const TrainingJob& job) {
  return job.start == TrainingJob::Start::resume && CheckpointFolder(job.model_dir).latest();
}

ParameterSet& initialised(TrainingJob& job) {
  ParameterSet& parameters = job.model.parameters();
  parameters.initialise(stream_key(job.training, RandomStream::weights));
  if (!job.from.empty() && !resumes(job))
    job.origin = load_origin(job.from, parameters, job.tokenizers);
  return parameters;
}

}  // namespace

TrainingRun::TrainingRun(TrainingJob& job)
    : job_(job),
      settings_(job.training),
      parameters_(initialised(job)),
      replicas_(job.model, settings_.replicas > 0 ? settings_.replicas : all_cores(),
                settings_.arithmetic(), job.cluster),
      optimizer_(settings_, parameters_.values()),
      followers_(job.cluster, parameters_, optimizer_),
      batcher_(job.train, {.seed = stream_key(settings_, RandomStream::data),
                           .batch_tokens = settings_.batch_tokens,
                           .sort_window = settings_.sort_window,
                           .sampler = job.sampler}),
      directory_(job.model_dir),
      checkpoints_(job.model_dir),
      progress_(Progress::suitable_style()),
      weights_files_(parameters_, checkpoints_,
                     [this](const std::string& text) { progress_.warning(text); }),
      best_weights_(directory_, checkpoints_, weights_files_, job.tokenizers,
                    settings_.early_stopping_metric) {
  if (job.links && settings_.guided_alignment_weight > 0)
    guide_.emplace(*job.links, job.tokenizers, settings_);
  if (settings_.valid_every.count > 0 && !job.valid.empty()) {
    validation_.emplace(job.model, job.tokenizers, job.valid, job.max_length, settings_,
                        job.decoding, job.learned);
  }
  run_settings_ = run_settings(job, replicas_.total(), validation_ ? validation_->left_out() : 0);
}

TrainingResult TrainingRun::run() {
  begin();
  if (had_ended()) {
    // It may have been killed right behind its last checkpoint.
    checkpoints_.forget_old(state_, settings_.keep_checkpoints);
    directory_.save_training_record(training_record(job_, state_, status_of(ended())));
    write_report(status_of(ended()));
    progress_.message(format(
        "training had already ended at step {} ({}); raise the limit or add --further 1k to go on, "
        "or add --fresh to start over",
        state_.step, end_reason()));
    progress_.message(kept_text());
    return result(Outcome::already_finished);
  }
  state_.finalised = false;
  const Outcome outcome = train();
  state_.minutes = moment().minutes;
  session_start_ = Clock::now();
  followers_.require_same_state();
  saver_->save(state_, kept_values(), status_of(outcome));
  write_report(status_of(outcome));
  announce_exchange(replicas_, state_.step - start_.step);
  if (outcome == Outcome::interrupted) {
    progress_.message(format("stopped at step {}, with everything saved", state_.step));
  }
  return result(outcome);
}

void TrainingRun::begin() {
  const std::optional<std::string> checkpoint = checkpoints_.latest();
  if (checkpoint && job_.start == TrainingJob::Start::resume) {
    resume(*checkpoint);
  } else {
    begin_anew();
  }
  followers_.share_state();
  // Before config.yaml: that of a folder without one is taken for somebody's own.
  checkpoints_.make();
  directory_.create(job_.config_yaml, job_.tokenizers);
  chronicle_.emplace(job_.model_dir, settings_,
                     MetricsLog::End{.step = state_.step, .validation = state_.last_validation});
  require_disk_room_for_run(job_.model_dir, settings_, parameters_.size());
  saver_.emplace(Saver::Run{job_, run_settings_.texts, checkpoints_, weights_files_, best_weights_,
                            *chronicle_, progress_, optimizer_});
  if (state_.step > 0 && !directory_.has_weights()) restore_weights();
  // From here on there is a checkpoint, whenever the run is killed.
  if (!checkpoints_.latest()) saver_->save(state_, kept_values(), "running");
  if (job_.saved_step != nullptr) *job_.saved_step = state_.step;
  if (had_ended()) return;
  plan_memory();
  announce(job_, replicas_.total(), validation_ ? &*validation_ : nullptr);
  start_ = moment();
}

void TrainingRun::plan_memory() {
  memory_.emplace(job_, replicas_, batcher_, guide_ ? &*guide_ : nullptr);
  if (state_.activation_room > 0) memory_->set_room(state_.activation_room);
  if (memory_->is_tight()) state_.activation_room = memory_->room();
  announce(job_, *memory_);
}

// Without --further the limits of the settings hold again, however the run went on before.
void TrainingRun::set_limits() {
  if (job_.further.count > 0) {
    progress_.message(set_goal(state_, job_.further, settings_));
  } else {
    state_.goal.reset();
  }
  limits_ = with_goal(settings_, state_);
}

void TrainingRun::begin_anew() {
  if (job_.start == TrainingJob::Start::resume && directory_.has_weights()) {
    throw Error(
        {.what = "this folder holds a trained model, and no checkpoint to go on from",
         .where = job_.model_dir,
         .fix = "choose another model_dir, or add --fresh to train a new model in its place"});
  }
  set_limits();
  checkpoints_.clear();
  forget_events(job_.model_dir);
  std::filesystem::remove(directory_.weights_path());
  state_.origin = job_.origin;
}

void TrainingRun::resume(const std::string& checkpoint) {
  const SettingTexts before = checkpoint_settings(checkpoint);
  require_same_run(checkpoint, before, run_settings_);
  state_ = load_checkpoint(checkpoint, parameters_, optimizer_);
  require_same_origin(checkpoint, state_.origin, job_.from);
  set_limits();
  batcher_.seek(state_.position);
  progress_.message(format("going on from step {} ({})", state_.step, checkpoint));
  if (!had_ended())
    forget_incomparable_scores(before, run_settings_, settings_.early_stopping_metric, state_);
}

void TrainingRun::restore_weights() {
  best_weights_.restore(kept_values(), state_);
  if (had_ended()) publish_mean();
  progress_.message(format("{} was missing and is made again", directory_.weights_path()));
}

bool TrainingRun::stalled() const {
  return validation_ && settings_.early_stopping > 0 &&
         state_.scoreboard.stalled >= settings_.early_stopping;
}

std::string TrainingRun::end_reason() const {
  if (stalled()) {
    return format("{} validations in a row without a better {}", state_.scoreboard.stalled,
                  settings_.early_stopping_metric);
  }
  return reached_limit(limits_, moment());
}

Moment TrainingRun::moment() const {
  return {state_.step, batcher_.epochs(), state_.minutes + seconds_since(session_start_) / 60};
}

std::span<Real> TrainingRun::kept_values() {
  return optimizer_.average().empty() ? parameters_.values() : optimizer_.average();
}

TrainingResult TrainingRun::result(Outcome outcome) {
  const Moment now = moment();
  TrainingResult result = {.outcome = outcome,
                           .step = now.step,
                           .epoch = now.epoch,
                           .minutes = now.minutes,
                           .scores = state_.scoreboard,
                           .final_scores = {}};
  if (directory_.has_weights()) {
    result.final_scores = read_weights_info(directory_.weights_path()).scores;
  }
  return result;
}

TrainingResult train(TrainingJob& job) {
  flush_denormals();
  require_trainable(job.training, !job.valid.empty());
  const int replicas = job.training.replicas > 0 ? job.training.replicas : all_cores();
  require_memory_for_numbers(job.training, job.model.parameters().size(), replicas);
  return TrainingRun(job).run();
}

}  // namespace nmt
