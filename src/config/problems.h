// What is wrong with a configuration: collected, so that no mistake hides the others.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"

namespace nmt {

struct ConfigProblem {
  // unknown: no setting has that name. value: of the wrong type, or out of range. rule: settings
  // that do not go together. file: one that is not there.
  enum class Kind { unknown, value, rule, file };
  Kind kind = Kind::unknown;
  std::string section;  // the outermost: model; empty at the top
  Error::Parts parts;
};
using ConfigProblems = std::vector<ConfigProblem>;

// Throws one Error that tells all of them, one below the other; nothing where there are none.
void throw_problems(const ConfigProblems& problems);

bool has_problem(const ConfigProblems& problems, const std::string& section);
// Whether one of them is in that section and leaves its settings without their values.
bool is_broken(const ConfigProblems& problems, const std::string& section);

}  // namespace nmt
