// What somebody meant who wrote a name that no setting has: by its spelling, its beginning, and what
// other toolkits call it.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace nmt {

struct LikelyMeaning {
  // Paths of settings, the likeliest first, at most three; none where nothing is near.
  std::vector<std::string> paths;
  // A sentence on what differs in nmt, or, where there are no paths, that it has no such setting.
  std::string note;
};

// `typed` was written in `section` (empty: at the top, or as a flag without a section, or with one:
// training.lr). `known` has the paths of all settings that may be meant; those of the section come
// first.
LikelyMeaning meaning_of(const std::string& typed, const std::string& section,
                         const std::vector<std::string>& known);

// "did you mean 'a', 'b' or 'c'? NOTE"; `shown` is how the user writes a path. Empty where nothing is
// known.
std::string suggestion(const LikelyMeaning& meaning,
                       const std::function<std::string(const std::string& path)>& shown);

// "a, b or c"
std::string joined_by_or(const std::vector<std::string>& words);

}  // namespace nmt
