// Tells when a run has gone astray, and how it goes on from before that: at half the learning rate.
#pragma once

#include <cstdint>

#include "base/error.h"
#include "train/replicas.h"
#include "train/settings.h"

namespace nmt {

// A run goes back so often before it is given up.
constexpr int kMostRollbacks = 3;

// What the guard remembers from update to update.
struct DivergenceState {
  double mean = 0;         // of the losses per token, moving; 0 before the first
  int above = 0;           // updates in a row with a loss far above it
  int rollbacks = 0;       // so far
  double rate_scale = 1;   // what the schedule's learning rate is multiplied by
  std::int64_t start = 0;  // the step whose checkpoint a rollback goes back to
  bool operator==(const DivergenceState&) const = default;
};

// Notes one update, before it reaches the weights. True when the run has diverged: the loss or the
// gradient is not finite, or training.divergence_patience updates in a row had a loss above
// divergence_factor times the moving mean, and at least 1 above it.
bool diverged(DivergenceState& state, const UpdateLoss& update, const TrainingSettings& settings);

// The state after going back: that of the checkpoint, with one more rollback and half the rate.
DivergenceState rolled_back(const DivergenceState& failed, const DivergenceState& checkpoint);

// "the loss is 12.5 after a mean of 3.1", "the loss is nan and the norm of the gradient 2.5".
std::string divergence_text(const DivergenceState& state, const UpdateLoss& update);

// What is said when update `step` diverged once more than kMostRollbacks allows; `checkpoint` is
// the good one.
Error divergence_error(const std::string& reason, std::int64_t step,
                       const TrainingSettings& settings, const std::string& checkpoint);

}  // namespace nmt
