// What a run says of itself before its first update.
#pragma once

#include "train/memory_plan.h"
#include "train/trainer.h"
#include "train/validation.h"

namespace nmt {

// Logs the sizes of model and data; `validation` is null where there is none.
void announce(const TrainingJob& job, int replicas, const Validation* validation);
// Logs the memory that the run will take, and warns of what does not fit into it. Throws Error when
// no pair is left.
void announce(const TrainingJob& job, const MemoryPlan& memory);

}  // namespace nmt
