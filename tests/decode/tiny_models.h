// Tokenizers of words for the small models of model_variants.h.
#pragma once

#include <memory>
#include <string>

#include "model_variants.h"
#include "text/tokenizer_words.h"

namespace nmt {

inline std::shared_ptr<const Tokenizer> numbered_words(int vocabulary) {
  std::string file(kWordsHeader);
  for (int i = 3; i < vocabulary; ++i) file += "w" + std::to_string(i) + "\n";
  return words_tokenizer(file, "test");
}

inline Tokenizers tokenizers_of(const Vocabularies& vocabularies) {
  return {numbered_words(vocabularies.source), numbered_words(vocabularies.target),
          vocabularies.shared};
}

}  // namespace nmt
