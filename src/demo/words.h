// Putting words side by side.
#pragma once

#include <string>
#include <string_view>

namespace nmt {

// Adds `word` with a space before it; an empty word adds nothing.
inline void put(std::string& sentence, std::string_view word) {
  if (word.empty()) return;
  if (!sentence.empty()) sentence += ' ';
  sentence += word;
}

}  // namespace nmt
