// A tokenizer of words that tests can count: w0, w1 ...
#pragma once

#include <memory>
#include <string>

#include "text/tokenizer_words.h"

namespace nmt {

// `count` words, the letter before each number from `first` on.
inline std::shared_ptr<const Tokenizer> numbered_words(const std::string& letter, int count,
                                                       int first = 0) {
  std::string file(kWordsHeader);
  for (int i = first; i < first + count; ++i) file += letter + std::to_string(i) + "\n";
  return words_tokenizer(file, "test");
}

}  // namespace nmt
