// Gated recurrent units: one step, and whole ragged sentences.
#include <algorithm>

#include "autograd/ops.h"
#include "tensor/rows.h"

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

namespace {

// The token rows of one step and of the step before it; none before the first, whose state is 0.
struct StepTokens {
  std::span<const int> now;
  const int* before;
};

GruRows walk(Tape& tape, const GruLoop& weights, const Tensor& inputs, const Tensor& states,
             const StepTokens& rows) {
  const auto [tokens, before] = rows;
  const int count = static_cast<int>(tokens.size()), dim = states.cols;
  const GruRows g = take_rows(tape, weights, tape.make(count, inputs.cols));
  for (int i = 0; i < count; ++i) {
    std::copy_n(inputs.row(tokens[i]), inputs.cols, g.gates.row(i));
    if (before)
      std::copy_n(states.row(before[i]), dim, g.state.rows.row(i));
    else
      std::fill_n(g.state.rows.row(i), dim, Real(0));
  }
  const Tensor next = tape.make(count, dim);
  gru_forward(g, weights, next);
  for (int i = 0; i < count; ++i) std::copy_n(next.row(i), dim, states.row(tokens[i]));
  return g;
}

struct Walked {
  const TimeSteps* time;
  const GruRows* steps;
};

// The steps in the opposite order; `carried` is what reaches each state from the steps after it.
void walk_back(Tape& tape, const GruLoop& weights, const Walked& walked, const Tensor& d_states,
               const Tensor& d_inputs) {
  const TimeSteps& time = *walked.time;
  const int most = time.steps.empty() ? 0 : time.steps[0].count;
  const Tensor carried = tape.make_zero(most, d_states.cols);
  const Tensor d_gates = tape.make(most, 3 * d_states.cols);
  for (std::size_t t = time.steps.size(); t-- > 0;) {
    const int count = time.steps[t].count;
    const int* tokens = time.tokens.data() + time.steps[t].begin;
    for (int i = 0; i < count; ++i)
      kernels().add_scaled(carried.row(i), d_states.row(tokens[i]), carried.cols, 1);
    gru_backward(tape, walked.steps[t], weights, d_gates.slice(0, count), carried.slice(0, count));
    for (int i = 0; i < count && d_inputs.data; ++i)
      kernels().add_scaled(d_inputs.row(tokens[i]), d_gates.row(i), d_gates.cols, 1);
  }
}

}  // namespace

Var gru(Tape& tape, Var inputs, const GruLoop& weights, const TimeSteps* time) {
  const Tensor states = tape.make(inputs.rows(), weights.candidate->out());
  GruRows* steps = tape.arena().allocate<GruRows>(time->steps.size());
  const int* before = nullptr;
  for (std::size_t t = 0; t < time->steps.size(); ++t) {
    const std::span<const int> tokens =
        time->tokens.subspan(static_cast<std::size_t>(time->steps[t].begin),
                             static_cast<std::size_t>(time->steps[t].count));
    new (&steps[t]) GruRows(walk(tape, weights, inputs.value(), states, {tokens, before}));
    before = tokens.data();
  }
  return tape.record(
      states, {inputs, weights.gates->weight(), weights.candidate->weight()},
      [&tape, inputs, weights, time, steps](const Tensor& d_states) {
        walk_back(tape, weights, {time, steps}, d_states, tape.gradient_to_add(inputs));
      });
}

}  // namespace nmt
