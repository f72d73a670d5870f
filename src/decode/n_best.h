// n-best lists as Moses and Marian write them: `0 ||| translation ||| F0= -1.5 ||| -0.3`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace nmt {

struct NBestEntry {
  std::int64_t line = 0;  // of the source, from 0
  std::string text, features, score;

  std::string to_line() const;
};

// Throws Error at `where` (file:line) unless there are four columns and the first is a number; the
// last may be missing.
NBestEntry parse_n_best(std::string_view line, const std::string& where);

}  // namespace nmt
