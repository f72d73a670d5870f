// What the metrics need of Unicode: code points of UTF-8 text, white space, general categories,
// lower case.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace nmt::unicode {

// Refuses text that is not UTF-8 with an Error that says where; `name` is such as "a hypothesis".
void require_utf8(std::string_view text, const char* name);

// The code points of UTF-8 `text`, which must be valid (base/utf8.h).
std::u32string decode(std::string_view text);

// Whether Python's str.split takes the code point for white space.
bool is_space(char32_t code_point);

// Length in bytes of the white space character (as Python's str.split sees it) at `at`, or 0.
std::size_t space_length(std::string_view text, std::size_t at);

// `text` without white space at its end.
std::string_view trim_end(std::string_view text);

// General categories P*, S* and N*.
bool is_punctuation(char32_t code_point);
bool is_symbol(char32_t code_point);
bool is_number(char32_t code_point);

// Full lower case without locale, as Python's str.lower: I -> i, İ -> i + dot above, a final Σ ->
// ς.
std::string lower(std::string_view text);

}  // namespace nmt::unicode
