// Words in Markdown: characters that would be marks have a backslash.
#pragma once

#include <string>
#include <string_view>

#include "document/markdown_text.h"

namespace nmt {

// before: the character that they follow; next_mark: what follows them, empty at the end. text: that
// they are of.
std::string markdown_escaped(std::string_view words, char before, std::string_view next_mark,
                             const MarkdownText& text);

// Whether a line of a paragraph may begin with these words without being something else.
bool may_begin_markdown_line(std::string_view words);

}  // namespace nmt
