// The four steps of attention with the numbers of one query, as text.
#pragma once

#include <span>
#include <string>

#include "attend/observed_pair.h"

namespace nmt {

// 1. query, keys and values, 2. scores, 3. weights, 4. the weighted sum. `keys` are the tokens of the
// whole sentence.
std::string steps_text(const QuerySteps& steps, std::span<const std::string> keys);

}  // namespace nmt
