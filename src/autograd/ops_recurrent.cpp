// Gated recurrent units and long short-term memories: one step, and whole ragged sentences. A cell
// says what happens to the rows of one step; what surrounds it is the same for both.
#include <algorithm>

#include "autograd/ops.h"
#include "autograd/shapes.h"
#include "tensor/rows.h"

namespace nmt {
namespace {

// The weights on the state, of either cell.
struct Weights {
  LoopWeight* gates;
  LoopWeight* candidate;  // of a GRU
  Tensor mask;
  int dim() const { return gates->in(); }
};

// Rows of a matrix: rows[i] of it, or simply row i.
struct Rows {
  Tensor of;
  const int* rows;
  Real* row(int i) const { return of.row(rows ? rows[i] : i); }
};

// The numbers of one step, which its backward reads again.
struct Step {
  int count;
  Rows inputs, state, next;  // input products, and the state before and after
  // No state before: h and all its products are 0, and no gradient goes further back. Leaving them
  // out leaves out sums with 0, so that the bits are those of a state of zeros.
  bool from_nothing = false;
  Tensor gates = {};               // [count, sums]: on entry the input products, then the gates
  LoopWeight::Left entering = {};  // mask * h [count, dim]
  LoopWeight::Left reset = {};     // of a GRU: r * mask * h [count, dim]
};

// Where the backward of a step writes.
struct Backward {
  Tensor d_gates;              // [n, sums]
  Tensor d_state;              // [n, width]: of the next state on entry, then of the one before
  Tensor d_entering, d_reset;  // scratch [n, dim], where wanted
  Backward first(int count) const {
    const auto cut = [count](const Tensor& t) { return t.data ? t.slice(0, count) : t; };
    return {cut(d_gates), cut(d_state), cut(d_entering), cut(d_reset)};
  }
};

void multiply_by_rows(const Tensor& out, bool add, const Tensor& x, const Tensor& mask) {
  for (int i = 0; i < out.rows; ++i)
    kernels().multiply_by(out.row(i), add, x.row(i), mask.row(i), out.cols);
}

// h, masked, where the products with the weights read it.
void enter(const Step& s, const Weights& weights) {
  const Tensor& h = s.entering.rows;
  for (int i = 0; i < h.rows; ++i)
    if (weights.mask.data)
      kernels().multiply_by(h.row(i), false, s.state.row(i), weights.mask.row(i), h.cols);
    else
      std::copy_n(s.state.row(i), h.cols, h.row(i));
}

struct GruCell {
  static constexpr const char* kName = "gru";
  static constexpr int kSums = 3, kWidth = 1;  // in dims

  static void forward(const Step& s, const Weights& weights) {
    const int dim = weights.dim();
    if (!s.from_nothing)
      weights.gates->multiply(s.gates.columns(0, 2 * dim), s.entering.rows, Into::add);
    for (int i = 0; i < s.count; ++i)
      kernels().gru_gates(s.gates.row(i), s.reset.rows.row(i), s.entering.rows.row(i), dim);
    if (!s.from_nothing)
      weights.candidate->multiply(s.gates.columns(2 * dim, dim), s.reset.rows, Into::add);
    for (int i = 0; i < s.count; ++i)
      kernels().gru_state(s.next.row(i), s.gates.row(i), s.state.row(i), dim);
  }

  // next = (1 - z) * h + z * tanh(a_c + (r * m * h) U)  =>  d_h by both ways in, and the gradients
  // of the sums a. The formulas stand beside the kernels (tensor/kernels/recurrent.cpp).
  static void backward(Tape& tape, const Step& s, const Weights& weights, const Backward& b) {
    const int dim = weights.dim();
    const Tensor d_entering = weights.mask.data ? b.d_entering : b.d_state;
    for (int i = 0; i < s.count; ++i) {
      kernels().gru_state_backward(b.d_gates.row(i), b.d_state.row(i), s.gates.row(i),
                                   s.state.row(i), dim);
      if (s.from_nothing) std::fill_n(b.d_gates.row(i), dim, Real(0));  // r multiplies 0
      if (weights.mask.data) std::fill_n(d_entering.row(i), dim, Real(0));
    }
    if (s.from_nothing) return;
    weights.candidate->back_propagate(tape, s.reset, b.d_gates.columns(2 * dim, dim),
                                      {b.d_reset, true});
    for (int i = 0; i < s.count; ++i)
      kernels().gru_gates_backward(b.d_gates.row(i), d_entering.row(i), b.d_reset.row(i),
                                   s.gates.row(i), s.entering.rows.row(i), dim);
    weights.gates->back_propagate(tape, s.entering, b.d_gates.columns(0, 2 * dim),
                                  {d_entering, false});
    if (weights.mask.data) multiply_by_rows(b.d_state, true, d_entering, weights.mask);
  }
};

struct LstmCell {
  static constexpr const char* kName = "lstm";
  static constexpr int kSums = 4, kWidth = 2;

