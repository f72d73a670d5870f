// What a message has for the arguments of its program: %s, %(name)s, {0}.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "document/text_range.h"

namespace nmt {

// Of a message with such flags of gettext as c-format; none without one. In order.
std::vector<TextRange> format_directives(std::string_view text, std::span<const std::string> flags);

// Directives as a translation has them that puts them into another order. order: for each place of
// the translation, which of `directives` stands there; each once. Those that take the next argument,
// whichever it is, are numbered, or where their syntax has no numbers stand in their old order.
std::vector<std::string> reordered(std::span<const std::string> directives,
                                   std::span<const std::size_t> order,
                                   std::span<const std::string> flags);

}  // namespace nmt
