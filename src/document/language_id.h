// Which language a text is in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nmt {

struct LanguageGuess {
  std::string language;
  double confidence = 0;  // from 0 to 100, of what speaks for any of the languages
};

// The library that helps with it, with its version; empty where the program was built without.
std::string language_detector();

// The languages, codes such as en and pt-BR of which there is at least one, likeliest first. Bytes
// that are not UTF-8 do no harm.
std::vector<LanguageGuess> guess_language(std::string_view text,
                                          const std::vector<std::string>& languages);

}  // namespace nmt
