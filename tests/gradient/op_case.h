// One row of the gradient table.
#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "autograd/ops.h"

namespace nmt {

struct OpCase {
  std::string op;    // the function in ops.h
  std::string name;  // of the case
  std::vector<std::pair<int, int>> inputs;
  std::function<Var(Tape&, const std::vector<Var>&)> run;
};
inline void PrintTo(const OpCase& c, std::ostream* out) { *out << c.name; }

}  // namespace nmt
