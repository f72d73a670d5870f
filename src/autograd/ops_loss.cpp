#include <algorithm>

#include "autograd/ops.h"
#include "autograd/shapes.h"
#include "tensor/gemm.h"
#include "tensor/rows.h"

namespace nmt {
namespace {

// Enough rows to make full use of the packed weights, few enough for the logits to stay in the last
// level of cache. Where they cannot, three times as many: weights and their gradients pass by less
// often. Multiples of the microkernel's block of rows.
int chunk_rows(int vocabulary) { return vocabulary <= 16384 ? 240 : 720; }

struct Sides {
  Tensor d_hidden, d_weight, d_bias;  // data == nullptr where no gradient is wanted
};

// The logits of one chunk with a row stride that does not map every row to the same cache sets.
Tensor make_logits(Tape& tape, int rows, int vocabulary) {
  Tensor logits = tape.make(rows, (vocabulary + 15) / 16 * 16 + 16);
  logits.cols = vocabulary;
  return logits;
}

Real scale_of(const CrossEntropy& options, int row) {
  return options.weights.empty() ? options.scale : options.scale * Real(options.weights[row]);
}

}  // namespace

// The gradients of a chunk are taken while its logits exist, so that [all tokens, vocabulary] never
// does; the backward only scales them by d_loss. logits = H W^T + b  =>  d_H = d_logits W, d_W =
// d_logits^T H, d_b = sum of rows (d_logits: cross_entropy kernel)
Var projected_cross_entropy(Tape& tape, Var hidden, Var weight, Var bias,
                            const CrossEntropy& options) {
  const Tensor h = hidden.value(), w = weight.value();
  require_shape("projected_cross_entropy", w, w.rows, h.cols);
  require_shape("projected_cross_entropy", bias.value(), 1, w.rows);
  require_equal("projected_cross_entropy", "targets", std::ssize(options.target), h.rows);
  require_below("projected_cross_entropy", options.target, w.rows);
  if (!options.weights.empty())
    require_equal("projected_cross_entropy", "weights", std::ssize(options.weights), h.rows);
  const bool wanted = tape.recording();
  double unused = 0;
  double* plain = options.plain ? options.plain : &unused;
  const Tensor loss = tape.make_zero(1, 1);
  Sides d;
  if (wanted) {
    d.d_hidden = tape.make(h.rows, h.cols);
    d.d_weight = tape.make_zero(w.rows, w.cols);
    d.d_bias = tape.make_zero(1, w.rows);
  }
  const Arena::Mark scratch = tape.arena().mark();
  const PackedView forward = pack(tape.arena(), w, Transpose::yes, tape.arithmetic());
  const PackedView backward =
      wanted ? pack(tape.arena(), w, Transpose::no, tape.arithmetic()) : PackedView();
  const int chunk = chunk_rows(w.rows);
  const Tensor room = make_logits(tape, std::min(chunk, h.rows), w.rows);
  double total = 0;
  for (int begin = 0; begin < h.rows; begin += chunk) {
    const int count = std::min(chunk, h.rows - begin);
    const Tensor logits = room.slice(0, count), rows = h.slice(begin, count);
    gemm(logits, rows, Transpose::no, forward, {.bias = bias.value().data});
    for (int r = 0; r < count; ++r)
      total +=
          double(kernels().cross_entropy(logits.row(r), logits.cols, options.target[begin + r],
                                         options.smoothing, scale_of(options, begin + r), plain));
    if (!wanted) continue;
    gemm(d.d_hidden.slice(begin, count), logits, Transpose::no, backward);
    gemm(d.d_weight, logits, Transpose::yes, rows, Transpose::no,
         {.into = Into::add, .arithmetic = tape.arithmetic()});
    add_row_sum(d.d_bias.data, logits);
  }
  tape.arena().rewind(scratch);
  *loss.data = static_cast<Real>(total);
  return tape.record(loss, {hidden, weight, bias},
                     [&tape, hidden, weight, bias, d](const Tensor& d_loss) {
                       const auto pass = [&](Var input, const Tensor& gradient) {
                         const Tensor to = tape.gradient_to_add(input);
                         if (to.data) add_scaled_rows(to, gradient, *d_loss.data);
                       };
                       pass(hidden, d.d_hidden);
                       pass(weight, d.d_weight);
                       pass(bias, d.d_bias);
                     });
}

}  // namespace nmt
