// The three steps of attention over ragged sentences, one op each: score, softmax, weighted sum.
#include <algorithm>

#include "autograd/ops.h"
#include "autograd/shapes.h"
#include "tensor/gemm.h"

namespace nmt {
namespace {

// One head of the rows of one span.
Tensor head_rows(const Tensor& x, int begin, int count, int head, int heads) {
  const int width = x.cols / heads;
  return x.slice(begin, count).columns(head * width, width);
}
Tensor query_rows_of(const Tensor& x, const AttentionSpan& s, int head, int heads) {
  return head_rows(x, s.query_begin, s.query_count, head, heads);
}
Tensor key_rows_of(const Tensor& x, const AttentionSpan& s, int head, int heads) {
  return head_rows(x, s.key_begin, s.key_count, head, heads);
}

// run(where the query's scores begin, the keys it sees, the stride) for each query.
template <class Run>
void each_query(const AttentionLayout& layout, Run run) {
  each_block(layout, [&](const AttentionSpan& span, int head) {
    const std::int64_t first = span.offset + std::int64_t(head) * span.query_count * span.stride;
    for (int q = 0; q < span.query_count; ++q)
      run(first + std::int64_t(q) * span.stride, layout.visible_keys(span, q), span.stride);
  });
}

}  // namespace

// scores = scale * Q K^T  =>  d_Q += scale * d_scores K, d_K += scale * d_scores^T Q
Var dot_scores(Tape& tape, Var query, Var key, const AttentionLayout* layout, Real scale) {
  require_shape("dot_scores", key.value(), key.rows(), query.cols());
  require_equal("dot_scores", "columns beyond the heads", query.cols() % layout->heads, 0);
  const Tensor scores = make_scores(tape, *layout);
  each_block(*layout, [&](const AttentionSpan& s, int h) {
    gemm(layout->block(scores.data, s, h), query_rows_of(query.value(), s, h, layout->heads),
         Transpose::no, key_rows_of(key.value(), s, h, layout->heads), Transpose::yes,
         {.scale = scale});
  });
  return tape.record(
      scores, {query, key}, [&tape, query, key, layout, scale](const Tensor& d_scores) {
        const Tensor d_query = tape.gradient_to_add(query), d_key = tape.gradient_to_add(key);
        each_block(*layout, [&](const AttentionSpan& s, int h) {
          const Tensor d_block = layout->block(d_scores.data, s, h);
          if (d_query.data)
            gemm(query_rows_of(d_query, s, h, layout->heads), d_block, Transpose::no,
                 key_rows_of(key.value(), s, h, layout->heads), Transpose::no,
                 {.into = Into::add, .scale = scale});
          if (d_key.data)
            gemm(key_rows_of(d_key, s, h, layout->heads), d_block, Transpose::yes,
                 query_rows_of(query.value(), s, h, layout->heads), Transpose::no,
                 {.into = Into::add, .scale = scale});
        });
      });
}

// The backward formula stands beside the kernel (tensor/kernels/recurrent.cpp).
Var additive_scores(Tape& tape, Var query, Var key, Var v, const AttentionLayout* layout) {
  require_equal("additive_scores", "heads", layout->heads, 1);
  require_shape("additive_scores", key.value(), key.rows(), query.cols());
  require_shape("additive_scores", v.value(), 1, query.cols());
  const Tensor scores = make_scores(tape, *layout);
  each_block(*layout, [&](const AttentionSpan& s, int) {
    const Tensor block = layout->block(scores.data, s, 0);
    each_visible(*layout, s, [&](int q, int k) {
      block(q, k) =
          kernels().additive_score(query.value().row(s.query_begin + q),
                                   key.value().row(s.key_begin + k), v.value().data, v.cols());
    });
  });
  return tape.record(
      scores, {query, key, v}, [&tape, query, key, v, layout](const Tensor& d_scores) {
        const Tensor d_query = tape.gradient_or_room(query), d_key = tape.gradient_or_room(key),
                     d_v = tape.gradient_or_room(v);
        each_block(*layout, [&](const AttentionSpan& s, int) {
          const Tensor d_block = layout->block(d_scores.data, s, 0);
          each_visible(*layout, s, [&](int q, int k) {
            const int query_row = s.query_begin + q, key_row = s.key_begin + k;
            kernels().additive_score_backward(d_query.row(query_row), d_key.row(key_row), d_v.data,
                                              d_block(q, k), query.value().row(query_row),
                                              key.value().row(key_row), v.value().data, v.cols());
          });
        });
      });
}

namespace {

int widest(const AttentionLayout& layout) {
  int stride = 0;
  for (const AttentionSpan& span : layout.spans) stride = std::max(stride, span.stride);
  return stride;
}

struct SoftmaxRow {
  Real* weights;
  const Real* scores;
  int stride;
};

// The kernel begins at its first number; a window elsewhere in the row is moved there and back, so
// that it gives the same bits wherever it lies.
void softmax_of_window(const SoftmaxRow& row, RowRange window, Real* room) {
  if (window.begin == 0) {
    kernels().softmax(row.weights, row.scores, window.count, row.stride);
    return;
  }
  std::copy_n(row.scores + window.begin, window.count, room);
  kernels().softmax(room, room, window.count, padded_keys(window.count));
  std::fill_n(row.weights, row.stride, Real(0));
  std::copy_n(room, window.count, row.weights + window.begin);
}

}  // namespace

// The backward formula stands beside the kernel (tensor/kernels/rows.cpp).
Var attention_softmax(Tape& tape, Var scores, const AttentionLayout* layout) {
  require_equal("attention_softmax", "scores", scores.cols(), layout->size);
  const Tensor weights = make_scores(tape, *layout);
  Real* room = tape.arena().allocate<Real>(static_cast<std::size_t>(widest(*layout)));
  each_query(*layout, [&](std::int64_t at, RowRange visible, int stride) {
    softmax_of_window({weights.data + at, scores.value().data + at, stride}, visible, room);
  });
  return tape.record(weights, {scores}, [&tape, scores, layout, weights](const Tensor& d_weights) {
    const GradientTarget d_scores = tape.gradient(scores);
    const Tensor change = d_scores.fresh ? d_scores.to : make_scores(tape, *layout);
    each_query(*layout, [&](std::int64_t at, RowRange, int stride) {
      kernels().softmax_backward(change.data + at, weights.data + at, d_weights.data + at, stride);
    });
    if (!d_scores.fresh) kernels().add_scaled(d_scores.to.data, change.data, layout->size, 1);
  });
}

// context = weights V  =>  d_weights += d_context V^T, d_V += weights^T d_context
Var weighted_sum(Tape& tape, Var weights, Var value, const AttentionLayout* layout) {
  require_equal("weighted_sum", "weights", weights.cols(), layout->size);
  require_equal("weighted_sum", "columns beyond the heads", value.cols() % layout->heads, 0);
  const Tensor context = tape.make(layout->query_rows, value.cols());
  each_block(*layout, [&](const AttentionSpan& s, int h) {
    gemm(query_rows_of(context, s, h, layout->heads), layout->block(weights.value().data, s, h),
         Transpose::no, key_rows_of(value.value(), s, h, layout->heads), Transpose::no);
  });
  return tape.record(context, {weights, value},
                     [&tape, weights, value, layout](const Tensor& d_context) {
                       // Zeroed, because the padding behind each query's weights is read by the
                       // softmax's backward.
                       const Tensor d_weights = tape.gradient_to_add(weights),
                                    d_value = tape.gradient_to_add(value);
                       each_block(*layout, [&](const AttentionSpan& s, int h) {
                         const Tensor d_block = query_rows_of(d_context, s, h, layout->heads);
                         if (d_weights.data)
                           gemm(layout->block(d_weights.data, s, h), d_block, Transpose::no,
                                key_rows_of(value.value(), s, h, layout->heads), Transpose::yes,
                                {.into = Into::add});
                         if (d_value.data)
                           gemm(key_rows_of(d_value, s, h, layout->heads),
                                layout->block(weights.value().data, s, h), Transpose::yes, d_block,
                                Transpose::no, {.into = Into::add});
                       });
                     });
}

}  // namespace nmt
