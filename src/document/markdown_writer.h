// The translation of a Markdown text as a document has it.
#pragma once

#include <string>

#include "document/markdown_text.h"
#include "document/wrapping.h"

namespace nmt {

// Characters of the words that would be marks are escaped; where a mark cannot open or close a span
// beside the words that it stands beside now, an element of HTML does. shape: of the lines; a width
// of 0: the translation is not wrapped.
std::string written_markdown(const MarkdownText& text, const TranslatedText& translation,
                             const LineShape& shape);

}  // namespace nmt
