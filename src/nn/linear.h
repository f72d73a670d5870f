// x W + b with its parameters.
#pragma once

#include <string>

#include "autograd/ops.h"
#include "autograd/parameter.h"

namespace nmt {

class Linear {
 public:
  // How weight [in, out] and bias [1, out] start.
  struct Start {
    Start(Init of_weight, Init of_bias = Init::constant(0)) : weight(of_weight), bias(of_bias) {}
    Init weight, bias;
  };
  Linear(ParameterSet& parameters, const std::string& name, int in, int out, const Start& start)
      : weight_(&parameters.declare(name + ".weight", in, out, start.weight, Use::product)),
        bias_(&parameters.declare(name + ".bias", 1, out, start.bias)) {}
  Linear(ParameterSet& parameters, const std::string& name, int in, int out)
      : Linear(parameters, name, in, out, Init::xavier(in, out)) {}

  // x [t, in] -> [t, out]
  Var operator()(Tape& tape, Var x) const { return linear(tape, x, *weight_, bias_); }
  // relu of that.
  Var relu(Tape& tape, Var x) const {
    return linear(tape, x, *weight_, bias_, GemmOptions::Then::relu);
  }
  // The same for a loop over time with `rows` rows in all its steps.
  LoopWeight* loop(Tape& tape, int rows) const {
    return LoopWeight::make(tape, *weight_, bias_, rows);
  }

 private:
  const Parameter* weight_;
  const Parameter* bias_;
};

}  // namespace nmt
