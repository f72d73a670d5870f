// Words with a full stop that ends no sentence.
#pragma once

#include <span>
#include <string_view>

namespace nmt {

// Abbreviations of a language that Unicode's lists lack, with their full stops. `language`: as
// main_language() gives it; empty is any.
std::span<const std::string_view> further_abbreviations(std::string_view language);
// Words of Unicode's lists that more often end a sentence than they stand for another word.
std::span<const std::string_view> no_abbreviations(std::string_view language);

}  // namespace nmt
