#include "cli/text_table.h"

#include <algorithm>

#include "base/utf8.h"

namespace nmt {
namespace {

// Code points, which is what a terminal shows of most text; a file name may be no UTF-8.
std::size_t width_of(const std::string& text) {
  const std::string valid = replace_invalid_utf8(text);
  return static_cast<std::size_t>(std::count_if(valid.begin(), valid.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
  }));
}

}  // namespace

std::string TextTable::text() const {
  std::vector<std::size_t> widths(rows_.front().size());
  for (const auto& row : rows_) {
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], width_of(row[c]));
  }
  std::string text;
  for (const auto& row : rows_) {
    for (std::size_t c = 0; c < row.size(); ++c) {
      const std::string blanks(widths[c] - width_of(row[c]), ' ');
      if (c == 0) {
        text += row[c] + blanks;
      } else {
        text += "   " + blanks + row[c];
      }
    }
    text.resize(text.find_last_not_of(' ') + 1);
    text += "\n";
  }
  return text;
}

}  // namespace nmt
