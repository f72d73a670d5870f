#include "document/characters.h"

#include <algorithm>
#include <iterator>

namespace nmt {
namespace {

// Blocks of Unicode without letters: marks, symbols, emoji, what only changes the look of others.
constexpr char32_t kNoLetters[][2] = {
    {0x00, 0x40},     {0x5b, 0x60},     {0x7b, 0xa9},      {0xab, 0xb4},     {0xb6, 0xb9},
    {0xbb, 0xbf},     {0xd7, 0xd7},     {0xf7, 0xf7},      {0x2000, 0x2070}, {0x2072, 0x20ff},
    {0x2190, 0x2bff}, {0x2e00, 0x2e7f}, {0x3000, 0x3004},  {0x3007, 0x3020}, {0x3030, 0x3030},
    {0xe000, 0xf8ff}, {0xfe00, 0xfe6f}, {0xfeff, 0xfeff},  {0xff00, 0xff20}, {0xff3b, 0xff40},
    {0xff5b, 0xff65}, {0xffe0, 0xffff}, {0x1f000, 0x1ffff}};

bool is_letter(char32_t c) {
  return std::none_of(std::begin(kNoLetters), std::end(kNoLetters),
                      [&](const auto& range) { return c >= range[0] && c <= range[1]; });
}

}  // namespace

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

bool is_white_space(char32_t c) {
  return c == ' ' || (c >= 9 && c <= 13) || c == 0x85 || c == 0xa0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
         c == 0x3000;
}

bool is_small(char32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 0xdf && c <= 0xff && c != 0xf7) ||
         (c >= 0x100 && c <= 0x137 && (c & 1) == 1) || (c >= 0x139 && c <= 0x148 && (c & 1) == 0) ||
         (c >= 0x14a && c <= 0x177 && (c & 1) == 1) || c == 0x17a || c == 0x17c || c == 0x17e ||
         (c >= 0x3ac && c <= 0x3ce) || (c >= 0x430 && c <= 0x45f) || (c >= 0x561 && c <= 0x587);
}
bool is_capital(char32_t c) {
  return (c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7) ||
         (c >= 0x100 && c <= 0x137 && (c & 1) == 0) || (c >= 0x139 && c <= 0x148 && (c & 1) == 1) ||
         (c >= 0x14a && c <= 0x177 && (c & 1) == 0) || c == 0x178 || c == 0x179 || c == 0x17b ||
         c == 0x17d || (c >= 0x386 && c <= 0x3ab && c != 0x390) || (c >= 0x400 && c <= 0x42f) ||
         (c >= 0x531 && c <= 0x556);
}

bool has_letters(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); at += character_size(text[at]))
    if (is_letter(character_at(text, at))) return true;
  return false;
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
