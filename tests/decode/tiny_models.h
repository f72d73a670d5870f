// Tokenizers of words for the small models of model_variants.h.
#pragma once

#include "model_variants.h"
#include "text/numbered_words.h"

namespace nmt {

inline Tokenizers tokenizers_of(const Vocabularies& vocabularies) {
  // Behind the special tokens.
  const auto words = [](int vocabulary) { return numbered_words("w", vocabulary - 3, 3); };
  return {words(vocabularies.source), words(vocabularies.target), vocabularies.shared};
}

}  // namespace nmt
