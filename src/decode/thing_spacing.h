// White space around kept things in a translation: as it was in the source, as far as what stands
// beside them lets it be.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "decode/kept_line.h"
#include "decode/place_kept.h"

namespace nmt {

// Things that stand one behind the other between two words.
struct ThingsTogether {
  std::span<const PlacedThing> things;
  std::string_view left, right;  // the words, empty where there are none
  bool spaced = false;           // whether a space stands between the words
  bool spaced_behind = false;    // the same; behind the last thing, where that is masked
};

// Before each thing, and behind the last: [things + 1].
std::vector<std::string> separators(const ThingsTogether& together, const KeptLine& line);

}  // namespace nmt
