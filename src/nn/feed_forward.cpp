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
  const Var inner = in_(tape, x);
  const Var units = shape_.kind == FeedForwardShape::Kind::gated
                        ? gate(tape, inner, shape_.activation)
                        : activate(tape, inner, shape_.activation);
  return out_(tape, dropout(tape, units, shape_.dropout));
}

}  // namespace nmt
