// "did you mean ...?": the nearest of the valid words to a mistyped one.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace nmt {

// Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b` (optimal
// string alignment), in bytes.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The nearest of `known`, where one is near enough to be meant; otherwise an empty text. Of
// `spm:FILE` only what is before the colon is compared.
std::string nearest_word(std::string_view typed, const std::vector<std::string>& known);

// Those of `known` that may be meant, the likeliest first: the nearest by spelling; otherwise those
// that begin with what was typed, or with which it begins (warmup, warmup_steps); otherwise those
// that have it among their words.
std::vector<std::string> near_words(std::string_view typed, const std::vector<std::string>& known);

// A fix for an Error: "did you mean 'x'?" where one word is near, otherwise "use one of: a, b".
std::string suggest(std::string_view typed, const std::vector<std::string>& known);

}  // namespace nmt
