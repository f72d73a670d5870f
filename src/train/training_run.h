// One run of nmt train: what it is made of, and its steps. How it begins and ends is in trainer.cpp,
// its updates in training_updates.cpp, its validations in training_validation.cpp.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "text/batcher.h"
#include "train/best_weights.h"
#include "train/checkpoint.h"
#include "train/chronicle.h"
#include "train/followers.h"
#include "train/guided_alignment.h"
#include "train/memory_plan.h"
#include "train/progress.h"
#include "train/replicas.h"
#include "train/resume.h"
#include "train/saver.h"
#include "train/trainer.h"
#include "train/validation.h"

namespace nmt {

class TrainingRun {
 public:
  explicit TrainingRun(TrainingJob& job);
  TrainingResult run();

 private:
  using Clock = std::chrono::steady_clock;
  using Outcome = TrainingResult::Outcome;

  static double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
  }

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
  // Which weights the model directory holds, and which metrics were better elsewhere.
  std::string kept_text() const;
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
  Followers followers_;
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
  RunSettings run_settings_;
  TrainingState state_;
  TrainingSettings limits_;    // when the run ends: the settings, or what --further asks for
  bool mean_is_kept_ = false;  // since this session's end
  Moment start_;
  Clock::time_point session_start_ = Clock::now();
};

}  // namespace nmt
