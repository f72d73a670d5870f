// The order of kept things in a translation, such that pairs of tags stay nested as they were.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "decode/kept_line.h"

namespace nmt {

struct PlacedThing {
  std::size_t thing = 0;   // of KeptLine::things
  std::size_t gap = 0;     // before this target token
  bool is_masked = false;  // the token is its mask, and goes
};

// Of the things of a piece, which follow each other, where each would go by itself: all of them, in the order in which the things are to stand. The two tags of a pair enclose what they
// enclosed of tags, and no pair begins within another and ends behind it; for that, tags move. Pairs
// of which one tag stands in another piece enclose what stands between the other and the end of this
// one. What is no tag stays where it wants to be. end: the number of target tokens. Where the source
// itself does not nest, in the order of the gaps.
std::vector<PlacedThing> nested(std::vector<PlacedThing> places, const KeptLine& line,
                                std::size_t end);

}  // namespace nmt
