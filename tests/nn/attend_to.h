// For the tests of attention: one call of it, and its weights by position.
#pragma once

#include <vector>

#include "nn/attention.h"

namespace nmt {

// The weights of one query and head over the positions of a source sentence; 0 where it sees none.
inline std::vector<double> weights_of(const Attended& attended, int query, int length,
                                      int head = 0) {
  std::vector<double> weights(static_cast<std::size_t>(length));
  for (const AttentionSpan& span : attended.layout->spans) {
    const int q = query - span.query_begin;
    if (q < 0 || q >= span.query_count) continue;
    const Tensor block = attended.layout->block(attended.weights.value().data, span, head);
    for (int k = 0; k < span.key_count; ++k)
      weights[static_cast<std::size_t>(span.first_position + k)] = double(block(q, k));
  }
  return weights;
}

inline std::vector<double> row_of(const Tensor& t, int row) {
  return {t.row(row), t.row(row) + t.cols};
}

inline Attended attend_to(Tape& tape, const Attention& attention, Var query, Var states,
                          const Looks& looks) {
  const KeysAndValues memory = attention.remember(tape, states);
  return attention(tape, query, attention.loop(tape, query.rows()), memory, looks);
}

}  // namespace nmt
