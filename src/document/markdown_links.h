// Small parts of CommonMark that a place in a text is found by.
#pragma once

#include <cstddef>
#include <string_view>

namespace nmt {

// What a backslash before it makes a character of the text.
bool is_markdown_punctuation(char c);

// Behind the target of a link whose text ends with the `]` before `at`: (a "title"), [label], or
// nothing. limit: where words begin again, or npos. npos where a target has no end.
std::size_t end_of_link(std::string_view content, std::size_t at, std::size_t limit);

}  // namespace nmt
