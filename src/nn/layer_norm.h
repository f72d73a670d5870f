// Layer normalisation with its parameters (Ba, Kiros and Hinton 2016).
#pragma once

#include <string>

#include "autograd/ops.h"
#include "autograd/parameter.h"

namespace nmt {

struct LayerNormShape {
  int dim;
  Real epsilon = Real(1e-5);
};

class LayerNorm {
 public:
  LayerNorm(ParameterSet& parameters, const std::string& name, const LayerNormShape& shape)
      : gain_(&parameters.declare(name + ".gain", 1, shape.dim, Init::constant(1))),
        bias_(&parameters.declare(name + ".bias", 1, shape.dim, Init::constant(0))),
        epsilon_(shape.epsilon) {}

  // x [t, dim] -> [t, dim]
  Var operator()(Tape& tape, Var x) const {
    return layer_norm(tape, x, tape.parameter(*gain_), tape.parameter(*bias_), epsilon_);
  }

 private:
  const Parameter* gain_;
  const Parameter* bias_;
  Real epsilon_;
};

}  // namespace nmt
