// Lines that were broken where their room ended: made one, and broken again.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "document/text_range.h"

namespace nmt {

// What no line ends within: a word with its marks, or a character of a script without blanks.
struct LinePart {
  std::string_view text;
  bool blank_before = false;
};
// Of a line; blanks and tabs divide, but not within one of `whole`, which are in order.
std::vector<LinePart> line_parts(std::string_view text, std::span<const TextRange> whole = {});

// The cells of the part that a line, not blank, begins with.
int first_part_width(std::string_view line);

// Whether a blank stands between two lines once they are one; neither is empty.
bool has_blank_between(std::string_view line, std::string_view next);

struct LineShape {
  int width = 0;                // cells of a line at most, all that stands before it counted
  int before_first = 0;         // cells before the text
  int before_others = 0;        // cells before each further line, which line_break ends with
  std::string line_break = {};  // what ends a line and begins the next
  // Whether a line may begin with these words; null: with any.
  bool (*may_begin)(std::string_view words) = nullptr;
};
// text: one line. A part that is wider than a line stands on one by itself. No line ends within one of
// `whole`, which are in order.
std::string wrapped(std::string_view text, const LineShape& shape,
                    std::span<const TextRange> whole = {});

}  // namespace nmt
