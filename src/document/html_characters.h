// References to characters in HTML: &eacute; &#233; &#xE9;
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace nmt {

struct HtmlReference {
  std::size_t size = 0;               // of the text, with & and ;
  std::optional<std::string> text{};  // what it stands for, in UTF-8; nothing where nobody knows
};

// What begins with the & at the front of a text; nothing where that is no reference.
std::optional<HtmlReference> html_reference(std::string_view text);

// The text with all references put in that are known.
std::string html_decoded(std::string_view text);
// Text as HTML and XHTML write it, between tags or, with `quote`, between these marks.
std::string html_encoded(std::string_view text, char quote = 0);

}  // namespace nmt
