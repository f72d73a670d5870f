// The texts that nmt eval measures, read and checked.
#pragma once

#include <string>
#include <vector>

#include "cli/eval_options.h"
#include "config/tree.h"
#include "eval/segments.h"

namespace nmt {

struct EvalTexts {
  std::vector<NamedLines> systems;  // at least one; the baseline first
  NamedLines source;                // empty unless it is needed
  References references;            // of each line
};

// Reads hypotheses (from the files of --input, or stdin) or translates the source with a
// model, for which `settings` are decoding settings. All texts are valid UTF-8, have no white space
// at the ends of lines, and fit to each other. Throws Error.
EvalTexts read_texts(const EvalOptions& options, const ConfigNode& settings);

}  // namespace nmt
