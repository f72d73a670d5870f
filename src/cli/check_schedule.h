// Whether the lengths of a training fit each other and the text: what `nmt check` knows only once it
// has measured how many updates an epoch has.
#pragma once

#include <vector>

#include "base/error.h"
#include "train/settings.h"

namespace nmt {

struct ScheduleFinding {
  const char* kind;    // long_warmup, short_training
  Error::Parts parts;  // `where` is the setting
};

struct TrainingPace {
  double updates_per_epoch = 0;
  double minutes_per_epoch = 0;  // about
  bool validates = true;         // there is a validation text, and it is looked at
};

// Warnings only: a training may be odd on purpose.
std::vector<ScheduleFinding> check_schedule(const TrainingSettings& training,
                                            const TrainingPace& pace);

}  // namespace nmt
