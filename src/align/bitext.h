// A parallel text as numbers: what the aligner learns from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "text/batch.h"
#include "text/corpus.h"
#include "text/tokenizer.h"

namespace nmt {

// Units (words or pieces) are numbered from 0 on each side. Pair i is line i of the corpus; a pair
// that cannot be read has no units.
struct Bitext {
  Batch source, target;
  int source_units = 0, target_units = 0;  // different ones
  // The target unit that is spelt like each source unit, or -1: names and numbers.
  std::vector<TokenId> alike;  // [source_units]
  SkipCount invalid_utf8;

  int pairs() const { return source.sentences(); }
};

// Words between white space, compared without case (of ASCII) and without the punctuation around
// them. Throws Error.
Bitext read_words(const CorpusList& corpus);
// The pieces of a model's tokenizers, by their ids.
Bitext read_pieces(const CorpusList& corpus, const Tokenizers& tokenizers, int threads);

// The other direction.
Bitext swapped(Bitext bitext);

// What two spellings of a word have in common: `"Dogs,` and `dogs`.
std::string comparable_word(std::string_view word);

}  // namespace nmt
