#include "document/addresses.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>

#include "document/characters.h"

namespace nmt {
namespace {

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

bool starts_like(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() &&
         std::equal(lower.begin(), lower.end(), text.begin(), [](char wanted, char seen) {
           return wanted == std::tolower(static_cast<unsigned char>(seen));
         });
}

// Punctuation, symbols and spaces beyond ASCII: no address goes on behind them.
bool ends_address(char32_t c) {
  return (c >= 0x80 && c < 0xc0 && c != 0xaa && c != 0xb5 && c != 0xba) || c == 0xd7 || c == 0xf7 ||
         c == 0x5be || (c >= 0x60c && c < 0x60e) || c == 0x61b || c == 0x61f || c == 0x6d4 ||
         c == 0x964 || c == 0x965 || (c >= 0x2000 && c < 0x2070) || (c >= 0x20a0 && c < 0x2c00) ||
         (c >= 0x2e00 && c < 0x3005) || (c >= 0x3008 && c < 0x3021) || c == 0x30fb ||
         (c >= 0xfe10 && c < 0xfe70) || (c >= 0xff00 && c < 0xff10) ||
         (c >= 0xff1a && c < 0xff21) || (c >= 0xff3b && c < 0xff41) ||
         (c >= 0xff5b && c < 0xff66) || c >= 0x1f000 || c == 0xfeff || c == 0xfffd;
}

// Scripts that write no spaces, and Korean, which writes its endings to the word.
bool joins_words(char32_t c) {
  return writes_words_together(c) || (c >= 0x1100 && c < 0x1200) || (c >= 0xac00 && c < 0xd800);
}

// How many bytes of the text are a scheme and what has to follow it, 0 where they are none.
std::size_t scheme_size(std::string_view text) {
  constexpr std::size_t kLongest = 20;
  for (const std::string_view start : {std::string_view("www."), std::string_view("mailto:")})
    if (starts_like(text, start)) return start.size();
  std::size_t size = 0;
  while (size < text.size() && size < kLongest &&
         (is_ascii_alnum(text[size]) ||
          std::string_view("+.-").find(text[size]) != std::string_view::npos))
    ++size;
  return size > 0 && text.substr(size).starts_with("://") ? size + 3 : 0;
}

// Brackets that an address has opened, and those that it closes.
class Brackets {
 public:
  // False for one that closes what the address has not opened.
  bool take(char c) {
    constexpr std::string_view kOpening = "([{", kClosing = ")]}";
    if (const auto i = kOpening.find(c); i != std::string_view::npos) ++open_[i];
    const auto i = kClosing.find(c);
    return i == std::string_view::npos || open_[i]-- > 0;
  }

 private:
  std::array<int, 3> open_{};
};

// Where the address ends whose scheme ends at `begin`; `begin` where nothing follows it.
std::size_t end_of_address(std::string_view text, std::size_t begin) {
  constexpr std::string_view kNever = "<>\"`\\^|", kNotLast = ".,;:!?'*~([{";
  Brackets brackets;
  std::size_t end = begin;  // behind the last character that may be the last
  bool behind_letter = false;
  for (std::size_t at = begin; at < text.size();) {
    const char32_t character = character_at(text, at);
    const char c = text[at];
    if (is_ascii(c)) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte <= ' ' || byte == 0x7f || kNever.find(c) != std::string_view::npos) break;
      if (!brackets.take(c)) break;
      behind_letter = is_ascii_alnum(c);
    } else {
      if (ends_address(character)) break;
      if (joins_words(character) && behind_letter) break;
      behind_letter = !joins_words(character);
    }
    at += character_size(c);
    if (kNotLast.find(c) == std::string_view::npos || !is_ascii(c)) end = at;
  }
  return end;
}

}  // namespace

std::vector<TextRange> urls_in(std::string_view text) {
  std::vector<TextRange> found;
  for (std::size_t at = 0; at < text.size();) {
    const bool begins = is_ascii_letter(text[at]) && (at == 0 || !is_ascii_alnum(text[at - 1]));
    const std::size_t scheme = begins ? scheme_size(text.substr(at)) : 0;
    const std::size_t end = scheme > 0 ? end_of_address(text, at + scheme) : at;
    const bool kept = scheme > 0 && end > at + scheme;
    if (kept) found.push_back({at, end});
    at = kept ? end : at + 1;
  }
  return found;
}

}  // namespace nmt
