// The simpler simple recurrent unit with its parameters (Kim et al. 2019, "From Research to
// Production and Back: Ludicrously Fast Neural Machine Translation"), in place of a decoder's
// self-attention:
//     f_t = sigmoid(x_t W_f + b_f)   c_t = f_t * c_{t-1} + (1 - f_t) * (x_t W)   h_t = relu(c_t)
#pragma once

#include <span>
#include <string>

#include "autograd/ops.h"
#include "autograd/parameter.h"

namespace nmt {

class Ssru {
 public:
  // W and W_f are one matrix side by side, each of which starts as one by itself.
  Ssru(ParameterSet& parameters, const std::string& name, int dim)
      : in_(&parameters.declare(name + ".in.weight", dim, 2 * dim, Init::xavier(dim, dim),
                                Use::product)),
        forget_bias_(&parameters.declare(name + ".forget.bias", 1, dim, Init::constant(0))) {}

  // c of the rows of sentences, as for ssru() of autograd/ops.h.   x [t, dim] -> [t, dim]
  Var cells(Tape& tape, Var x, std::span<const int> offsets, Var first) const {
    return ssru(tape, linear(tape, x, *in_, nullptr), tape.parameter(*forget_bias_), offsets,
                first);
  }
  // h
  static Var hidden(Tape& tape, Var cells) { return activate(tape, cells, Activation::relu); }

 private:
  const Parameter* in_;
  const Parameter* forget_bias_;
};

}  // namespace nmt
