// What is the same in every page of attention: its style and its script.
#pragma once

#include <string_view>

namespace nmt {

extern const std::string_view kPageStyle;
// Enlarges maps and tells weights under the pointer or, by the arrow keys, under a cursor.
extern const std::string_view kPageScript;

}  // namespace nmt
