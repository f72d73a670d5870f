#include "nn/output_projection.h"

#include "autograd/ops.h"
#include "tensor/gemm.h"

namespace nmt {

Var OutputProjection::loss(Tape& tape, Var hidden, std::span<const TokenId> target, Real smoothing,
                           Real scale, double* plain) const {
  return loss(tape, hidden,
              {.target = target, .smoothing = smoothing, .scale = scale, .plain = plain});
}

Var OutputProjection::loss(Tape& tape, Var hidden, const CrossEntropy& options) const {
  return projected_cross_entropy(tape, hidden, tape.parameter(*weight_), tape.parameter(*bias_),
                                 options);
}

Tensor OutputProjection::log_probabilities(Tape& tape, Tensor hidden) const {
  const Tensor logits = tape.make(hidden.rows, vocabulary());
  const GemmOptions with_bias{.bias = bias_->value.data};
  if (weight_->packed.empty())
    gemm(logits, hidden, Transpose::no, weight_->value, Transpose::yes, with_bias);
  else
    gemm(logits, hidden, Transpose::no, weight_->packed, with_bias);
  for (int r = 0; r < logits.rows; ++r) kernels().log_softmax(logits.row(r), logits.cols);
  return logits;
}

Tensor OutputProjection::log_probabilities(Tape& tape, Tensor hidden,
                                           std::span<const TokenId> tokens) const {
  const Tensor chosen = tape.make(hidden.rows, 1);
  const Arena::Mark scratch = tape.arena().mark();
  constexpr int kChunk = 256;
  for (int begin = 0; begin < hidden.rows; begin += kChunk) {
    const int count = std::min(kChunk, hidden.rows - begin);
    const Tensor all = log_probabilities(tape, hidden.slice(begin, count));
    for (int r = 0; r < count; ++r) *chosen.row(begin + r) = all(r, tokens[begin + r]);
    tape.arena().rewind(scratch);
  }
  return chosen;
}

}  // namespace nmt
