// A part of a text.
#pragma once

#include <cstddef>
#include <string_view>

namespace nmt {

// The bytes [begin, end).
struct TextRange {
  std::size_t begin = 0, end = 0;

  std::size_t size() const { return end - begin; }
  bool operator==(const TextRange&) const = default;
};

inline std::string_view in_range(std::string_view text, TextRange range) {
  return text.substr(range.begin, range.size());
}

}  // namespace nmt
