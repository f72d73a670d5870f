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

// A character that is one: no surrogate, nothing above U+10FFFF.
void append_utf8(std::string& text, char32_t character);

}  // namespace nmt
