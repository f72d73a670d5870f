#include "attend/writing.h"

#include <algorithm>
#include <array>

#include "base/text_width.h"
#include "base/utf8.h"

namespace nmt {
namespace {

// From `first` up to but without `end`. In UTF-8, bytes have the order of code points.
struct Block {
  std::string_view first, end;
};

constexpr Block kFromRight[] = {{"\u0590", "\u0900"},
                                {"\uFB1D", "\uFE00"},
                                {"\uFE70", "\uFF00"},
                                {"\U00010800", "\U00011000"},
                                {"\U0001E800", "\U0001F000"}};
constexpr Block kNoLetters[] = {{"\u0080", "\u00C0"}, {"\u2000", "\u2071"},    {"\u20A0", "\u20D0"},
                                {"\u2190", "\u2C00"}, {"\u3000", "\u3005"},    {"\u3008", "\u3021"},
                                {"\uFE00", "\uFE70"}, {"\uFFF0", "\U00010000"}};
constexpr Block kKana[] = {{"\u3040", "\u3100"}, {"\u31F0", "\u3200"}, {"\uFF66", "\uFF9E"}};
constexpr Block kHangul[] = {{"\u1100", "\u1200"}, {"\u3130", "\u3190"}, {"\uAC00", "\uD7B0"}};
constexpr Block kHan[] = {{"\u2E80", "\u2FE0"},
                          {"\u3005", "\u3008"},
                          {"\u3400", "\uA000"},
                          {"\uF900", "\uFB00"},
                          {"\U00020000", "\U00032000"}};

bool in_one_of(std::span<const Block> blocks, std::string_view character) {
  return std::any_of(blocks.begin(), blocks.end(), [&](const Block& block) {
    return character >= block.first && character < block.end;
  });
}

bool is_letter(std::string_view character) {
  const char c = character[0];
  if (static_cast<unsigned char>(c) < 0x80) return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  return !in_one_of(kNoLetters, character);
}

// The first letter with its marks; empty where there is none.
std::string first_letter(std::string_view token) {
  for (std::string& character : text_clusters(replace_invalid_utf8(token))) {
    if (is_letter(character)) return std::move(character);
  }
  return "";
}

bool has_one_of(std::span<const Block> blocks, std::string_view token) {
  const std::vector<std::string> characters = text_clusters(replace_invalid_utf8(token));
  return std::any_of(characters.begin(), characters.end(),
                     [&](const std::string& character) { return in_one_of(blocks, character); });
}

}  // namespace

bool written_from_right(std::string_view token) {
  return in_one_of(kFromRight, first_letter(token));
}

bool mostly_from_right(std::span<const std::string> tokens) {
  std::size_t from_right = 0, with_letters = 0;
  for (const std::string& token : tokens) {
    const std::string letter = first_letter(token);
    with_letters += !letter.empty();
    from_right += in_one_of(kFromRight, letter);
  }
  return 2 * from_right > with_letters;
}

bool written_downwards(std::string_view token) {
  return has_one_of(kKana, token) || has_one_of(kHangul, token) || has_one_of(kHan, token);
}

std::string east_asian_language(std::span<const std::string> tokens) {
  const auto any_has = [&](std::span<const Block> blocks) {
    return std::any_of(tokens.begin(), tokens.end(),
                       [&](const std::string& token) { return has_one_of(blocks, token); });
  };
  if (any_has(kKana)) return "ja";
  if (any_has(kHangul)) return "ko";
  return any_has(kHan) ? "zh" : "";
}

std::string shortened(std::string_view token, int width) {
  const std::string valid = replace_invalid_utf8(token);
  if (text_width(valid) <= width) return valid;
  std::string text;
  int used = 1;  // the ellipsis
  for (const std::string& character : text_clusters(valid)) {
    used += text_width(character);
    if (used > width) break;
    text += character;
  }
  return text + "…";
}

std::string isolated(std::string_view token) { return "\u2068" + std::string(token) + "\u2069"; }

}  // namespace nmt
