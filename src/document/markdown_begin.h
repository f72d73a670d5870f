// Where the texts of a Markdown document begin.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "document/markdown_parser.h"

namespace nmt {

constexpr auto kNowhere = std::string_view::npos;
// What may stand between the end of a line and the text of the next.
constexpr std::string_view kBetweenLines = " \t\r\n>";

// Of events without a border: the first of its marks or words. kNowhere where it has no words, or a mark
// is not where it must be.
std::size_t begin_of_markdown_run(std::string_view content, std::span<const MarkdownEvent> events);

}  // namespace nmt
