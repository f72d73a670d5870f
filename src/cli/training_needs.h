// What nmt train needs beyond settings that keep their rules.
#pragma once

#include <vector>

#include "base/error.h"
#include "cli/run_config.h"

namespace nmt {

// All that is missing: a place for the model, text, what ends the training or what its schedule
// follows. nmt train stops at the first of them, nmt check tells all.
std::vector<Error::Parts> missing_needs(const RunConfig& config);

}  // namespace nmt
