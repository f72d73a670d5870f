// Validity of UTF-8 (RFC 3629: no surrogates, no overlong forms, nothing above U+10FFFF).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace nmt {

// The position of the first byte that does not belong to valid UTF-8, or npos.
std::size_t find_invalid_utf8(std::string_view text);

// Each longest invalid sequence becomes one U+FFFD, as browsers do (Unicode 15, 3.9 "maximal
// subpart"), or what is given instead.
std::string replace_invalid_utf8(std::string_view text, std::string_view instead = "\uFFFD");

// The two halves that UTF-16 writes for a character above U+FFFF.
constexpr bool is_high_surrogate(char32_t unit) { return unit >= 0xd800 && unit < 0xdc00; }
constexpr bool is_low_surrogate(char32_t unit) { return unit >= 0xdc00 && unit < 0xe000; }
constexpr bool is_surrogate(char32_t unit) { return unit >= 0xd800 && unit < 0xe000; }
constexpr char32_t of_surrogates(char32_t high, char32_t low) {
  return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

// A character that is one: no surrogate, nothing above U+10FFFF.
void append_utf8(std::string& text, char32_t character);

}  // namespace nmt
