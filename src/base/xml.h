// Text for XML and HTML, the same everywhere that a picture or a page is written.
#pragma once

#include <string>
#include <string_view>

namespace nmt {

// `text` as the content of an element or of an attribute in double quotes. What XML cannot hold
// (control characters, invalid UTF-8, U+FFFE and U+FFFF) becomes U+FFFD; tabs and ends of lines
// become blanks.
std::string xml_text(std::string_view text);

// `text` as the content of an element alone: quotation marks, tabs and ends of lines stay.
std::string xml_content(std::string_view text);

// Valid UTF-8 without what XML cannot hold, by the same rule; nothing else is changed.
std::string replace_control_characters(std::string_view text);

}  // namespace nmt
