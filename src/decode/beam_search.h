// Search over a batch of sentences: by beams, by diverse beams, or by drawing.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "decode/attention_map.h"
#include "decode/glossary_term.h"
#include "decode/next_tokens.h"
#include "decode/ranking.h"
#include "decode/settings.h"

namespace nmt {

struct Hypothesis {
  std::vector<TokenId> ids;    // without kEnd
  double log_probability = 0;  // of all tokens, kEnd and a forced prefix included
  double coverage = 0;         // coverage_of() its attention; 0 without coverage_penalty
  double score = 0;            // normalised_score + coverage_penalty x coverage: what ranks
  bool finished = true;        // false: cut off at the length limit, before kEnd
  // With keeps_attention: where each token looked, and kEnd, where it was said or nothing was;
  // zeros where no model has attention.
  AttentionMap attention = {};
};

struct SearchInput {
  const Batch& source;  // sentences that are not empty and end with kEnd
  // Of each sentence, or empty for none: how its translation begins, or, with kEnd, the whole of it.
  std::span<const std::vector<TokenId>> prefixes = {};
  // Of each sentence, or empty for none: the terms that earn settings.glossary_weight.
  std::span<const std::vector<GlossaryTerm>> terms = {};
  // Of each sentence: what names its random numbers beside the seed, such as its line. Empty: its own
  // tokens do.
  std::span<const std::uint64_t> streams = {};
  bool keeps_attention = false;  // of the hypotheses; averaged over the models that have any
};

// The n_best translations of each sentence, best first: at least one, fewer than n_best where fewer
// ended. A translation has at most min(max_length, max_length_ratio x source tokens + 10) tokens,
// end mark included, but room for its prefix and a token more, and never more than the models can
// take. A hypothesis that ends keeps its place in the beam (as in Marian), so that a beam of 1 is
// greedy search. A sentence's result does not depend on the others of the batch. Scratch memory is
// the tape's, and is given back. Throws Error when a model gives no finite numbers, where a prefix is
// longer than a model can take, and for coverage_penalty where no model has attention.
std::vector<std::vector<Hypothesis>> beam_search(const SearchModels& models, Tape& tape,
                                                 const SearchInput& input,
                                                 const DecodingSettings& settings);
// With one model.
std::vector<std::vector<Hypothesis>> beam_search(const Seq2Seq& model, Tape& tape,
                                                 const Batch& source,
                                                 const DecodingSettings& settings);

// Throws Error for coverage_penalty where no model has attention: known before a search begins.
void require_attention(const SearchModels& models, const DecodingSettings& settings);

}  // namespace nmt
