#include "nn/recurrent.h"

#include <array>
#include <numeric>

#include "base/format.h"

namespace nmt {
namespace {

// The sums of an LSTM are those of i, f, o and g. A forget gate that starts open lets gradients
// through time (Gers 2000, section 4).
Linear::Start input_start(Cell cell, int in, int dim) {
  return {Init::xavier(in, dim),
          cell == Cell::lstm ? Init::constant_in(dim, dim, 1) : Init::constant(0)};
}

// The mask of units that a loop drops, or none.
Tensor variational_mask(Tape& tape, int sentences, int dim, Real rate) {
  return tape.recording() && rate > 0 ? dropout_mask(tape, sentences, dim, rate) : Tensor();
}

Real plain_rate(const RecurrentDropout& dropout) {
  return dropout.kind == RecurrentDropout::Kind::plain ? dropout.rate : 0;
}

}  // namespace

Var drop(Tape& tape, Var x, const RecurrentDropout& dropout, std::span<const int> places,
         int sentences) {
  x = nmt::dropout(tape, x, plain_rate(dropout));
  const Tensor mask = variational_mask(tape, sentences, x.cols(), variational_rate(dropout));
  return mask.data ? mask_rows(tape, x, mask, places) : x;
}

Recurrent::Recurrent(ParameterSet& parameters, const std::string& name, Cell cell, int in, int dim)
    : cell_(cell),
      dim_(dim),
      input_(parameters, name + ".input", in, sums_width(cell, dim), input_start(cell, in, dim)),
      gates_(&parameters.declare(name + ".gates.weight", dim, (cell == Cell::lstm ? 4 : 2) * dim,
                                 Init::orthogonal(), Use::product)) {
  if (cell == Cell::gru)
    candidate_ =
        &parameters.declare(name + ".candidate.weight", dim, dim, Init::orthogonal(), Use::product);
}

RecurrentLoop Recurrent::loop(Tape& tape, int rows, const StateDropout& dropout) const {
  return {.gates = LoopWeight::make(tape, *gates_, nullptr, rows),
          .candidate = candidate_ ? LoopWeight::make(tape, *candidate_, nullptr, rows) : nullptr,
          .mask = variational_mask(tape, dropout.sentences, dim_, dropout.rate)};
}

Var Recurrent::step(Tape& tape, Var inputs, Var state, const RecurrentLoop& loop) const {
  return cell_ == Cell::lstm
             ? lstm_step(tape, inputs, state, {loop.gates, loop.mask})
             : gru_step(tape, inputs, state, {loop.gates, loop.candidate, loop.mask});
}

Var Recurrent::states(Tape& tape, Var x, const TimeSteps* time, Var first,
                      Real state_dropout) const {
  const Var inputs = input_(tape, x);
  const RecurrentLoop weights =
      loop(tape, x.rows(), {state_dropout, static_cast<int>(time->sentences.size())});
  return cell_ == Cell::lstm
             ? lstm(tape, inputs, {weights.gates, weights.mask}, time, first)
             : gru(tape, inputs, {weights.gates, weights.candidate, weights.mask}, time, first);
}

Var Recurrent::hidden(Tape& tape, Var state) const {
  return cell_ == Cell::lstm ? tape.columns(state, 0, dim_) : state;
}

RecurrentStack::RecurrentStack(ParameterSet& parameters, const std::string& name,
                               const Shape& shape)
    : below_(shape.below) {
  for (int i = 0; i < shape.layers; ++i)
    layers_.emplace_back(parameters, format("{}.{}", name, i), shape.cell,
                         i == 0 ? shape.in : shape.dim, shape.dim);
}

// Draws in the order in which whole() does.
RecurrentStack::Loop RecurrentStack::loop(Tape& tape, int rows, const RecurrentDropout& dropout,
                                          int sentences) const {
  const Real rate = variational_rate(dropout);
  int* numbers = tape.arena().allocate<int>(static_cast<std::size_t>(sentences));
  std::iota(numbers, numbers + sentences, 0);
  Loop::Layer* all = tape.arena().allocate<Loop::Layer>(layers_.size());
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    Loop::Layer& one = *new (&all[i]) Loop::Layer;
    if (i > 0) {
      one.input = layers_[i].input().loop(tape, rows);
      one.input_mask = variational_mask(tape, sentences, dim(), rate);
    }
    one.recurrent = layers_[i].loop(tape, rows, {rate, sentences});
  }
  return {.layers = {all, layers_.size()},
          .plain_rate = plain_rate(dropout),
          .rows = {numbers, static_cast<std::size_t>(sentences)}};
}

Var RecurrentStack::with_residual(Tape& tape, int i, Var x, Var hidden) const {
  return below_ + i < kFirstResidualLayer ? hidden : add(tape, x, hidden);
}

Var RecurrentStack::step(Tape& tape, Var inputs, std::vector<Var>& states, const Loop& loop) const {
  Var x;
  for (int i = 0; i < layers(); ++i) {
    const Loop::Layer& one = loop.layers[static_cast<std::size_t>(i)];
    if (i > 0) {
      Var below = dropout(tape, x, loop.plain_rate);
      if (one.input_mask.data)
        below = mask_rows(tape, below, one.input_mask, loop.rows.first(std::size_t(x.rows())));
      inputs = linear(tape, below, one.input);
    }
    Var& state = states[static_cast<std::size_t>(i)];
    state = layer(i).step(tape, inputs, state, one.recurrent);
    const Var hidden = layer(i).hidden(tape, state);
    x = with_residual(tape, i, x, hidden);
  }
  return x;
}

Var RecurrentStack::whole(Tape& tape, Var x, const TimeSteps* time, std::span<const Var> first,
                          const RecurrentDropout& dropout) const {
  const std::span<const int> places = places_of_tokens(tape, *time);
  const int sentences = static_cast<int>(time->sentences.size());
  for (int i = 0; i < layers(); ++i) {
    const Var below = i == 0 ? x : drop(tape, x, dropout, places, sentences);
    const Var states = layer(i).states(tape, below, time,
                                       first.empty() ? Var() : first[static_cast<std::size_t>(i)],
                                       variational_rate(dropout));
    const Var hidden = layer(i).hidden(tape, states);
    x = with_residual(tape, i, x, hidden);
  }
  return x;
}

}  // namespace nmt
