// The learning rate of each step: a pure function of the settings, the step and the plateau
// reductions so far.
#pragma once

#include <cstdint>

#include "train/settings.h"

namespace nmt {

// What schedule `plateau` remembers between validations.
struct Plateau {
  double scale = 1;  // the product of the reductions so far
  int stalled = 0;   // validations in a row without an improvement, since the last reduction
  bool operator==(const Plateau&) const = default;
};

// The learning rate of update `step`, counted from 1. Rises linearly during the warm-up for every
// schedule.
double learning_rate_at(const TrainingSettings& settings, std::int64_t step,
                        const Plateau& plateau = {});

// Notes one validation. True when the learning rate falls because of it.
bool validated(Plateau& plateau, const TrainingSettings& settings, bool improved);

}  // namespace nmt
