#include "train/divergence.h"

#include "base/error.h"
#include "base/format.h"

namespace nmt {

void require_finite(const UpdateLoss& update, std::int64_t step, const TrainingSettings& settings,
                    const CheckpointFolder& checkpoints) {
  if (update.finite()) return;
  throw Error(
      {.what = format(
           "training diverged: at step {} the loss is {} and the norm of the gradient {}; the last "
           "checkpoint is from before",
           step, update.loss / static_cast<double>(update.target_tokens), update.gradient_norm),
       .where = checkpoints.latest().value_or(checkpoints.path()),
       .fix =
           format("lower training.learning_rate (now {}), raise training.warmup_steps (now {}) or "
                  "set training.clip_norm, and start again with --fresh",
                  settings.learning_rate, settings.warmup_steps),
       .kind = Error::Kind::runtime});
}

}  // namespace nmt
