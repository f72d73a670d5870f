#include "autograd/ops.h"
#include "autograd/parameter.h"
#include "tensor/gemm.h"
#include "tensor/rows.h"

namespace nmt {
namespace {

// y = x W + b  =>  d_x = d_y W^T, d_W = x^T d_y, d_b = sum of the rows of d_y
Var record_linear(Tape& tape, Tensor y, Var x, Var weight, Var bias) {
  return tape.record(y, {x, weight, bias}, [&tape, x, weight, bias](const Tensor& d_y) {
    if (const GradientTarget d_weight = tape.gradient(weight); d_weight.to.data)
      gemm(d_weight.to, x.value(), Transpose::yes, d_y, Transpose::no,
           {.into = d_weight.fresh ? Into::overwrite : Into::add, .arithmetic = tape.arithmetic()});
    if (const Tensor d_bias = tape.gradient_to_add(bias); d_bias.data)
      add_row_sum(d_bias.data, d_y);
    if (const GradientTarget d_x = tape.gradient(x); d_x.to.data)
      gemm(d_x.to, d_y, Transpose::no, weight.value(), Transpose::yes,
           {.into = d_x.fresh ? Into::overwrite : Into::add, .arithmetic = tape.arithmetic()});
  });
}

}  // namespace

Var linear(Tape& tape, Var x, Var weight, Var bias) {
  const Tensor y = tape.make(x.rows(), weight.cols());
  gemm(y, x.value(), Transpose::no, weight.value(), Transpose::no,
       {.bias = bias ? bias.value().data : nullptr, .arithmetic = tape.arithmetic()});
  return record_linear(tape, y, x, weight, bias);
}

Var linear(Tape& tape, Var x, const Parameter& weight, const Parameter* bias,
           GemmOptions::Then then) {
  if (tape.recording() || weight.packed.empty()) {
    const Var sums = linear(tape, x, tape.parameter(weight), bias ? tape.parameter(*bias) : Var());
    return then == GemmOptions::Then::relu ? activate(tape, sums, Activation::relu) : sums;
  }
  const Tensor y = tape.make(x.rows(), weight.cols);
  gemm(y, x.value(), Transpose::no, weight.packed,
       {.bias = bias ? bias->value.data : nullptr, .then = then});
  return tape.constant(y);
}

Var linear(Tape& tape, Var x, LoopWeight* weight) {
  const Tensor y = tape.make(x.rows(), weight->out());
  const LoopWeight::Left left = weight->take_rows(tape, x.rows());
  copy_rows(left.rows, x.value());
  weight->multiply(y, left.rows, Into::overwrite);
  return tape.record(y, {x, weight->weight()}, [&tape, x, weight, left](const Tensor& d_y) {
    weight->back_propagate(tape, left, d_y, tape.gradient(x));
  });
}

}  // namespace nmt
