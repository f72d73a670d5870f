// Where a model looks when the translation is given: for alignments, pictures, and the entropy of
// its attention.
#pragma once

#include <vector>

#include "decode/attention_map.h"
#include "seq2seq/seq2seq.h"

namespace nmt {

// By stepping through each target of the batch; works for every model that fills the seam. Scratch
// memory is the tape's, and is given back.
std::vector<AttentionMap> forced_attention(const Seq2Seq&, Tape&, const PairBatch&);

// The entropy of each target token's weights over the source, in nats, added up over the tokens:
// log(source) where attention is even, 0 where it has one place. Weights are taken as shares of
// their sum; a token that looks nowhere has 0 (Ghader and Monz 2017).
double attention_entropy(const AttentionMap&);

}  // namespace nmt
