#include "train/trainer.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <optional>

#include "base/denormals.h"
#include "base/error.h"
#include "base/format.h"
#include "text/batcher.h"
#include "train/announce.h"
#include "train/best_weights.h"
#include "train/checkpoint.h"
#include "train/chronicle.h"
#include "train/disk_room.h"
#include "train/divergence.h"
#include "train/further.h"
#include "train/guided_alignment.h"
#include "train/limits.h"
#include "train/memory_plan.h"
#include "train/progress.h"
#include "train/provenance.h"
#include "train/random_streams.h"
#include "train/replicas.h"
#include "train/resume.h"
#include "train/saver.h"
#include "train/validation.h"

namespace nmt {
namespace {

using Clock = std::chrono::steady_clock;
using Outcome = TrainingResult::Outcome;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

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

Tokenizers validation_tokenizers(const TrainingJob& job) {
  Tokenizers tokenizers = job.tokenizers;
  tokenizers.source = with_tag(tokenizers.source, job.decoding.tag, "decoding.tag");
  return tokenizers;
}

class Trainer {
 public:
  explicit Trainer(TrainingJob& job);
  TrainingResult run();

 private:
  void begin();
  void begin_anew();
  void set_limits();
  void resume(const std::string& checkpoint);
  Outcome train();

  void update();
  std::vector<PairBatch> next_batches();
  void add_fitting(const PairBatch& batch, std::vector<PairBatch>& batches);
  double learning_rate(std::int64_t step) const;
  void note_what_is_due(std::int64_t ended_epoch);
  void roll_back(const std::string& reason);
  void report();

  // These return false where a stop came in between; all is then as it was before.
  bool validate();
  bool finish();
  bool publish_mean();
  std::optional<Scores> measure(std::span<Real> values);
  void restore_weights();
  std::vector<std::string> sample_translations();
  void write_report(const std::string& status) const;
  void plan_memory();
  void save_when_due();
  // What a rollback goes back to from now on, once it is saved.
  void save_good();

  bool stopping() const { return job_.stop != nullptr && job_.stop->load(); }
  bool stalled() const;
  std::string end_reason() const;
  bool had_ended() const { return state_.finalised && !end_reason().empty(); }
  Outcome ended() const { return stalled() ? Outcome::early_stopped : Outcome::finished; }
  Moment moment() const;
  // What is validated and kept: the moving average of the weights where there is one.
  std::span<Real> kept_values();
  TrainingResult result(Outcome outcome);

