// sacreBLEU's command line, which nmt eval understands: the other names of its options, and an answer
// for each flag that it has alone.
#pragma once

#include <string>
#include <vector>

#include "config/command_line.h"

namespace nmt {

// Its short flags and long names for options of nmt eval.
std::vector<ShortFlag> eval_short_flags();

// Throws Error where one of `arguments` is a flag of sacreBLEU that nmt eval does not have; it says
// what there is instead.
void refuse_foreign_flags(const std::vector<std::string>& arguments);

}  // namespace nmt
