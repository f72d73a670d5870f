#include "document/wrapping.h"

#include <algorithm>
#include <iterator>

#include "base/text_width.h"
#include "document/characters.h"

namespace nmt {
namespace {

// Whether a line may end between them.
bool divides_east_asian(std::string_view before, std::string_view after) {
  const char32_t first = character_at(after, 0);
  if (!is_east_asian(first) && !is_east_asian(last_character(before))) return false;
  constexpr char32_t kLong = 0x30fc, kRepeat = 0x3005;
  return !starts_with_closing_mark(after) && !ends_with_opening_mark(before) && first != kLong &&
         first != kRepeat;
}

void add_parts_of_word(std::string_view word, std::vector<LinePart>& parts) {
  bool blank = !parts.empty();
  std::size_t begin = 0;
  for (std::size_t at = character_size(word[0]); at < word.size(); at += character_size(word[at])) {
    if (!divides_east_asian(word.substr(begin, at - begin), word.substr(at))) continue;
    parts.push_back({word.substr(begin, at - begin), blank});
    blank = false;
    begin = at;
  }
  parts.push_back({word.substr(begin), blank});
}

template <class Visit>
void each_blank_divided(std::string_view text, Visit visit) {
  for (;;) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    if (text.empty()) return;
    const std::string_view word = text.substr(0, text.find_first_of(" \t"));
    if (!visit(word)) return;
    text.remove_prefix(word.size());
  }
}

// "pre- and": the hyphen stands for the rest of a word that comes later.
bool is_conjunction(std::string_view word) {
  constexpr std::string_view kWords[] = {"and", "or", "und", "oder", "bzw.", "to", "bis"};
  return std::find(std::begin(kWords), std::end(kWords), word) != std::end(kWords);
}

// Parts that one of `whole` holds together become one.
std::vector<LinePart> without_ends_within(std::span<const TextRange> whole, std::string_view text,
                                          std::vector<LinePart> parts) {
  if (whole.empty()) return parts;
  std::vector<LinePart> joined;
  auto range = whole.begin();
  for (const LinePart& part : parts) {
    const auto begin = static_cast<std::size_t>(part.text.data() - text.data());
    while (range != whole.end() && range->end <= begin) ++range;
    const bool within = range != whole.end() && range->begin < begin;
    if (!within || joined.empty()) {
      joined.push_back(part);
      continue;
    }
    const auto first = static_cast<std::size_t>(joined.back().text.data() - text.data());
    joined.back().text = in_range(text, {first, begin + part.text.size()});
  }
  return joined;
}

}  // namespace

std::vector<LinePart> line_parts(std::string_view text, std::span<const TextRange> whole) {
  std::vector<LinePart> parts;
  each_blank_divided(text, [&](std::string_view word) {
    add_parts_of_word(word, parts);
    return true;
  });
  return without_ends_within(whole, text, std::move(parts));
}

int first_part_width(std::string_view line) {
  int width = 0;
  each_blank_divided(line, [&](std::string_view word) {
    std::vector<LinePart> parts;
    add_parts_of_word(word, parts);
    width = text_width(parts.front().text);
    return false;
  });
  return width;
}

bool has_blank_between(std::string_view line, std::string_view next) {
  if (is_east_asian(last_character(line)) && is_east_asian(character_at(next, 0))) return false;
  if (line.ends_with("\u00ad")) return false;
  // A word that was divided behind its hyphen.
  if (line.size() < 2 || line.back() != '-' || !is_small(character_at(next, 0))) return true;
  const char32_t before = last_character(line.substr(0, line.size() - 1));
  if (!is_small(before) && !is_capital(before)) return true;
  return is_conjunction(next.substr(0, next.find_first_of(" \t")));
}

std::string wrapped(std::string_view text, const LineShape& shape,
                    std::span<const TextRange> whole) {
  std::string lines;
  int used = shape.before_first;
  bool at_begin = true;
  for (const LinePart& part : line_parts(text, whole)) {
    const int width = text_width(part.text), blank = part.blank_before ? 1 : 0;
    const bool fits = at_begin || used + blank + width <= shape.width;
    const std::string_view rest =
        text.substr(static_cast<std::size_t>(part.text.data() - text.data()));
    if (!fits && (!shape.may_begin || shape.may_begin(rest))) {
      lines += shape.line_break;
      used = shape.before_others;
    } else if (!at_begin && part.blank_before) {
      lines += ' ';
      ++used;
    }
    lines += part.text;
    used += width;
    at_begin = false;
  }
  return lines;
}

}  // namespace nmt
