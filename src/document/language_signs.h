// What tells languages of one script apart in a few words: their letters and their commonest words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nmt {

// How much of the text speaks for each of the languages, which are given by their main code (pt of
// pt-BR), and how much against it; 0 for languages that are not known here.
std::vector<double> language_signs(std::string_view text,
                                   const std::vector<std::string>& languages);

}  // namespace nmt
