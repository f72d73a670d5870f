// How much room text takes on a terminal: two cells for a CJK character, none for a combining mark.
#pragma once

#include <span>
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

// How a word that is wider than a line is put: broken between characters, or over the edge, so that
// it can be copied.
enum class WideWord { broken, whole };

// The words on lines of at most `width` cells, each with a line end. Lines after the first begin with
// `indent` blanks, at most half of a line; `used` cells of the first are taken already.
std::string wrap_words(std::span<const std::string> words, int width, int indent = 0, int used = 0,
                       WideWord wide = WideWord::broken);
// The same for the words of `text`, which blanks divide.
std::string wrap_text(std::string_view text, int width, int indent = 0, int used = 0,
                      WideWord wide = WideWord::broken);

// `text` without characters that would steer the terminal: each becomes U+FFFD.
std::string without_controls(std::string_view text);

}  // namespace nmt
