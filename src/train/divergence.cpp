#include "train/divergence.h"

#include <algorithm>

#include "base/format.h"

namespace nmt {
namespace {

constexpr double kRate = 0.01;      // of the moving mean: it looks back some hundred updates
constexpr double kLeastRise = 1.0;  // near a loss of 0, a multiple says nothing

double loss_per_token(const UpdateLoss& update) {
  return update.loss / static_cast<double>(update.target_tokens);
}

}  // namespace

bool diverged(DivergenceState& state, const UpdateLoss& update, const TrainingSettings& settings) {
  if (!update.finite()) return true;
  const double loss = loss_per_token(update);
  const bool explodes =
      settings.divergence_factor > 0 && state.mean > 0 &&
      loss > std::max(settings.divergence_factor * state.mean, state.mean + kLeastRise);
  if (explodes) return ++state.above >= settings.divergence_patience;
  state.above = 0;
  state.mean = state.mean > 0 ? state.mean + kRate * (loss - state.mean) : loss;
  return false;
}

DivergenceState rolled_back(const DivergenceState& failed, const DivergenceState& checkpoint) {
  DivergenceState state = checkpoint;
  state.rollbacks = failed.rollbacks + 1;
  state.rate_scale = failed.rate_scale / 2;
  return state;
}

std::string divergence_text(const DivergenceState& state, const UpdateLoss& update) {
  if (update.finite()) {
    return format("the loss is {:.4g} after a mean of {:.4g}", loss_per_token(update), state.mean);
  }
  return format("the loss is {} and the norm of the gradient {}", loss_per_token(update),
                update.gradient_norm);
}

Error divergence_error(const std::string& reason, std::int64_t step,
                       const TrainingSettings& settings, const std::string& checkpoint) {
  return Error(
      {.what = format("training diverged: at step {} {}, though the run went back {} times and "
                      "halved the learning rate each time",
                      step, reason, kMostRollbacks),
       .where = checkpoint,
       .fix =
           format("lower training.learning_rate (now {}), raise training.warmup_steps (now {}) or "
                  "set training.clip_norm, and start again with --fresh",
                  settings.learning_rate, settings.warmup_steps),
       .kind = Error::Kind::runtime});
}

}  // namespace nmt
