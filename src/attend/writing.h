// How tokens are written: from the right or from the left, upright or slanted, and how wide.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace nmt {

// Whether the first letter is of a script that is written from the right, as Arabic and Hebrew are.
bool written_from_right(std::string_view token);
// Whether that is so for more than half of the tokens that have letters.
bool mostly_from_right(std::span<const std::string> tokens);

// Whether the token has Chinese, Japanese or Korean characters, which stay upright when written
// downwards.
bool written_downwards(std::string_view token);

// "ja", "ko" or "zh", so that a viewer takes that language's shapes of shared characters; empty
// where there are none.
std::string east_asian_language(std::span<const std::string> tokens);

// At most `width` cells (base/text_width.h), with an ellipsis where some is left out.
std::string shortened(std::string_view token, int width);

// The token between marks that keep its direction from its neighbours (Unicode UAX 9: FSI, PDI).
std::string isolated(std::string_view token);

}  // namespace nmt
