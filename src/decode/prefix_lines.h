// How the translations of a stream begin: a line for each line of the input.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "decode/lines.h"

namespace nmt {

class PrefixLines {
 public:
  // `lines` may be null: no prefixes. So many of them belong to lines that are answered already.
  PrefixLines(LineSource* lines, std::int64_t skip) : lines_(lines), skip_(skip) {}

  // Those of the next `count` lines of the input; empty where there are none at all. Throws Error
  // where they end before the input does.
  std::vector<std::string> take(std::size_t count);

 private:
  LineSource* lines_;
  std::int64_t skip_, read_ = 0;
};

}  // namespace nmt
