// Guards the weights against numbers that are none.
#pragma once

#include <cstdint>

#include "train/checkpoint.h"
#include "train/replicas.h"
#include "train/settings.h"

namespace nmt {

// Throws Error (runtime) when the loss or the gradient of update `step` is not finite, before it
// reaches the weights.
void require_finite(const UpdateLoss& update, std::int64_t step, const TrainingSettings& settings,
                    const CheckpointFolder& checkpoints);

}  // namespace nmt
