// What is the same in every page of attention: its style and its script. They have a namespace of
// their own, because other folders have pages too, and of two symbols with one name the linker
// silently takes the first.
#pragma once

#include <string_view>

namespace nmt::attention_page {

extern const std::string_view kStyle;
// Enlarges maps and tells weights under the pointer or, by the arrow keys, under a cursor.
extern const std::string_view kScript;

}  // namespace nmt::attention_page
