// What a token learns of those before it without attention: states whose numbers go each by itself.
#include "autograd/ops.h"
#include "autograd/shapes.h"
#include "tensor/rows.h"

namespace nmt {
namespace {

// A walk over the rows of each sentence, whose states are the rows of one matrix.
struct SentenceWalk {
  std::span<const int> offsets;
  Tensor states;        // [t, d]
  Tensor first;         // [sentences, d], or none
  const Real* nothing;  // [d] zeros

  int sentences() const { return static_cast<int>(offsets.size()) - 1; }
  const Real* before(int sentence, int row) const {
    if (row > offsets[sentence]) return states.row(row - 1);
    return first.data ? first.row(sentence) : nothing;
  }
  // Calls run(sentence, row) in the order of time, or against it.
  template <class Run>
  void forward(Run run) const {
    for (int s = 0; s < sentences(); ++s)
      for (int t = offsets[s]; t < offsets[s + 1]; ++t) run(s, t);
  }
  template <class Run>
  void backward(Run run) const {
    for (int s = 0; s < sentences(); ++s)
      for (int t = offsets[s + 1]; t-- > offsets[s];) run(s, t);
  }
};

SentenceWalk make_walk(Tape& tape, const char* op, const Tensor& states,
                       std::span<const int> offsets, Var first) {
  require_equal(op, "rows of the sentences", offsets.back(), states.rows);
  if (first) require_shape(op, first.value(), static_cast<int>(offsets.size()) - 1, states.cols);
  return {.offsets = tape.keep(offsets),
          .states = states,
          .first = first ? first.value() : Tensor(),
          .nothing = tape.make_zero(1, states.cols).data};
}

}  // namespace

// The formulas of a step stand beside the kernels (tensor/kernels/recurrent.cpp). What reaches a
// state from the steps after it is carried back; in the end, what reaches the first states.
Var ssru(Tape& tape, Var sums, Var bias, std::span<const int> offsets, Var first) {
  require_halves("ssru", sums.value());
  const int dim = sums.cols() / 2;
  require_shape("ssru", bias.value(), 1, dim);
  const Tensor cells = tape.make(sums.rows(), dim);
  const Tensor forget = tape.recording() ? tape.make(sums.rows(), dim)
                                         : Tensor(tape.make(1, dim).data, sums.rows(), dim, 0);
  const SentenceWalk walk = make_walk(tape, "ssru", cells, offsets, first);
  walk.forward([&](int s, int t) {
    kernels().ssru(cells.row(t), forget.row(t), sums.value().row(t), bias.value().data,
                   walk.before(s, t), dim);
  });
  return tape.record(cells, {sums, bias, first},
                     [&tape, sums, bias, first, forget, walk](const Tensor& d_cells) {
                       const int width = d_cells.cols;
                       const Tensor d_sums = tape.make(d_cells.rows, 2 * width),
                                    carried = tape.make_zero(walk.sentences(), width);
                       walk.backward([&](int s, int t) {
                         kernels().add_scaled(carried.row(s), d_cells.row(t), width, 1);
                         kernels().ssru_backward(d_sums.row(t), carried.row(s), forget.row(t),
                                                 sums.value().row(t), walk.before(s, t), width);
                       });
                       if (const Tensor d_bias = tape.gradient_to_add(bias); d_bias.data)
                         add_row_sum(d_bias.data, d_sums.columns(width, width));
                       tape.give_gradient(sums, d_sums);
                       tape.give_gradient(first, carried);
                     });
}

// m_t = m_{t-1} + (x_t - m_{t-1}) / n  =>  d_x_t = d_m_t / n, d_m_{t-1} += d_m_t (1 - 1 / n)
Var running_mean(Tape& tape, Var x, std::span<const int> offsets, Var first, int count) {
  const Tensor means = tape.make(x.rows(), x.cols());
  const SentenceWalk walk = make_walk(tape, "running_mean", means, offsets, first);
  const auto share = [walk, count](int s, int t) {
    return 1 / static_cast<Real>(count + t - walk.offsets[s] + 1);
  };
  walk.forward([&](int s, int t) {
    std::copy_n(walk.before(s, t), means.cols, means.row(t));
    kernels().move_towards(means.row(t), x.value().row(t), means.cols, share(s, t));
  });
  return tape.record(means, {x, first}, [&tape, x, first, walk, share](const Tensor& d_means) {
    const int width = d_means.cols;
    const Tensor d_x = tape.make_zero(d_means.rows, width),
                 carried = tape.make_zero(walk.sentences(), width);
    walk.backward([&](int s, int t) {
      kernels().add_scaled(carried.row(s), d_means.row(t), width, 1);
      kernels().add_scaled(d_x.row(t), carried.row(s), width, share(s, t));
      kernels().move_towards(carried.row(s), walk.nothing, width, share(s, t));
    });
    tape.give_gradient(x, d_x);
    tape.give_gradient(first, carried);
  });
}

}  // namespace nmt
