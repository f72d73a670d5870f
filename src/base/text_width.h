// How much room text takes on a terminal: two cells for a CJK character, none for a combining mark.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nmt {

// Cells of `text`, which is valid UTF-8; a control character counts as one.
int text_width(std::string_view text);

// The characters of `text`, each with the marks that combine with it.
std::vector<std::string> text_clusters(std::string_view text);

// `text` in exactly `width` cells: blanks behind it, or an ellipsis where it does not fit.
std::string fit_text(std::string_view text, int width);

// `text` without characters that would steer the terminal: each becomes U+FFFD.
std::string without_controls(std::string_view text);

}  // namespace nmt
