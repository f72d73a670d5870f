// Beam search over a batch of sentences. Knows the models only through seq2seq/seq2seq.h.
#pragma once

#include <vector>

#include "seq2seq/seq2seq.h"

namespace nmt {

struct SearchOptions {
  enum class Alignments { none, strongest };
  int beam_size = 5;            // 1 is greedy search
  double length_penalty = 1.0;  // see normalised_score
  int n_best = 1;               // <= beam_size
  // A translation has at most min(max_length, max_length_ratio x source tokens + 10) tokens, end
  // mark included, and never more than the model can take.
  int max_length = 512;
  double max_length_ratio = 3.0;
  Alignments alignments = Alignments::none;
};

struct Hypothesis {
  std::vector<TokenId> ids;    // without kEnd
  double log_probability = 0;  // of all tokens, kEnd included
  double score = 0;            // normalised_score: what hypotheses are ranked by
  bool finished = true;        // false: cut off at the length limit, before kEnd
  std::vector<int>
      alignment;  // with Alignments::strongest, [ids]: the source position most attended to
};

// log p / tokens^length_penalty, the end mark counted among the tokens (Marian's `normalize`). 0
// ranks by log p alone and so favours short translations, 1 ranks by the mean per token, more
// favours long ones.
double normalised_score(double log_probability, int tokens, double length_penalty);

// The n_best translations of each sentence, best first: at least one, fewer than n_best where fewer
// ended. Source sentences are not empty and end with kEnd. A hypothesis that ends keeps its place
// in the beam (as in Marian), so that a beam of 1 is greedy search. A sentence's result does not
// depend on the others of the batch. Scratch memory is the tape's, and is given back. Throws Error
// when the model gives no finite numbers.
std::vector<std::vector<Hypothesis>> beam_search(const Seq2Seq& model, Tape& tape,
                                                 const Batch& source, const SearchOptions& options);

}  // namespace nmt
