// The texts of a Markdown document, and where the marks of their spans stand: MD4C tells only what
// lies between those.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "document/document.h"
#include "document/markdown_parser.h"

namespace nmt {

struct MarkdownText {
  struct Mark {
    std::string bytes = {};  // as the document has them
    MarkdownSpan span = MarkdownSpan::none;
    bool opens = false;      // a span or an element of HTML
    bool closes = false;     // a span
    bool ends_line = false;  // a hard break
    std::string label = {};  // that the words before it are, of a link that they name: [label]
  };
  DocumentText text;
  std::vector<Mark> marks;  // [tags]
  TextRange place;
  MarkdownEvent::Block block = MarkdownEvent::Block::other;
  bool has_brackets = false;  // [ that no backslash stands before
  bool has_soft_breaks = false;
  bool has_sentences = false;  // all of them end one
};

// Without those where a mark is not where CommonMark has it, and those without a letter.
std::vector<MarkdownText> markdown_texts(std::string_view content,
                                         std::span<const MarkdownEvent> events);

}  // namespace nmt
