// Attention of a search: one new query for each hypothesis, over keys that were laid out when they
// were made. The bits of attend() (nn/attention.h), without copying or packing a key again.
#pragma once

#include <span>

#include "nn/attention.h"

namespace nmt {

// Where the keys of each row's past lie.
struct PastKeys {
  const Real* const* positions;  // [rows, count]: what a row remembers of each position
  int count;                     // of positions
  std::int64_t offset;           // of the keys in it, `dim` numbers; the values follow
};
// query [rows, dim] -> [rows, dim]
Var attend_past(Tape&, Var query, const PastKeys&, int heads);

// The keys of sources, transposed, and their values: made once, read by every step and shared by all
// hypotheses of a sentence.
class SourceKeys {
 public:
  // `memory` [source tokens, dim]; `offsets` [sentences + 1] are the rows of each sentence. The
  // memory is the arena's.
  SourceKeys(Arena&, const KeysAndValues& memory, std::span<const int> offsets);

  // Span i of the layout looks at the source of sentence sentences[i].
  // query [rows, dim] -> [rows, dim] and weights by the layout
  Attended attend(Tape&, Var query, const AttentionLayout*, std::span<const int> sentences) const;

 private:
  struct Sentence {
    const Real *keys, *values;  // [dim, padded_keys(length)], [length, dim]
    int length;
  };
  std::span<const Sentence> sentences_;
  int dim_;
};

}  // namespace nmt
