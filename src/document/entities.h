// References to characters, as HTML, Markdown and WebVTT write them.
#pragma once

#include <string>
#include <string_view>

namespace nmt {

// The character of &amp;, &#65; or &#x41;; empty for other names.
std::string character_of_entity(std::string_view entity);
// In UTF-8. code: of a character, no half of a pair.
std::string utf8_of(char32_t code);

}  // namespace nmt
