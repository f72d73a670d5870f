// The position-wise feed-forward block (Vaswani 2017, section 3.3), plain or gated (Shazeer 2020).
#pragma once

#include <string>

#include "nn/linear.h"

namespace nmt {

struct FeedForwardShape {
  int dim, inner;
  Activation activation = Activation::relu;
  enum class Kind { plain, gated } kind = Kind::plain;
  Real dropout = 0;  // of the inner units
};

class FeedForward {
 public:
  FeedForward(ParameterSet& parameters, const std::string& name, const FeedForwardShape& shape);
  // plain: f(x W1 + b1) W2 + b2; gated: (f(x Wg + bg) * (x Wu + bu)) W2 + b2.   x [t, dim] -> [t,
  // dim]
  Var operator()(Tape& tape, Var x) const;

 private:
  Var units(Tape& tape, Var x) const;

  FeedForwardShape shape_;
  Linear in_, out_;
};

}  // namespace nmt
