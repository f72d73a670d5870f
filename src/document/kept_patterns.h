// What kinds of kept things look like, as regular expressions.
#pragma once

#include <vector>

#include "document/kept_spans.h"
#include "document/pattern.h"

namespace nmt {

// The things of a kind that neither urls_in(), markup_in() nor backticks find.
std::vector<TextRange> found_by_pattern(KeptKind kind, std::string_view text);

}  // namespace nmt
