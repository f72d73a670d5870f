// What kinds of kept things look like, as regular expressions.
#pragma once

#include <vector>

#include "document/kept_spans.h"
#include "document/pattern.h"

namespace nmt {

// Of a kind that neither urls_in(), markup_in() nor backticks find.
const std::vector<Pattern>& patterns_of(KeptKind kind);

}  // namespace nmt
