// Which words of a sentence pair belong together, and how Moses' tools write it: the Pharaoh format,
// `0-0 1-2`, positions from 0, source first.
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace nmt {

struct WordLink {
  int source = 0, target = 0;  // positions in their sentences
  auto operator<=>(const WordLink&) const = default;
};
using WordLinks = std::vector<WordLink>;

std::string to_pharaoh(const WordLinks& links);

// Throws Error at `where` (file:line) for anything but pairs of numbers, those of neither side
// below 0. A line without links is a pair of which nothing is known.
WordLinks parse_pharaoh(std::string_view line, const std::string& where);

}  // namespace nmt