  static void forward(const Step& s, const Weights& weights) {
    const int dim = weights.dim();
    if (!s.from_nothing) weights.gates->multiply(s.gates, s.entering.rows, Into::add);
    for (int i = 0; i < s.count; ++i)
      kernels().lstm(s.next.row(i), s.gates.row(i), s.state.row(i) + dim, dim);
  }

  // c' = f * c + i * g, h' = o * tanh(c')  =>  d_c through f, d_h through the sums of the gates
  static void backward(Tape& tape, const Step& s, const Weights& weights, const Backward& b) {
    const int dim = weights.dim();
    for (int i = 0; i < s.count; ++i)
      kernels().lstm_backward({.d_gates = b.d_gates.row(i),
                               .d_state = b.d_state.row(i),
                               .gates = s.gates.row(i),
                               .cell = s.state.row(i) + dim,
                               .next_cell = s.next.row(i) + dim,
                               .dim = dim});
    if (s.from_nothing) return;
    const Tensor d_h = b.d_state.columns(0, dim);
    weights.gates->back_propagate(tape, s.entering, b.d_gates, {d_h, true});
    if (weights.mask.data) multiply_by_rows(d_h, false, d_h, weights.mask);
  }
};

// Takes room for a step and runs it.
template <class Cell>
Step run(Tape& tape, const Weights& weights, Step s) {
  const int dim = weights.dim();
  s.gates = tape.make(s.count, Cell::kSums * dim);
  for (int i = 0; i < s.count; ++i) std::copy_n(s.inputs.row(i), s.gates.cols, s.gates.row(i));
  if (s.from_nothing) {
    s.entering.rows = s.state.of.columns(0, dim);
    if (weights.candidate) s.reset.rows = tape.make(s.count, dim);
  } else {
    s.entering = weights.gates->take_rows(tape, s.count);
    if (weights.candidate) s.reset = weights.candidate->take_rows(tape, s.count);
    enter(s, weights);
  }
  Cell::forward(s, weights);
  return s;
}

// d_gates and scratch for steps of `rows` rows.
template <class Cell>
Backward room_for(Tape& tape, const Weights& weights, int rows, const Tensor& d_state) {
  const int dim = weights.dim();
  const bool apart = weights.candidate && weights.mask.data;
  return {.d_gates = tape.make(rows, Cell::kSums * dim),
          .d_state = d_state,
          .d_entering = apart ? tape.make(rows, dim) : Tensor(),
          .d_reset = weights.candidate ? tape.make(rows, dim) : Tensor()};
}

// The mask may have more rows than the first step.
template <class Cell>
void require_fit(const Weights& weights, Var inputs, int mask_rows) {
  const int dim = weights.dim();
  require_shape(Cell::kName, inputs.value(), inputs.rows(), Cell::kSums * dim);
  if (!weights.mask.data) return;
  require_shape(Cell::kName, weights.mask, std::max(mask_rows, weights.mask.rows), dim);
}

Var candidate_of(const Weights& weights) {
  return weights.candidate ? weights.candidate->weight() : Var();
}

template <class Cell>
Var one_step(Tape& tape, Var inputs, Var state, const Weights& weights) {
  require_fit<Cell>(weights, inputs, inputs.rows());
  require_shape(Cell::kName, state.value(), inputs.rows(), Cell::kWidth * weights.dim());
  const Tensor next = tape.make(state.rows(), state.cols());
  const Step step = run<Cell>(tape, weights,
                              {.count = next.rows,
                               .inputs = {inputs.value(), nullptr},
                               .state = {state.value(), nullptr},
                               .next = {next, nullptr}});
  return tape.record(next, {inputs, state, weights.gates->weight(), candidate_of(weights)},
                     [&tape, inputs, state, weights, step](const Tensor& d_next) {
                       const Backward b = room_for<Cell>(tape, weights, d_next.rows, d_next);
                       Cell::backward(tape, step, weights, b);
                       tape.give_gradient(inputs, b.d_gates);
                       tape.give_gradient(state, b.d_state);
                     });
}

// A walk over whole sentences.
struct Walk {
  const TimeSteps* time;
  const Step* steps;
  const int* tokens(std::size_t t) const { return time->tokens.data() + time->steps[t].begin; }
};

// The steps in the opposite order. What reaches each state from the steps after it is carried; in
// the end, what reaches the first states. Returns that.
template <class Cell>
Tensor walk_back(Tape& tape, const Weights& weights, const Walk& walk, const Tensor& d_states,
                 const GradientTarget& d_inputs) {
  const Tensor carried =
      tape.make_zero(static_cast<int>(walk.time->sentences.size()), d_states.cols);
  const Backward room = room_for<Cell>(tape, weights, carried.rows, carried);
  for (std::size_t t = walk.time->steps.size(); t-- > 0;) {
    const Step& step = walk.steps[t];
    const int* tokens = walk.tokens(t);
    for (int i = 0; i < step.count; ++i)
      kernels().add_scaled(carried.row(i), d_states.row(tokens[i]), carried.cols, 1);
    Cell::backward(tape, step, weights, room.first(step.count));
    for (int i = 0; i < step.count && d_inputs.to.data; ++i) {
      const Real* d = room.d_gates.row(i);
      if (d_inputs.fresh)
        std::copy_n(d, room.d_gates.cols, d_inputs.to.row(tokens[i]));
      else
        kernels().add_scaled(d_inputs.to.row(tokens[i]), d, room.d_gates.cols, 1);
    }
  }
  return carried;
}

template <class Cell>
Var whole(Tape& tape, Var inputs, const Weights& weights, const TimeSteps* time, Var first) {
  const int sentences = static_cast<int>(time->sentences.size()),
            width = Cell::kWidth * weights.dim();
  require_fit<Cell>(weights, inputs, time->steps.empty() ? 0 : time->steps[0].count);
  if (first) require_shape(Cell::kName, first.value(), sentences, width);
  const Tensor states = tape.make(inputs.rows(), width), zero = tape.make_zero(1, width);
  Step* steps = tape.arena().allocate<Step>(time->steps.size());
  const Walk walk{time, steps};
  Rows before{first ? first.value() : Tensor(zero.data, sentences, width, 0), nullptr};
  for (std::size_t t = 0; t < time->steps.size(); ++t) {
    const Arena::Mark scratch = tape.arena().mark();
    const int* tokens = walk.tokens(t);
    new (&steps[t]) Step(run<Cell>(tape, weights,
                                   {.count = time->steps[t].count,
                                    .inputs = {inputs.value(), tokens},
                                    .state = before,
                                    .next = {states, tokens},
                                    .from_nothing = t == 0 && !first}));
    before = {states, tokens};
    if (!tape.recording()) tape.arena().rewind(scratch);
  }
  return tape.record(states, {inputs, first, weights.gates->weight(), candidate_of(weights)},
                     [&tape, inputs, first, weights, walk](const Tensor& d_states) {
                       const Tensor d_first =
                           walk_back<Cell>(tape, weights, walk, d_states, tape.gradient(inputs));
                       tape.give_gradient(first, d_first);
                     });
}

Weights weights_of(const GruLoop& loop) { return {loop.gates, loop.candidate, loop.mask}; }
Weights weights_of(const LstmLoop& loop) { return {loop.gates, nullptr, loop.mask}; }

}  // namespace

Var gru_step(Tape& tape, Var inputs, Var state, const GruLoop& loop) {
  return one_step<GruCell>(tape, inputs, state, weights_of(loop));
}

Var gru(Tape& tape, Var inputs, const GruLoop& loop, const TimeSteps* time, Var first) {
  return whole<GruCell>(tape, inputs, weights_of(loop), time, first);
}

Var lstm_step(Tape& tape, Var inputs, Var state, const LstmLoop& loop) {
  return one_step<LstmCell>(tape, inputs, state, weights_of(loop));
}

Var lstm(Tape& tape, Var inputs, const LstmLoop& loop, const TimeSteps* time, Var first) {
  return whole<LstmCell>(tape, inputs, weights_of(loop), time, first);
}

}  // namespace nmt
