// Hidden states -> vocabulary, shared by all models: the only place that knows the shape [tokens,
// vocabulary].
#pragma once

#include <span>

#include "autograd/parameter.h"
#include "autograd/tape.h"
#include "base/token.h"
#include "tensor/gemm.h"

namespace nmt {

struct CrossEntropy;

class OutputProjection {
 public:
  // weight [vocabulary, dim] may be an embedding table (tied); bias [1, vocabulary].
  OutputProjection(const Parameter& weight, const Parameter& bias)
      : weight_(&weight), bias_(&bias) {}

  int vocabulary() const { return weight_->rows; }

  // The label-smoothed cross-entropy summed over tokens (Szegedy 2016, eq. 7: smoothing /
  // vocabulary on every token) times `scale`, [1, 1]. The logits exist only for a few hundred
  // tokens at a time. With `plain` given, adds the unsmoothed, unscaled negative log-likelihood to
  // it.
  Var loss(Tape&, Var hidden, std::span<const TokenId> target, Real smoothing, Real scale,
           double* plain) const;
  // The same, with a weight for each token where `weights` of it are given.
  Var loss(Tape&, Var hidden, const CrossEntropy&) const;

  // log p of every token, up to a number that is the same for all tokens of a row.
  // hidden [rows, dim] -> [rows, vocabulary]
  Tensor logits(Tape&, Tensor hidden) const;
  // The weights of some tokens, laid out for products: what a lexical shortlist leaves.
  struct Choice {
    PackedView weight;  // [dim, tokens]
    Tensor bias;        // [1, tokens]
  };
  Choice choose(Arena&, std::span<const TokenId> tokens) const;
  // The logits of these tokens, with the bits that they have among all: -> [rows, tokens]
  Tensor logits(Tape&, Tensor hidden, const Choice&) const;

  // log p(token) of every token. hidden [rows, dim] -> [rows, vocabulary]; a row's numbers do not
  // depend on the other rows.
  Tensor log_probabilities(Tape&, Tensor hidden) const;
  // log p of one given token for each row. -> [rows, 1]
  Tensor log_probabilities(Tape&, Tensor hidden, std::span<const TokenId> tokens) const;

 private:
  const Parameter* weight_;
  const Parameter* bias_;
};

}  // namespace nmt