  TrainingJob& job_;
  const TrainingSettings& settings_;
  ParameterSet& parameters_;
  Replicas replicas_;
  Optimizer optimizer_;
  Batcher batcher_;
  ModelDirectory directory_;
  CheckpointFolder checkpoints_;
  Progress progress_;
  WeightsFiles weights_files_;
  BestWeights best_weights_;
  std::optional<GuidedAlignment> guide_;
  std::optional<Validation> validation_;
  std::optional<Chronicle> chronicle_;
  std::optional<Saver> saver_;
  std::optional<MemoryPlan> memory_;
  SettingTexts run_settings_;
  TrainingState state_;
  TrainingSettings limits_;  // when the run ends: the settings, or what --further asks for
  Moment start_;
  Clock::time_point session_start_ = Clock::now();
};

Trainer::Trainer(TrainingJob& job)
    : job_(job),
      settings_(job.training),
      parameters_(initialised(job)),
      replicas_(job.model, settings_.replicas > 0 ? settings_.replicas : all_cores(),
                settings_.product_precision()),
      optimizer_(settings_, parameters_.values()),
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
                    settings_.early_stopping_metric),
      run_settings_(run_settings(job, replicas_.count())) {
  if (job.links && settings_.guided_alignment_weight > 0)
    guide_.emplace(*job.links, job.tokenizers, settings_);
  if (settings_.valid_every.count > 0 && !job.valid.empty()) {
    validation_.emplace(job.model, validation_tokenizers(job), job.valid, settings_, job.decoding);
  }
}

TrainingResult Trainer::run() {
  begin();
  if (had_ended()) {
    directory_.save_training_record(training_record(job_, state_, status_of(ended())));
    progress_.message(format(
        "training had already ended at step {} ({}); raise the limit or add --further 1k to go on, "
        "or add --fresh to start over",
        state_.step, end_reason()));
    return result(Outcome::already_finished);
  }
  state_.finalised = false;
  const Outcome outcome = train();
  state_.minutes = moment().minutes;
  session_start_ = Clock::now();
  saver_->save(state_, kept_values(), status_of(outcome));
  write_report(status_of(outcome));
  if (outcome == Outcome::interrupted) {
    progress_.message(format("stopped at step {}, with everything saved", state_.step));
  }
  return result(outcome);
}

void Trainer::begin() {
  const std::optional<std::string> checkpoint = checkpoints_.latest();
  if (checkpoint && job_.start == TrainingJob::Start::resume) {
    resume(*checkpoint);
  } else {
    begin_anew();
  }
  // Before config.yaml: that of a folder without one is taken for somebody's own.
  checkpoints_.make();
  directory_.create(job_.config_yaml, job_.tokenizers);
  chronicle_.emplace(job_.model_dir, settings_,
                     MetricsLog::End{.step = state_.step, .validation = state_.last_validation});
  require_disk_room_for_run(job_.model_dir, settings_, parameters_.size());
  saver_.emplace(Saver::Run{job_, run_settings_, checkpoints_, weights_files_, best_weights_,
                            *chronicle_, progress_, optimizer_});
  if (state_.step > 0 && !directory_.has_weights()) restore_weights();
  // From here on there is a checkpoint, whenever the run is killed.
  if (!checkpoints_.latest()) saver_->save(state_, kept_values(), "running");
  if (had_ended()) return;
  plan_memory();
  announce(job_, replicas_.count(), validation_ ? &*validation_ : nullptr);
  start_ = moment();
}

void Trainer::plan_memory() {
  memory_.emplace(job_, replicas_, batcher_);
  if (state_.activation_room > 0) memory_->set_room(state_.activation_room);
  if (memory_->is_tight()) state_.activation_room = memory_->room();
  announce(job_, *memory_);
}

// Without --further the limits of the settings hold again, however the run went on before.
void Trainer::set_limits() {
  if (job_.further.count > 0) {
    progress_.message(set_goal(state_, job_.further, settings_));
  } else {
    state_.goal.reset();
  }
  limits_ = with_goal(settings_, state_);
}

void Trainer::begin_anew() {
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

void Trainer::resume(const std::string& checkpoint) {
  const SettingTexts before = checkpoint_settings(checkpoint);
  require_same_run(checkpoint, before, run_settings_);
  state_ = load_checkpoint(checkpoint, parameters_, optimizer_);
  require_same_origin(checkpoint, state_.origin, job_.from);
  set_limits();
  batcher_.seek(state_.position);
  progress_.message(format("going on from step {} ({})", state_.step, checkpoint));
  if (!had_ended()) forget_incomparable_bleu(before, run_settings_, state_);
}

Outcome Trainer::train() {
  for (;;) {
    if (stopping()) return Outcome::interrupted;
    if (state_.validation_due && !validate()) return Outcome::interrupted;
    if (!end_reason().empty()) return finish() ? ended() : Outcome::interrupted;
    save_when_due();
    update();
  }
}

void Trainer::update() {
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

void Trainer::note_what_is_due(std::int64_t ended_epoch) {
  state_.validation_due = validation_ && is_due(settings_.valid_every, state_.step, ended_epoch);
  if (!is_due(settings_.save_every, state_.step, ended_epoch)) return;
  state_.save_due = true;
  saver_->note_that_due();
}

double Trainer::learning_rate(std::int64_t step) const {
  return learning_rate_at(settings_, step, state_.plateau) * state_.divergence.rate_scale;
}

// Back to the last good checkpoint, with half the learning rate. The data goes on where it is: a
// batch that no rate can learn from is not met again in this epoch.
void Trainer::roll_back(const std::string& reason) {
  const std::string good = checkpoints_.step_path(state_.divergence.start);
  const std::int64_t step = state_.step + 1;
  if (state_.divergence.rollbacks == kMostRollbacks) {
    throw divergence_error(reason, step, settings_, good);
  }
  TrainingState state = load_checkpoint(good, parameters_, optimizer_);
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
std::vector<PairBatch> Trainer::next_batches() {
  const std::int64_t epoch = batcher_.position().epoch;
  std::vector<PairBatch> batches;
  for (int taken = 0;
       batches.empty() || (taken < settings_.accumulate && batcher_.position().epoch == epoch);
       ++taken) {
    add_fitting(batcher_.next(), batches);
  }
  return batches;
}

void Trainer::add_fitting(const PairBatch& batch, std::vector<PairBatch>& batches) {
  // From now on the run depends on it, in later sessions too.
  if (memory_->exceeds_room(batch)) state_.activation_room = memory_->room();
  std::vector<PairBatch> parts = memory_->fitting(batch);
  std::move(parts.begin(), parts.end(), std::back_inserter(batches));
}

void Trainer::report() {
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

bool Trainer::validate() {
  progress_.show("validating ...");
  const std::optional<Scores> measured = measure(optimizer_.average());
  if (!measured) return false;
  const Scores& scores = *measured;
  const std::string& decisive = settings_.early_stopping_metric;
  const std::vector<std::string> improved = state_.scoreboard.note(scores, state_.step, decisive);
  const bool better = std::find(improved.begin(), improved.end(), decisive) != improved.end();
  best_weights_.keep(kept_values(), state_.step, scores, improved);
  best_weights_.publish_better(kept_values(), scores, state_);
  best_weights_.remember(kept_values(), state_, settings_.average_checkpoints);
  chronicle_->add(moment(), scores, sample_translations());
  write_report("running");
  state_.validation_due = false;
  state_.last_validation = state_.step;
  progress_.message(format(
      "validation at step {}: {}{}", state_.step, to_text(scores),
      better ? "  (the best so far)"
             : format("  ({} in a row without a better {})", state_.scoreboard.stalled, decisive)));
  if (validated(state_.plateau, settings_, better)) {
    progress_.message(format("the learning rate falls to {}", learning_rate(state_.step + 1)));
  }
  return true;
}

std::optional<Scores> Trainer::measure(std::span<Real> values) {
  const BorrowedValues borrowed(parameters_, values);
  return validation_->measure(replicas_.pool(), job_.stop);
}

std::vector<std::string> Trainer::sample_translations() {
  const BorrowedValues borrowed(parameters_, optimizer_.average());
  return validation_->sample_translations();
}

void Trainer::write_report(const std::string& status) const {
  if (!checkpoints_.exists()) return;  // the mount point of a disk that has gone
  const auto samples = validation_ ? validation_->samples() : std::span<const TextPair>();
  chronicle_->report({job_.model_dir, status, job_.config_yaml, samples});
}

bool Trainer::finish() {
  if (validation_ && state_.last_validation != state_.step && !validate()) return false;
  if (!publish_mean()) return false;
  state_.finalised = true;
  progress_.message(format("training ended at step {} ({}); the model is in {}", state_.step,
                           end_reason(), job_.model_dir));
  return true;
}

bool Trainer::publish_mean() {
  if (!validation_ || state_.validated.size() < 2) return true;
  std::vector<Real> mean = best_weights_.mean(state_);
  const std::optional<Scores> scores = measure(mean);
  if (!scores) return false;
  const bool better = best_weights_.publish_better(mean, *scores, state_);
  progress_.message(format("mean of the weights at the last {} validations: {}; {}",
                           state_.validated.size(), to_text(*scores),
                           better ? "kept" : "the best ones so far are kept"));
  return true;
}

void Trainer::restore_weights() {
  best_weights_.restore(kept_values(), state_);
  if (had_ended()) publish_mean();
  progress_.message(format("{} was missing and is made again", directory_.weights_path()));
}

// While the loss is far above its mean, a checkpoint would be nothing to go back to.
void Trainer::save_when_due() {
  if (state_.save_due && state_.divergence.above == 0 && saver_->may_try()) save_good();
}

void Trainer::save_good() {
  state_.minutes = moment().minutes;
  session_start_ = Clock::now();
  TrainingState saved = state_;
  saved.divergence.start = saved.step;
  saved.save_due = false;
  if (!saver_->try_to_save(saved, kept_values())) return;
  state_ = std::move(saved);
  write_report("running");
}

bool Trainer::stalled() const {
  return validation_ && settings_.early_stopping > 0 &&
         state_.scoreboard.stalled >= settings_.early_stopping;
}

std::string Trainer::end_reason() const {
  if (stalled()) {
    return format("{} validations in a row without a better {}", state_.scoreboard.stalled,
                  settings_.early_stopping_metric);
  }
  return reached_limit(limits_, moment());
}

Moment Trainer::moment() const {
  return {state_.step, batcher_.epochs(), state_.minutes + seconds_since(session_start_) / 60};
}

std::span<Real> Trainer::kept_values() {
  return optimizer_.average().empty() ? parameters_.values() : optimizer_.average();
}

TrainingResult Trainer::result(Outcome outcome) {
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

}  // namespace

TrainingResult train(TrainingJob& job) {
  flush_denormals();
  require_trainable(job);
  const int replicas = job.training.replicas > 0 ? job.training.replicas : all_cores();
  require_memory_for_numbers(job.training, job.model.parameters().size(), replicas);
  return Trainer(job).run();
}

}  // namespace nmt
