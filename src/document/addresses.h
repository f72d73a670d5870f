// Addresses of the web in running text.
#pragma once

#include <string_view>
#include <vector>

#include "document/text_range.h"

namespace nmt {

// What begins with a scheme and `://`, with `www.` or with `mailto:`, up to the end of the address:
// without the punctuation that follows it, with brackets where they close what it opens. Text of
// scripts that write no spaces ends an address, but where it stands behind one of its marks
// (/wiki/中国). In linear time.
std::vector<TextRange> urls_in(std::string_view text);

}  // namespace nmt
