// How probable a model finds a given translation.
#pragma once

#include <vector>

#include "seq2seq/seq2seq.h"

namespace nmt {

struct TargetScore {
  double log_probability = 0;  // of the whole target, its end mark included
  std::vector<double>
      tokens;  // [target tokens] log p of each, given the source and those before it
};

// Scores the target of each pair by teacher forcing, with the numbers that a search gives to the
// same tokens, whatever the other pairs are. Neither side of a pair is longer than
// model.max_length(). Scratch memory is the tape's, and is given back. Throws Error when the model
// gives no finite numbers.
std::vector<TargetScore> score_targets(const Seq2Seq& model, Tape& tape, const PairBatch& pairs);

}  // namespace nmt
