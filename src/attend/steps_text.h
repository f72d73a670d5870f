// The four steps of attention with the numbers of one query, as text.
#pragma once

#include <span>
#include <string>

#include "attend/observed_pair.h"

namespace nmt {

// 1. query, keys and values, 2. scores, 3. weights, 4. the weighted sum. `keys` are the tokens of the
// whole sentence; positions count from 0. Lines have at most `width` cells: columns that do not fit go
// into further blocks below.
std::string steps_text(const QuerySteps& steps, std::span<const std::string> keys, int width);

// "score = q . k / sqrt(d), d = 48"
std::string score_text(const QuerySteps& steps);

}  // namespace nmt
