#include "document/balanced_lines.h"

#include <cmath>
#include <numeric>

#include "base/text_width.h"
#include "document/characters.h"
#include "document/wrapping.h"

namespace nmt {
namespace {

struct LineBegin {
  std::size_t at = 0;
  double before = 0;  // cells of all that stands before it
  bool behind_mark = false;
};

bool ends_with_closing_mark(std::string_view text) {
  std::size_t last = text.size() - 1;
  while (last > 0 && is_continuation(text[last])) --last;
  return starts_with_closing_mark(text.substr(last));
}

// Where a line may begin.
std::vector<LineBegin> line_begins(std::string_view text, std::span<const TextRange> marks) {
  std::vector<LineBegin> begins;
  auto mark = marks.begin();
  int width = 0;
  std::string_view before;
  for (const LinePart& part : line_parts(text, marks)) {
    const auto begin = static_cast<std::size_t>(part.text.data() - text.data());
    if (!before.empty())
      begins.push_back({begin, static_cast<double>(width), ends_with_closing_mark(before)});
    width += text_width(part.text) + (part.blank_before ? 1 : 0);
    for (; mark != marks.end() && mark->end <= begin + part.text.size(); ++mark)
      width -= text_width(in_range(text, *mark));
    before = part.text;
  }
  return begins;
}

}  // namespace

std::vector<std::size_t> balanced_lines(std::string_view text, std::span<const TextRange> marks,
                                        std::span<const int> widths) {
  const std::vector<LineBegin> begins = line_begins(text, marks);
  const double all = width_without(text, marks);
  const double wanted = std::accumulate(widths.begin(), widths.end(), 0.0);
  // How much farther a place may be that is behind a mark, as a part of a line.
  constexpr double kFarther = 0.2;
  const double farther = kFarther * all / static_cast<double>(widths.size());
  std::vector<std::size_t> lines;
  double target = 0;
  std::size_t next = 0;  // of begins
  for (std::size_t line = 0; line + 1 < widths.size() && next < begins.size(); ++line) {
    target += all * widths[line] / wanted;
    // A place is left for each line that comes.
    const std::size_t coming = widths.size() - 2 - line;
    std::size_t best = next;
    double least = INFINITY;
    for (std::size_t i = next; i + coming < begins.size() || i == next; ++i) {
      const double cost =
          std::abs(begins[i].before - target) - (begins[i].behind_mark ? farther : 0);
      if (cost < least) {
        least = cost;
        best = i;
      }
      if (begins[i].before > target + farther) break;
    }
    lines.push_back(begins[best].at);
    next = best + 1;
  }
  return lines;
}

int width_without(std::string_view text, std::span<const TextRange> marks) {
  int width = text_width(text);
  for (const TextRange mark : marks) width -= text_width(in_range(text, mark));
  return width;
}

}  // namespace nmt
