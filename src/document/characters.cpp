#include "document/characters.h"

#include <algorithm>
#include <iterator>

namespace nmt {

char32_t character_at(std::string_view text, std::size_t position) {
  const auto lead = static_cast<unsigned char>(text[position]);
  char32_t character = lead < 0x80   ? lead
                       : lead < 0xe0 ? lead & 0x1f
                       : lead < 0xf0 ? lead & 0xf
                                     : lead & 7;
  while (++position < text.size() && is_continuation(text[position]))
    character = character << 6 | (static_cast<unsigned char>(text[position]) & 0x3f);
  return character;
}

char32_t last_character(std::string_view text) {
  std::size_t position = text.size() - 1;
  while (position > 0 && is_continuation(text[position])) --position;
  return character_at(text, position);
}

std::size_t character_size(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

bool is_east_asian(char32_t c) {
  return (c >= 0x2e80 && c < 0xa4d0) || (c >= 0xf900 && c < 0xfb00) ||
         (c >= 0xfe30 && c < 0xfe50) || (c >= 0xff00 && c < 0xfff0) ||
         (c >= 0x20000 && c < 0x40000);
}

bool writes_words_together(char32_t c) {
  return is_east_asian(c) || (c >= 0x0e00 && c < 0x10a0) || (c >= 0x1780 && c < 0x1800);
}

bool starts_with_closing_mark(std::string_view text) {
  constexpr std::string_view kMarks[] = {".",  ",",  ";",  ":",  "!",  "?",  ")",  "]",  "}",  "…",
                                         "”",  "’",  "»",  "›",  "。", "，", "、", "；", "：", "！",
                                         "？", "）", "」", "』", "》", "】", "।",  "؟",  "،"};
  return std::any_of(std::begin(kMarks), std::end(kMarks),
                     [&](std::string_view mark) { return text.starts_with(mark); });
}

bool ends_with_opening_mark(std::string_view text) {
  constexpr std::string_view kMarks[] = {"(", "[", "{",  "¿",  "¡",  "“",  "„",
                                         "‘", "‹", "（", "「", "『", "《", "【"};
  return std::any_of(std::begin(kMarks), std::end(kMarks),
                     [&](std::string_view mark) { return text.ends_with(mark); });
}

bool has_words(std::string_view text) {
  while (!text.empty()) {
    const bool is_mark = static_cast<unsigned char>(text.front()) < 0x80
                             ? !is_ascii_alnum(text.front())
                             : starts_with_closing_mark(text);
    if (!is_mark) return true;
    text.remove_prefix(std::min(character_size(text.front()), text.size()));
  }
  return false;
}

}  // namespace nmt
