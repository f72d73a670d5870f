#include "nn/search_attention.h"

#include <algorithm>
#include <cmath>

#include "tensor/rows.h"

namespace nmt {
namespace {

Real scale_of(int width) { return 1 / std::sqrt(Real(width)); }

}  // namespace

Var attend_past(Tape& tape, Var query, const PastKeys& past, int heads) {
  const Tensor context = tape.make(query.rows(), query.cols());
  Real* weights = tape.arena().allocate<Real>(static_cast<std::size_t>(padded_keys(past.count)));
  const int width = query.cols() / heads;
  for (int r = 0; r < query.rows(); ++r)
    kernels().attend_past({.context = context.row(r),
                           .weights = weights,
                           .query = query.value().row(r),
                           .keys = past.positions + std::int64_t(r) * past.count,
                           .key_offset = past.offset,
                           .value_offset = past.offset + query.cols(),
                           .count = past.count,
                           .heads = heads,
                           .width = width,
                           .scale = scale_of(width)});
  return tape.constant(context);
}

SourceKeys::SourceKeys(Arena& arena, const KeysAndValues& memory, std::span<const int> offsets)
    : dim_(memory.key.cols()) {
  const Tensor &key = memory.key.value(), &value = memory.value.value();
  const std::size_t count = offsets.size() - 1;
  Sentence* sentences = arena.allocate<Sentence>(count);
  const auto dim = static_cast<std::size_t>(dim_);
  for (std::size_t s = 0; s < count; ++s) {
    const int begin = offsets[s], length = offsets[s + 1] - begin, padded = padded_keys(length);
    Real* keys = arena.allocate<Real>(dim * static_cast<std::size_t>(padded));
    Real* values = arena.allocate<Real>(dim * static_cast<std::size_t>(length));
    kernels().transpose(keys, padded, key.row(begin), key.stride, length, dim_);
    for (int d = 0; d < dim_; ++d)
      std::fill(keys + std::int64_t(d) * padded + length, keys + std::int64_t(d + 1) * padded,
                Real(0));
    copy_rows(Tensor(values, length, dim_), value.slice(begin, length));
    sentences[s] = {keys, values, length};
  }
  sentences_ = {sentences, count};
}

Attended SourceKeys::attend(Tape& tape, Var query, const AttentionLayout* layout,
                            std::span<const int> sentences) const {
  const Tensor weights = make_scores(tape, *layout);
  const Tensor context = tape.make(query.rows(), query.cols());
  const int width = dim_ / layout->heads;
  for (std::size_t i = 0; i < layout->spans.size(); ++i) {
    const AttentionSpan& span = layout->spans[i];
    const Sentence& source = sentences_[static_cast<std::size_t>(sentences[i])];
    kernels().attend_source({.context = context.row(span.query_begin),
                             .weights = weights.data + span.offset,
                             .query = query.value().row(span.query_begin),
                             .keys = source.keys,
                             .values = source.values,
                             .context_stride = context.stride,
                             .query_stride = query.value().stride,
                             .value_stride = dim_,
                             .queries = span.query_count,
                             .count = source.length,
                             .padded = span.stride,
                             .heads = layout->heads,
                             .width = width,
                             .scale = scale_of(width)});
  }
  return {tape.constant(context), tape.constant(weights), layout};
}

}  // namespace nmt
