// Where a model looks when the translation is given: for alignments, pictures, and the entropy of
// its attention.
#pragma once

#include <vector>

#include "seq2seq/seq2seq.h"

namespace nmt {

// The attention weights of one sentence pair, a row for each target token.
struct AttentionMap {
  int target = 0, source = 0;  // tokens, end marks included
  std::vector<Real> weights;   // [target, source]

  std::span<const Real> row(int t) const {
    return std::span(weights).subspan(static_cast<std::size_t>(t) * std::size_t(source),
                                      static_cast<std::size_t>(source));
  }
};

// By stepping through each target of the batch; works for every model that fills the seam. Scratch
// memory is the tape's, and is given back.
std::vector<AttentionMap> forced_attention(const Seq2Seq&, Tape&, const PairBatch&);

// The entropy of each target token's weights over the source, in nats, added up over the tokens:
// log(source) where attention is even, 0 where it has one place. Weights are taken as shares of
// their sum; a token that looks nowhere has 0 (Ghader and Monz 2017).
double attention_entropy(const AttentionMap&);

}  // namespace nmt
