// Sentences of token ids, ragged: the tokens of all sentences one after the other, without padding.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/token.h"

namespace nmt {

// Three sentences of 2, 0 and 3 tokens: ids = {a b | | c d e}, offsets = {0, 2, 2, 5}.
struct Batch {
  std::vector<TokenId> ids;        // [tokens]
  std::vector<int> offsets = {0};  // [sentences + 1]

  int sentences() const { return static_cast<int>(offsets.size()) - 1; }
  int tokens() const { return static_cast<int>(ids.size()); }
  int length(int sentence) const { return offsets[sentence + 1] - offsets[sentence]; }
  std::span<const TokenId> sentence(int i) const {
    return {ids.data() + offsets[i], static_cast<std::size_t>(length(i))};
  }
  void add(std::span<const TokenId> sentence) {
    ids.insert(ids.end(), sentence.begin(), sentence.end());
    offsets.push_back(tokens());
  }
};

// Source and target of the same sentences; both sides end each sentence with kEnd, neither has
// kBegin.
struct PairBatch {
  Batch source, target;
  std::vector<std::int64_t> pairs;  // the number of each pair in its corpus, from 0
  std::vector<float> weights;       // of the loss of each pair; empty: 1 for all
};

}  // namespace nmt
