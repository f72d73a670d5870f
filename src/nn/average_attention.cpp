#include "nn/average_attention.h"

#include <array>

namespace nmt {
namespace {

// sigmoid(x W + b) * x
Var gated(Tape& tape, const Linear& gate_of, Var x) {
  return gate(tape, concat_columns(tape, std::array{gate_of(tape, x), x}), Activation::sigmoid);
}

}  // namespace

AverageAttention::AverageAttention(ParameterSet& parameters, const std::string& name,
                                   const Shape& shape)
    : feed_forward_(parameters, name + ".feed_forward", shape.feed_forward) {
  if (!shape.gate) return;
  const int dim = shape.feed_forward.dim;
  input_gate_.emplace(parameters, name + ".input_gate", dim, dim);
  forget_gate_.emplace(parameters, name + ".forget_gate", dim, dim);
}

Var AverageAttention::operator()(Tape& tape, Var x, Var mean) const {
  const Var found = feed_forward_(tape, mean);
  if (!input_gate_) return found;
  return add(tape, gated(tape, *input_gate_, x), gated(tape, *forget_gate_, found));
}

}  // namespace nmt
