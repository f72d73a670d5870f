// What a Markdown text is made of, as MD4C finds it: CommonMark with tables, task lists and
// strikethrough as GitHub has them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "document/text_range.h"

namespace nmt {

enum class MarkdownSpan { none, emphasis, strong, strikethrough, link, image, code };

struct MarkdownEvent {
  enum class Kind { border, open, close, text, html, entity, soft_break, hard_break };
  // What begins at a border.
  enum class Block { other, heading, cell };
  Kind kind = Kind::border;
  Block block = Block::other;
  MarkdownSpan span = MarkdownSpan::none;
  TextRange range = {};  // of text, html and entity; empty for an end of a line within html
};

// In the order of the text, without what is in blocks of code or HTML. Throws Error without a place.
std::vector<MarkdownEvent> markdown_events(std::string_view text);

// The version of MD4C; empty where nmt was built without it, which markdown_events() then says.
std::string markdown_library_version();

}  // namespace nmt
