// The variables of the environment that nmt looks at.
#pragma once

#include "config/command_line.h"

namespace nmt {

// With those that every command of its kind looks at, behind the line's own.
CommandLine with_variables(CommandLine line);

// All of them, for nmt itself.
std::vector<Term> all_variables();

}  // namespace nmt
