// When a run ends, and how long that still takes.
#pragma once

#include <optional>
#include <string>

#include "train/metrics_log.h"
#include "train/settings.h"
#include "train/trainer.h"

namespace nmt {

// The rules of the settings, and those between them and the data of the job: without validation,
// what ends the run? Throws Error.
void require_trainable(const TrainingJob& job);

// The limit that `now` has reached, such as "max_steps 1000"; empty when there is none.
std::string reached_limit(const TrainingSettings& settings, const Moment& now);

// The seconds until the nearest limit at the pace since `start`; nothing when there is no limit or
// no pace yet.
std::optional<double> seconds_left(const TrainingSettings& settings, const Moment& start,
                                   const Moment& now);

}  // namespace nmt
