// Lines of a text that are as long beside each other as others are.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "document/text_range.h"

namespace nmt {

// Where all lines but the first begin, so that they are about as wide, in proportion, as `widths`, which
// are positive. Rather behind a mark than elsewhere. marks: of the text, in order; they take no room,
// and no line begins within one. Fewer lines where there are too few words.
std::vector<std::size_t> balanced_lines(std::string_view text, std::span<const TextRange> marks,
                                        std::span<const int> widths);

// Cells, without the marks.
int width_without(std::string_view text, std::span<const TextRange> marks);

}  // namespace nmt
