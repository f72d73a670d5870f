// Brings a run to the disk: checkpoint, published weights, metrics and record, in an order that
// leaves a run that can go on, wherever it is cut off.
#pragma once

#include <chrono>
#include <string>

#include "train/best_weights.h"
#include "train/checkpoint.h"
#include "train/chronicle.h"
#include "train/progress.h"
#include "train/trainer.h"

namespace nmt {

class Saver {
 public:
  // What the references point to must outlive this.
  struct Run {
    const TrainingJob& job;
    const SettingTexts& settings;  // for the checkpoint
    const CheckpointFolder& checkpoints;
    WeightsFiles& files;
    const BestWeights& best;
    Chronicle& chronicle;
    Progress& progress;
    Optimizer& optimizer;
  };
  explicit Saver(const Run& run) : run_(run) {}

  // Saves everything. `values` are the weights to publish where no validation has chosen any.
  // Throws Error (runtime) when the disk refuses; the last checkpoint is then as it was.
  void save(const TrainingState& state, std::span<const Real> values, const std::string& status);
  // The same in the middle of a run, which goes on where the disk refuses: warns, and returns
  // false.
  bool try_to_save(const TrainingState& state, std::span<const Real> values);
  // False for some time after a failure, until it is due again.
  bool may_try() const { return Clock::now() >= next_try_; }
  void note_that_due() { next_try_ = {}; }

 private:
  using Clock = std::chrono::steady_clock;

  Run run_;
  bool failing_ = false;
  Clock::time_point next_try_{};
};

}  // namespace nmt
