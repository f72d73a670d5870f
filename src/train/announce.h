// What a run says of itself before its first update.
#pragma once

#include "train/trainer.h"
#include "train/validation.h"

namespace nmt {

// Logs the sizes of model and data; `validation` is null where there is none.
void announce(const TrainingJob& job, int replicas, const Validation* validation);

}  // namespace nmt
