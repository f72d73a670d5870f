// Gated recurrent units: one step, and whole ragged sentences.
#include <algorithm>

#include "autograd/ops.h"

namespace nmt {
namespace {

// The numbers of one step, which its backward reads again.
struct GruRows {
  LoopWeight::Left state;  // h [n, d]
  LoopWeight::Left reset;  // r * h [n, d]
  Tensor gates;            // [n, 3 d]: on entry the input products, then r, z and c
  int dim() const { return state.rows.cols; }
};

GruRows take_rows(Tape& tape, const GruLoop& weights, const Tensor& gates) {
  return {weights.gates->take_rows(tape, gates.rows),
          weights.candidate->take_rows(tape, gates.rows), gates};
}

void gru_forward(const GruRows& g, const GruLoop& weights, const Tensor& next) {
  const int dim = g.dim();
  const Tensor state = g.state.rows, reset = g.reset.rows;
  weights.gates->multiply(g.gates.columns(0, 2 * dim), state, Into::add);
  for (int i = 0; i < next.rows; ++i)
    kernels().gru_gates(g.gates.row(i), reset.row(i), state.row(i), dim);
  weights.candidate->multiply(g.gates.columns(2 * dim, dim), reset, Into::add);
  for (int i = 0; i < next.rows; ++i)
    kernels().gru_state(next.row(i), g.gates.row(i), state.row(i), dim);
}

// next = (1 - z) * h + z * tanh(a_c + (r * h) U)  =>  d_state: the gradient of `next` becomes that
// of h; d_gates: those of the sums a. The formulas stand beside the kernels
// (tensor/kernels/recurrent.cpp).
void gru_backward(Tape& tape, const GruRows& g, const GruLoop& weights, const Tensor& d_gates,
                  const Tensor& d_state) {
  const int dim = g.dim();
  const Tensor d_reset = tape.make(d_state.rows, dim);
  for (int i = 0; i < d_state.rows; ++i)
    kernels().gru_state_backward(d_gates.row(i), d_state.row(i), g.gates.row(i),
                                 g.state.rows.row(i), dim);
  weights.candidate->back_propagate(tape, g.reset, d_gates.columns(2 * dim, dim), {d_reset, true});
  for (int i = 0; i < d_state.rows; ++i)
    kernels().gru_gates_backward(d_gates.row(i), d_state.row(i), d_reset.row(i), g.gates.row(i),
                                 g.state.rows.row(i), dim);
  weights.gates->back_propagate(tape, g.state, d_gates.columns(0, 2 * dim), {d_state, false});
}

void copy_rows(const Tensor& to, const Tensor& from) {
  for (int r = 0; r < to.rows; ++r) std::copy_n(from.row(r), to.cols, to.row(r));
}

}  // namespace

Var gru_step(Tape& tape, Var inputs, Var state, const GruLoop& weights) {
  const GruRows g = take_rows(tape, weights, tape.make(inputs.rows(), inputs.cols()));
  copy_rows(g.gates, inputs.value());
  copy_rows(g.state.rows, state.value());
  const Tensor next = tape.make(state.rows(), state.cols());
  gru_forward(g, weights, next);
  return tape.record(next, {inputs, state, weights.gates->weight(), weights.candidate->weight()},
                     [&tape, inputs, state, weights, g](const Tensor& d_next) {
                       const Tensor d_gates = tape.make(inputs.rows(), inputs.cols());
                       gru_backward(tape, g, weights, d_gates, d_next);
                       tape.give_gradient(inputs, d_gates);
                       tape.give_gradient(state, d_next);
                     });
}

Var gru(Tape& tape, Var inputs, const GruLoop& weights, const TimeSteps* time) {
  const int dim = weights.candidate->out();
  const Tensor states = tape.make(inputs.rows(), dim);
  GruRows* steps = tape.arena().allocate<GruRows>(time->steps.size());
  for (std::size_t t = 0; t < time->steps.size(); ++t) {
    const RowRange range = time->steps[t];
    const int* tokens = time->tokens.data() + range.begin;
    const int* before = t == 0 ? nullptr : time->tokens.data() + time->steps[t - 1].begin;
    const GruRows& g =
        *new (&steps[t]) GruRows(take_rows(tape, weights, tape.make(range.count, inputs.cols())));
    for (int i = 0; i < range.count; ++i) {
      std::copy_n(inputs.value().row(tokens[i]), inputs.cols(), g.gates.row(i));
      if (before)
        std::copy_n(states.row(before[i]), dim, g.state.rows.row(i));
      else
        std::fill_n(g.state.rows.row(i), dim, Real(0));
    }
    const Tensor next = tape.make(range.count, dim);
    gru_forward(g, weights, next);
    for (int i = 0; i < range.count; ++i) std::copy_n(next.row(i), dim, states.row(tokens[i]));
  }
  return tape.record(states, {inputs, weights.gates->weight(), weights.candidate->weight()},
                     [&tape, inputs, weights, time, steps, dim](const Tensor& d_states) {
                       if (time->steps.empty()) return;
                       const Tensor d_inputs = tape.gradient_to_add(inputs);
                       // What reaches the state of each sentence from the steps after it.
                       const Tensor d_carried = tape.make_zero(time->steps[0].count, dim);
                       const Tensor d_gates = tape.make(time->steps[0].count, 3 * dim);
                       for (std::size_t t = time->steps.size(); t-- > 0;) {
                         const RowRange range = time->steps[t];
                         const int* tokens = time->tokens.data() + range.begin;
                         for (int i = 0; i < range.count; ++i)
                           kernels().add_scaled(d_carried.row(i), d_states.row(tokens[i]), dim, 1);
                         gru_backward(tape, steps[t], weights, d_gates.slice(0, range.count),
                                      d_carried.slice(0, range.count));
                         if (d_inputs.data)
                           for (int i = 0; i < range.count; ++i)
                             kernels().add_scaled(d_inputs.row(tokens[i]), d_gates.row(i), 3 * dim,
                                                  1);
                       }
                     });
}

}  // namespace nmt
