// When a run ends, and how long that still takes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "train/metrics_log.h"
#include "train/settings.h"
#include "train/trainer.h"

namespace nmt {

// The rules of the settings, and those between them and the data: without a validation text, what
// ends the run? Throws Error.
void require_trainable(const TrainingSettings& settings, bool has_valid);

// The limit that `now` has reached, such as "max_steps 1000"; empty when there is none.
std::string reached_limit(const TrainingSettings& settings, const Moment& now);

// Whether something that happens `every` so often happens after update `step`. `ended_epoch` counts
// from 1; 0 where the update did not end one.
bool is_due(const Interval& every, std::int64_t step, std::int64_t ended_epoch);

// How much of the way to the nearest limit is done, 0 to 1; nothing when there is no limit.
std::optional<double> share_done(const TrainingSettings& settings, const Moment& now);

// The seconds until the nearest limit at the pace since `start`; nothing when there is no limit or
// no pace yet.
std::optional<double> seconds_left(const TrainingSettings& settings, const Moment& start,
                                   const Moment& now);

}  // namespace nmt
