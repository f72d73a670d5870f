// Makes the shortlist of a model from the alignments of its pieces, and measures what one leaves
// out.
#pragma once

#include "align/aligner.h"
#include "text/shortlist.h"

namespace nmt {

struct LexicalShortlistSettings {
  int best = 100, frequent = 100;
};

// For each source piece the `best` target pieces that it is linked to most often, and the `frequent`
// most frequent target pieces. With one vocabulary for both sides a piece may also stay what it is.
// `alignments`: of the pieces that `tokenizers` give.
Shortlist lexical_shortlist(const Alignments& alignments, const Tokenizers& tokenizers,
                            const LexicalShortlistSettings& settings);

struct ShortlistCoverage {
  std::int64_t sentences = 0, tokens = 0, covered = 0, candidates = 0;
  double share_covered() const { return tokens > 0 ? double(covered) / double(tokens) : 0; }
  double mean_candidates() const {
    return sentences > 0 ? double(candidates) / double(sentences) : 0;
  }
};

// How many tokens of the targets, end marks included, are candidates of their sentence.
ShortlistCoverage coverage_of(const Shortlist& shortlist, const PairBatch& pairs);

}  // namespace nmt
