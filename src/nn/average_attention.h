// Average attention with its parameters (Zhang, Xiong and Su 2018, "Accelerating Neural Transformer
// via an Average Attention Network"), in place of a decoder's self-attention: every token looks at
// all before it and at itself with equal weights.
#pragma once

#include <optional>
#include <string>

#include "nn/feed_forward.h"

namespace nmt {

class AverageAttention {
 public:
  struct Shape {
    FeedForwardShape feed_forward;
    bool gate = true;
  };
  AverageAttention(ParameterSet&, const std::string& name, const Shape&);

  // From the inputs and their running_mean(), which the caller may have normalised:
  //     g = feed_forward(mean)
  //     sigmoid(x W_i + b_i) * x + sigmoid(g W_f + b_f) * g, or g without the gate
  // The gates are those of Marian: the paper's are both of [x; g].   x, mean [t, dim] -> [t, dim]
  Var operator()(Tape&, Var x, Var mean) const;

 private:
  FeedForward feed_forward_;
  std::optional<Linear> input_gate_, forget_gate_;
};

}  // namespace nmt
