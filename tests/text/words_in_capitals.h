// Tokenizers of words of which the translations are the words themselves in capitals.
#pragma once

#include <cctype>
#include <string>
#include <vector>

#include "text/tokenizer_words.h"

namespace nmt {

inline std::string in_ascii_capitals(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

// With a copying model each word becomes itself in capitals. One that is in capitals becomes itself
// twice, which is unlike any other word of the file.
inline Tokenizers words_in_capitals(const std::vector<std::string>& words) {
  std::string source(kWordsHeader), target(kWordsHeader);
  for (const std::string& word : words) {
    const std::string capitals = in_ascii_capitals(word);
    source += word + "\n";
    target += (capitals == word ? word + word : capitals) + "\n";
  }
  return {words_tokenizer(source, "test"), words_tokenizer(target, "test"), false};
}

}  // namespace nmt
