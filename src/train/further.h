// Training on after a limit: so many steps or epochs more than there were, instead of a total.
#pragma once

#include <optional>
#include <string>

#include "base/settings.h"
#include "train/checkpoint.h"
#include "train/settings.h"

namespace nmt {

// Notes in `state` where a run that is asked to go on for `asked` ends. A run that was cut off on
// its way there, and is asked the same again, keeps its goal. Throws Error where the schedule has
// left no learning rate to go on with. Returns what to say of it.
std::string set_goal(TrainingState& state, const Interval& asked, const TrainingSettings& settings);

// The settings with the goal in the place of their limits, where there is one.
TrainingSettings with_goal(TrainingSettings settings, const TrainingState& state);

}  // namespace nmt
