#include "eval/ter_words.h"
#include "base/utf8.h"

#include <string_view>

#include "eval/ter.h"
#include "eval/unicode.h"
#include "eval/western.h"

namespace nmt {
namespace {

void normalize_western(std::string& line) {
  replace_all(line, "\n-", "");
  replace_all(line, "\n", " ");
  unescape_entities(line);
  line.insert(line.begin(), ' ');
  line += ' ';
  separate_punctuation(line);
  replace_all(line, "'s ", " 's ");
  separate_periods_and_dashes(line);
}

struct Range {
  char32_t first, last;
};

template <std::size_t size>
bool is_in(const Range (&ranges)[size], char32_t c) {
  for (const Range& range : ranges) {
    if (c >= range.first && c <= range.last) return true;
  }
  return false;
}

// Chinese characters, strokes and compatibility forms. sacreBLEU's range of enclosed letters ends
// at U+3F22 instead of U+32FF; equal scores need the same. (Its rules for Hiragana and Katakana
// never match.)
constexpr Range kIdeographs[] = {{0x4e00, 0x9fff}, {0x31c0, 0x31ef}, {0x2e80, 0x2eff},
                                 {0x3200, 0x4dbf}, {0xf900, 0xfaff}, {0xfe30, 0xfe4f}};

constexpr Range kAsianPunctuation[] = {{0x3001, 0x3002}, {0x3008, 0x3011}, {0x3014, 0x301f},
                                       {0xff61, 0xff65}, {0x30fb, 0x30fb}, {0xff0e, 0xff0e},
                                       {0xff0c, 0xff0c}, {0xff1f, 0xff1f}, {0xff1a, 0xff1b},
                                       {0xff01, 0xff02}, {0xff08, 0xff09}};

void separate_asian(std::string& line) {
  const std::u32string points = unicode::decode(line);
  line.clear();
  for (const char32_t c : points) {
    const bool alone = is_in(kIdeographs, c) || is_in(kAsianPunctuation, c);
    if (alone) line += ' ';
    append_utf8(line, c);
    if (alone) line += ' ';
  }
}

void remove_punctuation(std::string& line) {
  constexpr std::string_view kPunctuation = ".,?:;!\"()";
  std::erase_if(line, [&](char c) { return kPunctuation.find(c) != std::string_view::npos; });
}

void remove_asian_punctuation(std::string& line) {
  const std::u32string points = unicode::decode(line);
  line.clear();
  for (const char32_t c : points) {
    if (!is_in(kAsianPunctuation, c)) append_utf8(line, c);
  }
}

}  // namespace

void tokenize_for_ter(std::string& line, const TerSettings& settings) {
  if (line.empty()) return;
  if (!settings.case_sensitive) line = unicode::lower(line);
  if (settings.normalized) {
    normalize_western(line);
    if (settings.asian_support) separate_asian(line);
  }
  if (settings.no_punct) {
    remove_punctuation(line);
    if (settings.asian_support) remove_asian_punctuation(line);
  }
}

}  // namespace nmt
