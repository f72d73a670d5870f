// Sentence pairs of random tokens, for tests of models.
#pragma once

#include <vector>

#include "base/random.h"
#include "seq2seq/registry.h"
#include "text/batch.h"

namespace nmt {

// 1 to `longest` tokens and kEnd.
inline std::vector<TokenId> random_sentence(int vocabulary, int longest, Random& random) {
  std::vector<TokenId> ids(1 + random.below(static_cast<std::uint64_t>(longest)));
  for (TokenId& id : ids)
    id = 3 + static_cast<TokenId>(random.below(static_cast<std::uint64_t>(vocabulary - 3)));
  ids.push_back(kEnd);
  return ids;
}

inline PairBatch random_pairs(const Vocabularies& vocabularies, int pairs, int longest,
                              std::uint64_t seed) {
  Random random(seed);
  PairBatch batch;
  for (int i = 0; i < pairs; ++i) {
    batch.source.add(random_sentence(vocabularies.source, longest, random));
    batch.target.add(random_sentence(vocabularies.target, longest, random));
  }
  return batch;
}

}  // namespace nmt
