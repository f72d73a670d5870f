// Text that a translator would rather not meet, by seed.
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"

namespace nmt {

// A line without LF: random bytes, or awkward pieces one after the other, most of them short.
inline std::string awkward_line(Random& random) {
  using namespace std::string_view_literals;
  static constexpr std::string_view kPieces[] = {"a"sv,
                                                 "b c"sv,
                                                 "w3 w4"sv,
                                                 " "sv,
                                                 "  "sv,
                                                 "\t"sv,
                                                 "\r"sv,
                                                 "\0"sv,
                                                 "\x1b[31m"sv,
                                                 "\x7f"sv,
                                                 ". "sv,
                                                 "! "sv,
                                                 ", "sv,
                                                 "..."sv,
                                                 "\u3002"sv,
                                                 "\u65e5\u672c\u8a9e"sv,
                                                 "\u0e44\u0e17\u0e22"sv,
                                                 "\u2028"sv,
                                                 "\u2029"sv,
                                                 "\u0085"sv,
                                                 "\u00a0"sv,
                                                 "\u3000"sv,
                                                 "\u200b"sv,
                                                 "\u200d"sv,
                                                 "\ufeff"sv,
                                                 "\ufffd"sv,
                                                 "e\u0301\u0323"sv,
                                                 "\U0001f468\u200d\U0001f469"sv,
                                                 "\u202e"sv,
                                                 "\ufdfa"sv,
                                                 "\xff"sv,
                                                 "\xc3"sv,
                                                 "\xe2\x80"sv,
                                                 "\xed\xa0\x80"sv,
                                                 "\xf4\x90\x80\x80"sv,
                                                 "\xc0\x80"sv,
                                                 "<unk>"sv,
                                                 "<s>"sv,
                                                 "</s>"sv,
                                                 "<0x0A>"sv,
                                                 "\u2581"sv,
                                                 "|||"sv,
                                                 "\""sv,
                                                 "\\n"sv,
                                                 "{}"sv,
                                                 "%s"sv,
                                                 "{name}"sv,
                                                 "https://a.b/c"sv,
                                                 "<b>"sv,
                                                 "</b>"sv,
                                                 "<br/>"sv,
                                                 "`a  b`"sv,
                                                 "12 km"sv};
  std::string line;
  if (random.below(5) == 0) {
    for (std::uint64_t n = random.below(60); n > 0; --n)
      if (const char byte = static_cast<char>(random.below(256)); byte != '\n') line += byte;
    return line;
  }
  std::uint64_t pieces = random.below(8);
  if (random.below(20) == 0) pieces = random.below(300);
  while (pieces > 0) {
    const std::string_view piece = kPieces[random.below(std::size(kPieces))];
    const std::uint64_t times = random.below(10) == 0 ? 1 + random.below(40) : 1;
    for (std::uint64_t i = 0; i < times; ++i) line += piece;
    --pieces;
  }
  return line;
}

// Lines, each with LF or CR LF; the last sometimes with neither.
inline std::string awkward_text(Random& random, std::uint64_t most_lines) {
  std::string text = random.below(6) == 0 ? "\xef\xbb\xbf" : "";
  for (std::uint64_t lines = random.below(most_lines + 1); lines > 0; --lines)
    text += awkward_line(random) + (random.below(8) == 0 ? "\r\n" : "\n");
  if (random.below(3) == 0) text += awkward_line(random);
  return text;
}

}  // namespace nmt
