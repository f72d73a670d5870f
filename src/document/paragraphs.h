// The lines of a plain text, and which of them are one paragraph that was wrapped.
#pragma once

#include <string_view>
#include <vector>

#include "document/text_range.h"

namespace nmt {

struct PlainLine {
  TextRange text;           // without all that follows
  TextRange before;         // indent, marks of quotes (>), the mark of a list item
  TextRange after;          // white space behind it, and the end of the line
  bool is_item = false;     // begins with the mark of a list
  bool is_columns = false;  // parts of it stand below parts of other lines
};
std::vector<PlainLine> plain_lines(std::string_view content);

struct Paragraph {
  std::size_t first = 0, last = 0;  // lines
  int width = 0;                    // cells of a line at most; 0: of one line
};
// Of the lines that have a text, each in one. Lines are one paragraph where each but the last had no
// room for the first word of the next, and a sentence evidently goes on from one to another.
std::vector<Paragraph> paragraphs_of(std::string_view content, const std::vector<PlainLine>& lines);

}  // namespace nmt
