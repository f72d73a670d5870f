// Every differentiable operation: formula and shapes. Forward and backward stand side by side in
// ops_<family>.cpp; each has a row in tests/gradient/op_cases.h.
#pragma once

#include <span>

#include "autograd/attention_layout.h"
#include "autograd/recurrence.h"
#include "autograd/tape.h"
#include "base/token.h"
#include "tensor/gemm.h"
#include "tensor/kernels.h"

namespace nmt {

// Products ------------------------------------------------------------------------------------

// x W + b       x [t, in], weight [in, out], bias [1, out] or none -> [t, out]
Var linear(Tape&, Var x, Var weight, Var bias);
// The same for parameters, which are read prepacked where ParameterSet::pack() has run.
// Followed by relu where `then` says so, in one where nothing is recorded.
Var linear(Tape&, Var x, const Parameter& weight, const Parameter* bias,
           GemmOptions::Then then = GemmOptions::Then::nothing);
// The same for one step of a loop over time.
Var linear(Tape&, Var x, LoopWeight* weight);

// Elementwise ---------------------------------------------------------------------------------

// x + y         [t, d]
Var add(Tape&, Var x, Var y);
// x with each number dropped with probability `rate` and the others scaled by 1 / (1 - rate), while
// recording (Srivastava 2014).
Var dropout(Tape&, Var x, Real rate);
// 1 / (1 - rate) with probability 1 - `rate` and 0 otherwise: drawn once, to be used at every step.
Tensor dropout_mask(Tape&, int rows, int cols, Real rate);
// x[t] * mask[row[t]], number by number: rows of one sentence that share a row of the mask drop the
// same units (variational dropout, Gal and Ghahramani 2016).   x [t, d], mask [n, d], rows [t]
Var mask_rows(Tape&, Var x, const Tensor& mask, std::span<const int> rows);
// x + dropout(y): a residual connection.   [t, d]
Var add_dropout(Tape&, Var x, Var y, Real rate);
// f(x)          [t, d]
Var activate(Tape&, Var x, Activation);
// f(x[:, :d]) * x[:, d:], a gated unit (Shazeer 2020).   x [t, 2 d] -> [t, d]
Var gate(Tape&, Var x, Activation);
// max(x[:, :d], x[:, d:]), number by number (Goodfellow 2013).   x [t, 2 d] -> [t, d]
Var maxout(Tape&, Var x);

// Rows ----------------------------------------------------------------------------------------

// (x - mean) / sqrt(variance + epsilon) * gain + bias for each row (Ba 2016).
//                       x [t, d], gain [1, d], bias [1, d]
Var layer_norm(Tape&, Var x, Var gain, Var bias, Real epsilon);
// scale * table[id]     table [v, d], ids [t] -> [t, d]
Var embed(Tape&, Var table, std::span<const TokenId> ids, Real scale);
// The same for a parameter, which is read as it is packed where it is rounded.
Var embed(Tape&, const Parameter& table, std::span<const TokenId> ids, Real scale);
// x + table[row]        x [t, d], table [n, d], rows [t]
Var add_rows(Tape&, Var x, Var table, std::span<const int> rows);
// x[row]                x [n, d], rows [t] -> [t, d]
Var gather_rows(Tape&, Var x, std::span<const int> rows);
// Matrices one below the other.     [t1, d], [t2, d], ... -> [t1 + t2 + ..., d]
Var stack_rows(Tape&, std::span<const Var> parts);
// Matrices side by side.            [t, d1], [t, d2], ... -> [t, d1 + d2 + ...]
Var concat_columns(Tape&, std::span<const Var> parts);

// Attention -----------------------------------------------------------------------------------

// scale * query . key for each head       query [t, d], key [s, d] -> ragged scores
Var dot_scores(Tape&, Var query, Var key, const AttentionLayout*, Real scale);
// v . tanh(query + key), one head         query [t, d], key [s, d], v [1, d] -> ragged scores
Var additive_scores(Tape&, Var query, Var key, Var v, const AttentionLayout*);
// sums[query, position of the key], one head: scores that do not look at the keys
//                                         sums [t, longest sentence, at least] -> ragged scores
Var location_scores(Tape&, Var sums, const AttentionLayout*);
// weights = softmax of each query's scores over the keys it sees; 0 elsewhere
Var attention_softmax(Tape&, Var scores, const AttentionLayout*);
// sum over keys of weight * value, heads side by side      value [s, d] -> [t, d]
Var weighted_sum(Tape&, Var weights, Var value, const AttentionLayout*);
// length * sigmoid(x): where in a sentence of `length` tokens      x [t, 1], lengths [t] -> [t, 1]
Var position_in_sentence(Tape&, Var x, std::span<const Real> lengths);
// weights * exp(-(position of the key - centre)^2 / (2 deviation^2)), one head   centre [t, 1]
Var weights_near(Tape&, Var weights, Var centre, const AttentionLayout*, Real deviation);

// Recurrence ----------------------------------------------------------------------------------

// `mask` is variational dropout of the state (Gal and Ghahramani 2016): row i of every step enters
// the products with the weights as mask[i] * h. [rows of the first step, d], or none.

// The weights of a gated recurrent unit on its state h: U_r and U_z side by side, and U.
struct GruLoop {
  LoopWeight* gates = nullptr;      // [d, 2 d]
  LoopWeight* candidate = nullptr;  // [d, d]
  Tensor mask = {};
};
// One step (Cho 2014; Bahdanau 2014, appendix A.1.1), from the input products a = x W + b of its
// three sums:
//   r = sigmoid(a_r + h U_r)   z = sigmoid(a_z + h U_z)   c = tanh(a_c + (r * h) U)
//   (1 - z) * h + z * c                    inputs [t, 3 d], state [t, d] -> [t, d]
Var gru_step(Tape&, Var inputs, Var state, const GruLoop&);
// The steps of whole sentences; the same bits. `first` [sentences, d] is the state before the first
// step, in the order of TimeSteps::sentences, or none for 0.   inputs [t, 3 d] -> [t, d]
Var gru(Tape&, Var inputs, const GruLoop&, const TimeSteps*, Var first = {});

// The weights of a long short-term memory on its state h: U_i, U_f, U_o and U_g side by side.
struct LstmLoop {
  LoopWeight* gates = nullptr;  // [d, 4 d]
  Tensor mask = {};
};
// One step (Hochreiter 1997 with the forget gate of Gers 2000; Zaremba 2014, section 3) from the
// input products a of its four sums. The state is [h, c], the output and the memory cell:
//   i, f, o = sigmoid(a_i + h U_i), sigmoid(a_f + h U_f), sigmoid(a_o + h U_o)
//   g = tanh(a_g + h U_g)   c' = f * c + i * g
//   [o * tanh(c'), c']                     inputs [t, 4 d], state [t, 2 d] -> [t, 2 d]
Var lstm_step(Tape&, Var inputs, Var state, const LstmLoop&);
// The steps of whole sentences, as gru.   inputs [t, 4 d], first [sentences, 2 d] -> [t, 2 d]
Var lstm(Tape&, Var inputs, const LstmLoop&, const TimeSteps*, Var first = {});

// Recurrence without products --------------------------------------------------------------------

// Each number of these states goes by itself, so that a step multiplies by no matrix and a sentence
// is one pass over its rows. `offsets` [sentences + 1] are the rows of each sentence, `first`
// [sentences, d] the states before them, or none for 0.

// The memory cells of simpler simple recurrent units (Kim 2019), from u = x W and a = x W_f side by
// side:   f = sigmoid(a + b)   c_t = f * c_{t-1} + (1 - f) * u
//                                        sums [t, 2 d], bias [1, d] -> [t, d]
Var ssru(Tape&, Var sums, Var bias, std::span<const int> offsets, Var first = {});
// The mean of the rows of a sentence so far (Zhang 2018, section 3), and of the `count` rows before
// them whose mean is `first`:   m_t = m_{t-1} + (x_t - m_{t-1}) / (count + t)     x [t, d] -> [t, d]
Var running_mean(Tape&, Var x, std::span<const int> offsets, Var first = {}, int count = 0);

// Loss ----------------------------------------------------------------------------------------

struct CrossEntropy {
  std::span<const TokenId> target;  // [t]
  Real smoothing = 0;               // spread evenly over the vocabulary (Szegedy 2016, eq. 7)
  Real scale = 1;
  std::span<const float> weights = {};  // [t], of each token's loss; empty: 1 for all
  double* plain = nullptr;  // where to add the unsmoothed, unscaled negative log-likelihood
};
// scale * (weighted) sum of label-smoothed cross-entropies of softmax(hidden W^T + b), a few hundred tokens at
// a time. hidden [t, d], weight [v, d], bias [1, v] -> [1, 1]
Var projected_cross_entropy(Tape&, Var hidden, Var weight, Var bias, const CrossEntropy&);

// Query `query` of a span should look at its key `key`, both counted from the span's first, with
// this share of its weight.
struct GuidedLink {
  int span, query, key;
  Real share;
};
enum class GuidedHeads { mean, first };
struct AlignmentCost {
  std::span<const GuidedLink> links;
  GuidedHeads heads = GuidedHeads::mean;  // whose weights are compared with the links
  Real scale = 1;
};
// scale * sum of cross-entropies between the links and the weights (Chen 2016, section 3): -share *
// log weight.   weights ragged -> [1, 1]
Var alignment_cost(Tape&, Var weights, const AttentionLayout*, const AlignmentCost&);

}  // namespace nmt
