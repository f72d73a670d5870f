// Which queries look at which keys, in ragged batches: sentence by sentence, without masks.
#pragma once

#include <span>

#include "autograd/recurrence.h"
#include "autograd/tape.h"

namespace nmt {

// One sentence, one row of a search, or neighbouring queries of a sentence with overlapping windows.
struct AttentionSpan {
  int query_begin, query_count, key_begin, key_count;
  std::int64_t offset;     // of its scores
  int stride;              // of one query's scores: key_count, padded
  int first_position = 0;  // of its first key in the sentence
};

// all: every key of the span. causal: query i sees the keys 0..i. windows: each query has its own.
enum class Visible { all, causal, windows };

// The shape of ragged scores [spans][heads][query_count][stride]; lives in a tape's arena.
struct AttentionLayout {
  std::span<const AttentionSpan> spans;
  int heads = 1;
  Visible visible = Visible::all;
  std::int64_t size = 0;
  int query_rows = 0;                      // of all spans
  std::span<const RowRange> windows = {};  // [query_rows], counted from the span's first key

  // The scores of one head of one span, [query_count, key_count].
  Tensor block(Real* scores, const AttentionSpan& span, int head) const {
    return {scores + span.offset + std::int64_t(head) * span.query_count * span.stride,
            span.query_count, span.key_count, span.stride};
  }
  // The keys that query `q` of a span sees, counted from the span's first.
  RowRange visible_keys(const AttentionSpan& span, int q) const {
    if (visible == Visible::windows) return windows[static_cast<std::size_t>(span.query_begin + q)];
    return {0, visible == Visible::causal ? q + 1 : span.key_count};
  }
};

// Span i lets queries[i] look at keys[i]. Throws Error where there would be more scores than an int
// can count.
const AttentionLayout* make_attention_layout(Tape&, std::span<const RowRange> queries,
                                             std::span<const RowRange> keys, int heads, Visible);
// The same with one head, where query row r sees only those of its sentence's keys whose position is
// within `reach` of centres[r], and at least the nearest one (Luong 2015, section 3.2).
const AttentionLayout* make_local_layout(Tape&, std::span<const RowRange> queries,
                                         std::span<const RowRange> keys,
                                         std::span<const Real> centres, int reach);

// run(span, head)
template <class Run>
void each_block(const AttentionLayout& layout, Run run) {
  for (const AttentionSpan& span : layout.spans)
    for (int head = 0; head < layout.heads; ++head) run(span, head);
}

// run(query, key), counted from the span's first, for each pair that is visible.
template <class Run>
void each_visible(const AttentionLayout& layout, const AttentionSpan& span, Run run) {
  for (int q = 0; q < span.query_count; ++q) {
    const RowRange keys = layout.visible_keys(span, q);
    for (int k = keys.begin; k < keys.begin + keys.count; ++k) run(q, k);
  }
}

// Room for the scores of a layout, uninitialised.
inline Tensor make_scores(Tape& tape, const AttentionLayout& layout) {
  Real* data = tape.arena().allocate<Real>(static_cast<std::size_t>(layout.size));
  return {data, 1, static_cast<int>(layout.size)};
}

// Scores of one query are padded to whole registers (at most 16 numbers), so that no kernel has a
// tail.
constexpr int padded_keys(int count) { return (count + 15) / 16 * 16; }

}  // namespace nmt
