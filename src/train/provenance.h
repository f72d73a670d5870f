// training.json: where a model comes from.
#pragma once

#include <string>

#include "train/checkpoint.h"
#include "train/trainer.h"

namespace nmt {

// How training.json calls the end of a session.
const char* status_of(TrainingResult::Outcome outcome);

// The text of training.json: program, date, data files with hashes and line counts, how far
// training came and what it reached, and the scores of the weights in the model directory. `status`
// is running or a status_of().
std::string training_record(const TrainingJob& job, const TrainingState& state,
                            const std::string& status);

}  // namespace nmt
