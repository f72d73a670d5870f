// The shapes of the generated Unicode tables and the search in them; for unicode_*.cpp only.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

namespace nmt::unicode {

struct CodePointRange {
  std::uint32_t first, last;
};

// Every `step`-th code point from first to last has its lower case `offset` further on.
struct LowerRange {
  std::uint32_t first, last, step;
  std::int32_t offset;
};

// The range that holds `code_point` in a sorted table, or nullptr.
template <class Range, std::size_t size>
const Range* find_range(const Range (&table)[size], char32_t code_point) {
  const Range* range =
      std::lower_bound(std::begin(table), std::end(table), code_point,
                       [](const Range& r, char32_t value) { return r.last < value; });
  return range != std::end(table) && range->first <= code_point ? range : nullptr;
}

}  // namespace nmt::unicode
