#include "autograd/attention_layout.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/error.h"
#include "base/format.h"

namespace nmt {
namespace {

// Windows of neighbouring queries overlap: one product over the keys of all of them is cheaper than
// one for each. Groups stay small, because every query pays for the keys of the whole group, and
// within one depth block of gemm, so that the keys outside a query's own window, whose weights are
// 0, leave its sums as they are.
constexpr int kMostQueries = 16, kMostKeys = 128;

struct SpanRows {
  RowRange queries, keys;
  int first_position = 0;
};

AttentionLayout* make_layout(Tape& tape, std::span<const SpanRows> rows, int heads,
                             Visible visible) {
  AttentionSpan* spans = tape.arena().allocate<AttentionSpan>(rows.size());
  std::int64_t size = 0;
  int query_rows = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& [queries, keys, first_position] = rows[i];
    const int stride = padded_keys(keys.count);
    spans[i] = {queries.begin, queries.count, keys.begin, keys.count, size, stride, first_position};
    size += std::int64_t(heads) * queries.count * stride;
    query_rows += queries.count;
  }
  if (size > std::numeric_limits<int>::max())
    throw Error(
        {.what = format("attention would need {} scores at once", size),
         .fix = "lower training.batch_tokens, data.max_length or decoding.max_source_length",
         .kind = Error::Kind::runtime});
  void* place = tape.arena().allocate<AttentionLayout>(1);
  return new (place) AttentionLayout{{spans, rows.size()}, heads, visible, size, query_rows};
}

// The positions within `reach` of `centre` in a sentence of `length`, and at least the nearest.
RowRange window_around(double centre, int reach, int length) {
  // Written so that a centre that is not a number lands at 0.
  const double middle = centre > 0 ? std::min<double>(centre, length - 1) : 0;
  const double nearest = std::round(middle);
  const int begin = std::max(0, static_cast<int>(std::min(nearest, std::ceil(middle - reach))));
  const int last = static_cast<int>(std::max(nearest, std::floor(middle + reach)));
  const int end = std::min(length, last + 1);
  return {begin, end - begin};
}

RowRange union_of(RowRange a, RowRange b) {
  const int begin = std::min(a.begin, b.begin);
  return {begin, std::max(a.begin + a.count, b.begin + b.count) - begin};
}

// Cuts the queries of one sentence into spans. `windows` hold positions in the sentence on entry,
// and positions in the query's span afterwards.
void add_local_spans(std::vector<SpanRows>& spans, RowRange queries, int first_key,
                     RowRange* windows) {
  const int all = queries.begin + queries.count;
  for (int begin = queries.begin; begin < all;) {
    RowRange keys = windows[begin];
    int end = begin + 1;
    for (; end < all && end - begin < kMostQueries; ++end) {
      const RowRange wider = union_of(keys, windows[end]);
      if (wider.count > kMostKeys) break;
      keys = wider;
    }
    for (int q = begin; q < end; ++q) windows[q].begin -= keys.begin;
    spans.push_back({{begin, end - begin}, {first_key + keys.begin, keys.count}, keys.begin});
    begin = end;
  }
}

}  // namespace

const AttentionLayout* make_attention_layout(Tape& tape, std::span<const RowRange> queries,
                                             std::span<const RowRange> keys, int heads,
                                             Visible visible) {
  std::vector<SpanRows> spans(queries.size());
  for (std::size_t i = 0; i < spans.size(); ++i) spans[i] = {queries[i], keys[i]};
  return make_layout(tape, spans, heads, visible);
}

const AttentionLayout* make_local_layout(Tape& tape, std::span<const RowRange> queries,
                                         std::span<const RowRange> keys,
                                         std::span<const Real> centres, int reach) {
  RowRange* windows = tape.arena().allocate<RowRange>(centres.size());
  std::vector<SpanRows> spans;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    for (int row = queries[i].begin; row < queries[i].begin + queries[i].count; ++row)
      windows[row] = window_around(double(centres[row]), reach, keys[i].count);
    add_local_spans(spans, queries[i], keys[i].begin, windows);
  }
  AttentionLayout* layout = make_layout(tape, spans, 1, Visible::windows);
  layout->windows = {windows, centres.size()};
  return layout;
}

}  // namespace nmt
