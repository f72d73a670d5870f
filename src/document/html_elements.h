// What the elements of HTML are to whoever translates a page.
#pragma once

#include <string_view>

namespace nmt {

enum class HtmlRole {
  block,  // it ends a text, and so does its end: p, br, td
  flow,   // it stands within a text: b, a, img
  kept    // within a text too, and what it holds is not translated: code, svg
};

// name: in lower case.
HtmlRole role_of_element(std::string_view name);
// Elements within a text that have no end tag: img.
bool has_no_end(std::string_view name);
// Blocks whose contents are not translated: pre, template.
bool is_kept_block(std::string_view name);
// Whether an attribute is text for people: alt, title. Of meta and input others decide, too.
bool is_text_attribute(std::string_view name);

}  // namespace nmt
