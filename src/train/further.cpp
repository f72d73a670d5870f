#include "train/further.h"

#include "base/error.h"
#include "base/format.h"
#include "train/schedule.h"

namespace nmt {
namespace {

const char* unit_name(const Interval& interval) {
  return interval.unit == Interval::Unit::steps ? "steps" : "epochs";
}

void require_learning_rate(const TrainingState& state, const TrainingSettings& settings) {
  if (learning_rate_at(settings, state.step + 1, state.plateau) > 0) return;
  throw Error({.what = format("schedule {} ends at max_steps {} with a learning rate of 0, so that "
                              "further steps would change nothing",
                              settings.schedule, settings.max_steps),
               .where = "--further",
               .fix = "train a new model from this one, with its own schedule"});
}

}  // namespace

std::string set_goal(TrainingState& state, const Interval& asked,
                     const TrainingSettings& settings) {
  const bool underway = state.goal && state.goal->asked == asked && !state.finalised;
  if (!underway) {
    require_learning_rate(state, settings);
    const bool steps = asked.unit == Interval::Unit::steps;
    const std::int64_t from = steps ? state.step : state.position.epoch;
    state.goal = {.asked = asked, .until = from + asked.count};
    state.scoreboard.stalled = 0;
    state.finalised = false;
  }
  return format("training {} further {}, until there are {}; other limits do not count",
                asked.count, unit_name(asked), state.goal->until);
}

TrainingSettings with_goal(TrainingSettings settings, const TrainingState& state) {
  if (!state.goal) return settings;
  const bool steps = state.goal->asked.unit == Interval::Unit::steps;
  settings.max_steps = steps ? state.goal->until : 0;
  settings.max_epochs = steps ? 0 : state.goal->until;
  settings.max_minutes = 0;
  return settings;
}

}  // namespace nmt
