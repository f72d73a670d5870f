// A finished translation looked at once more, by teacher forcing: where its tokens looked, how
// probable each was.
#pragma once

#include <vector>

#include "decode/attention_map.h"
#include "decode/next_tokens.h"
#include "seq2seq/seq2seq.h"

namespace nmt {

struct Observed {
  AttentionMap attention;                 // of the tokens, end marks included
  std::vector<double> log_probabilities;  // [target tokens]
};

// One for each pair; several models are averaged by their weights: attention over those that have
// any (zeros where none has), log-probabilities over all. Scratch memory is the tape's, and is given back.
std::vector<Observed> observe(const SearchModels& models, Tape& tape, const PairBatch& pairs);

}  // namespace nmt
