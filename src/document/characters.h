// Characters of a text in valid UTF-8, and what writing needs to know of them.
#pragma once

#include <cctype>
#include <cstddef>
#include <string_view>

namespace nmt {

inline bool is_ascii_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }
inline bool is_ascii_alnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }
inline bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// The character that begins at `position`.
char32_t character_at(std::string_view text, std::size_t position);
char32_t last_character(std::string_view text);
// How many bytes the character that begins with this byte has.
std::size_t character_size(char lead);

// White space of any script.
bool is_white_space(char32_t c);
// Small and capital letters of Latin, Greek and Cyrillic; in the blocks where they take turns, small
// ones are odd.
bool is_small(char32_t c);
bool is_capital(char32_t c);

// Whether a letter of any script is in it, and not marks, symbols and digits alone.
bool has_letters(std::string_view text);

// Chinese and Japanese: their marks and characters, wide forms among them.
bool is_east_asian(char32_t c);
// Those and Thai, Lao, Tibetan, Burmese and Khmer: words stand side by side.
bool writes_words_together(char32_t c);

// Marks that stand directly behind a word, and those that stand directly before one.
bool starts_with_closing_mark(std::string_view text);
bool ends_with_opening_mark(std::string_view text);

// Whether anything but white space and marks is in it.
bool has_words(std::string_view text);

}  // namespace nmt
