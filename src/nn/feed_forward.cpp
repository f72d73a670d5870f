#include "nn/feed_forward.h"

namespace nmt {

FeedForward::FeedForward(ParameterSet& parameters, const std::string& name,
                         const FeedForwardShape& shape)
    : shape_(shape),
      in_(parameters, name + ".in", shape.dim,
          shape.kind == FeedForwardShape::Kind::gated ? 2 * shape.inner : shape.inner,
          Init::xavier(shape.dim, shape.inner)),
      out_(parameters, name + ".out", shape.inner, shape.dim) {}

Var FeedForward::operator()(Tape& tape, Var x) const {
  return out_(tape, dropout(tape, units(tape, x), shape_.dropout));
}

Var FeedForward::units(Tape& tape, Var x) const {
  if (shape_.kind == FeedForwardShape::Kind::gated)
    return gate(tape, in_(tape, x), shape_.activation);
  if (shape_.activation == Activation::relu) return in_.relu(tape, x);
  return activate(tape, in_(tape, x), shape_.activation);
}

}  // namespace nmt
