// Beam search over a batch of sentences. Knows the models only through seq2seq/seq2seq.h.
#pragma once

#include <vector>

#include "decode/settings.h"
#include "seq2seq/seq2seq.h"

namespace nmt {

enum class Alignments { none, strongest };

struct Hypothesis {
  std::vector<TokenId> ids;    // without kEnd
  double log_probability = 0;  // of all tokens, kEnd included
  double score = 0;            // normalised_score: what hypotheses are ranked by
  bool finished = true;        // false: cut off at the length limit, before kEnd
  // With Alignments::strongest, [ids]: the source position most attended to.
  std::vector<int> alignment;
};

// log p / tokens^length_penalty, the end mark counted among the tokens (Marian's `normalize`). 0
// ranks by log p alone and so favours short translations, 1 ranks by the mean per token, more
// favours long ones.
double normalised_score(double log_probability, int tokens, double length_penalty);

// The n_best translations of each sentence, best first: at least one, fewer than n_best where fewer
// ended. A translation has at most min(max_length, max_length_ratio x source tokens + 10) tokens,
// end mark included, and never more than the model can take. Source sentences are not empty and end
// with kEnd. A hypothesis that ends keeps its place in the beam (as in Marian), so that a beam of 1
// is greedy search. A sentence's result does not depend on the others of the batch. Scratch memory
// is the tape's, and is given back. Throws Error when the model gives no finite numbers.
std::vector<std::vector<Hypothesis>> beam_search(const Seq2Seq& model, Tape& tape,
                                                 const Batch& source,
                                                 const DecodingSettings& settings,
                                                 Alignments alignments = Alignments::none);

}  // namespace nmt
