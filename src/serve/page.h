// The page to translate in: markup, style and script in one, without anything from a network.
#pragma once

#include <string>
#include <string_view>

namespace nmt::translation_page {

std::string page();

// Its parts.
extern const std::string_view kStyle, kSentences, kScript;

}  // namespace nmt::translation_page
