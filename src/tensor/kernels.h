// The loops over numbers that depend on the instruction set: src/tensor/kernels/*.cpp is compiled
// once for each, and kernels() is the table of the one chosen at start. Single-threaded; no
// argument may alias another unless said. Plain pointers and sizes: the ops above check shapes.
#pragma once

#include <cstdint>

#include "tensor/tensor.h"

namespace nmt {

// gelu is the tanh form, gelu_erf the exact one (Hendrycks and Gimpel 2016).
enum class Activation { relu, gelu, swish, tanh, gelu_erf, sigmoid };

// The left side of a product as the microkernel walks it: element (i, p) is data[i * row_stride + p
// * column_stride].
struct GemmLeft {
  const Real* data;
  std::int64_t row_stride, column_stride;
};

// One product with the right side already packed; `room` is for kLeftRoom numbers of the left side.
constexpr int kGemmDepth = 512, kLeftRoom = 240 * (kGemmDepth + 16);
struct GemmCall {
  Real* c;
  std::int64_t c_stride;
  GemmLeft a;
  const Real* packed_b;
  const Real* bias = nullptr;  // [n], added to every row
  int m, n, k;
  bool add;
  Real scale;
  Real* room;
};

// Columns of one panel of an int8 right side, and numbers of a column that stand side by side.
inline constexpr int kInt8Columns = 64, kInt8Group = 4;

// One product of int8 numbers, the right side laid out as panels [k / kInt8Group][kInt8Columns]
// [kInt8Group] whose missing numbers are 0:
//     c[i, j] (+)= a_scales[i] * scales[j] * sum over p of a[i, p] b[p, j] + bias[j]
// The sum is exact, on every instruction set the same whole number.
struct Int8Call {
  Real* c;
  std::int64_t c_stride;
  const std::int8_t* a;  // as quantise_row wrote them
  std::int64_t a_stride;
  const Real* a_scales;         // [m]
  const std::int8_t* packed_b;  // from -127 to 127
  const float* scales;          // [n]
  const std::int32_t* offsets;  // [n]: -128 times the sum of the column
  const Real* bias = nullptr;   // [n]
  int m, n, k;
  bool add, relu;
};

// The same of both sides rounded to bfloat16; `room` is for kBf16LeftRoom words of the left side.
constexpr int kBf16Depth = 512, kBf16LeftRoom = 240 * (kBf16Depth / 2 + 16);
struct Bf16Call {
  Real* c;
  std::int64_t c_stride;
  GemmLeft a;
  const std::uint32_t* packed_b;
  const Real* bias;  // [n], added to every row, or null
  int m, n, k;
  bool add;
  Real scale;
  std::uint32_t* room;
};

struct DropoutMask {
  std::uint64_t key;
  Real rate;  // in [0, 1); 0 keeps everything
};

// One update of a run of numbers (Kingma and Ba 2015, algorithm 1):
//     g = gradient_scale gradient + decay value
//     mean += (1 - beta1) (g - mean),  square += (1 - beta2) (g^2 - square)
//     value = shrink value - rate mean / (root_correction sqrt(square) + epsilon)
struct AdamCall {
  Real *value, *mean, *square;
  const Real* gradient;
  std::int64_t count;
  Real gradient_scale, decay, beta1, beta2, root_correction, rate, epsilon, shrink;
};

// One row of a long short-term memory backwards.
struct LstmBackwardCall {
  Real* d_gates;  // [4 dim], to be written: the gradients of the sums
  Real*
      d_state;  // [h, c], 2 dim: on entry the gradient of the next state; that of c is replaced by
                // the one of the state before, that of h is left
  const Real *gates, *cell, *next_cell;
  int dim;
};

// Attention of one search row over its past, all heads (Vaswani 2017, eq. 1). Position i's key is
// keys[i][key_offset ...] and its value keys[i][value_offset ...], heads * width numbers each.
struct AttendPastCall {
  Real* context;      // [heads * width]
  Real* weights;      // room for padded_keys(count) numbers
  const Real* query;  // [heads * width]
  const Real* const* keys;
  std::int64_t key_offset, value_offset;
  int count, heads, width;
  Real scale;
};

// Attention of the search rows of one sentence over its source, all heads.
struct AttendSourceCall {
  Real* context;  // [queries, heads * width]
  Real* weights;  // [heads][queries][padded], to be written
  const Real* query;
  const Real* keys;    // transposed: [heads * width][padded], padded with anything finite
  const Real* values;  // [count, heads * width]
  std::int64_t context_stride, query_stride, value_stride;
  int queries, count, padded, heads, width;  // padded: a multiple of 16
  Real scale;
};

// log_sum_exp notes the largest number of every so many.
inline constexpr int kTopsBlock = 64;

struct Kernels {
  // Products ----------------------------------------------------------------------------------

  int panel_columns;  // columns of one packed panel
  // Lays out b [k, n] (element (p, j) at b[p * row_stride + j * column_stride]) in panels.
  void (*pack)(Real* packed, const Real* b, std::int64_t row_stride, std::int64_t column_stride,
               int k, int n);
  void (*multiply)(const GemmCall& call);
  // The same for products of bfloat16, two neighbours of k in a word; null where Real is double.
  void (*pack_bf16)(std::uint32_t* packed, const Real* b, std::int64_t row_stride,
                    std::int64_t column_stride, int k, int n);
  void (*multiply_bf16)(const Bf16Call& call);
  // Rounds k numbers to 255 steps between their largest magnitude and its negative, in the form
  // that multiply_int8 reads, up to a whole group; returns the step. Where one number is not
  // finite, the step is not.
  Real (*quantise_row)(std::int8_t* to, const Real* from, int k);
  void (*multiply_int8)(const Int8Call& call);

  // Rows --------------------------------------------------------------------------------------

  // out = exp(x - max) / sum over the first `visible` numbers, 0 in the rest up to `padded`, a
  // multiple of 16. out may be x.
  void (*softmax)(Real* out, const Real* x, int visible, int padded);
  // d_x += or =: weights * (d_weights - sum(weights * d_weights)), over `count` numbers.
  void (*softmax_backward)(Real* d_scores, const Real* weights, const Real* d_weights, int count);
  // log(sum(exp(x))). With `tops` given, the largest of each kTopsBlock numbers goes there; what is
  // not a number is passed over.
  Real (*log_sum_exp)(const Real* x, int count, Real* tops);
  // In place, x = log softmax(x) = x - log_sum_exp(x), number by number.
  void (*log_softmax)(Real* x, int count);
  // to[j][i] = from[i][j]   from [rows, cols]
  void (*transpose)(Real* to, std::int64_t to_stride, const Real* from, std::int64_t from_stride,
                    int rows, int cols);
  // Both give the bits of scores, softmax and weighted sum by `multiply` and `softmax`.
  void (*attend_past)(const AttendPastCall& call);
  void (*attend_source)(const AttendSourceCall& call);
  // In place, logits -> d_logits of scale * label-smoothed cross-entropy; returns that loss and
  // adds the unsmoothed one, unscaled, to *plain.
  Real (*cross_entropy)(Real* logits, int count, int target, Real smoothing, Real scale,
                        double* plain);
  // out = (x - mean) * inverse_deviation * gain + bias, the inverse of sqrt(variance + epsilon); the
  // two statistics are written for the backward.
  void (*layer_norm)(Real* out, const Real* x, const Real* gain, const Real* bias, int count,
                     Real epsilon, Real* statistics);
  // d_x = ... (or += with add), d_gain += ..., d_bias += ...
  void (*layer_norm_backward)(Real* d_x, bool add, Real* d_gain, Real* d_bias, const Real* d_out,
                              const Real* x, const Real* gain, int count, const Real* statistics);
  // Flat loops --------------------------------------------------------------------------------

  void (*activate)(Real* out, const Real* x, std::int64_t count, Activation);
  // d_x = d_out * f'(x), or += with add.
  void (*activate_backward)(Real* d_x, bool add, const Real* d_out, const Real* x,
                            std::int64_t count, Activation);
  // out = f(gate) * up.
  void (*gate)(Real* out, const Real* gate, const Real* up, int count, Activation);
  void (*gate_backward)(Real* d_gate, Real* d_up, const Real* d_out, const Real* gate,
                        const Real* up, int count, Activation);
  // out = x + dropped y (x may be null); number i of the whole tensor is dropped by a hash of (key,
  // i + begin). out may be x or y.
  void (*dropout)(Real* out, const Real* x, const Real* y, std::int64_t begin, std::int64_t count,
                  DropoutMask);
  // to += scale * from.
  void (*add_scaled)(Real* to, const Real* from, std::int64_t count, Real scale);
  // out = scale * a + b (b may be null).
  void (*scale_add)(Real* out, const Real* a, const Real* b, std::int64_t count, Real scale);
  // out = the larger of the two halves of x [2 count], number by number.
  void (*maxout)(Real* out, const Real* x, int count);
  // d_x += d_out where x was the larger.
  void (*maxout_backward)(Real* d_x, const Real* d_out, const Real* x, int count);
  double (*sum_of_squares)(const Real* x, std::int64_t count);
  void (*adam)(const AdamCall& call);
  // to += rate * (from - to): a moving average.
  void (*move_towards)(Real* to, const Real* from, std::int64_t count, Real rate);

  // Recurrence and additive attention -----------------------------------------------------------

  // One row of a gated recurrent unit: gates [3 dim] are r, z and the candidate.
  // In place, r and z = sigmoid(sums); reset = r * state.
  void (*gru_gates)(Real* gates, Real* reset, const Real* state, int dim);
  // In place, candidate = tanh(sum); next = (1 - z) * state + z * candidate.
  void (*gru_state)(Real* next, Real* gates, const Real* state, int dim);
  // Writes the gradients of the sums of z and of the candidate; d_state holds that of `next` and
  // becomes (1 - z) times it.
  void (*gru_state_backward)(Real* d_gates, Real* d_state, const Real* gates, const Real* state,
                             int dim);
  // Writes the gradient of the sum of r; d_state += r * d_reset.
  void (*gru_gates_backward)(Real* d_gates, Real* d_state, const Real* d_reset, const Real* gates,
                             const Real* state, int dim);
  // One row of a long short-term memory: gates [4 dim] are i, f, o and the candidate g.
  // In place, gates = sigmoid or tanh of their sums; next [2 dim] = [o * tanh(c'), c'], where
  // c' = f * cell + i * g.
  void (*lstm)(Real* next, Real* gates, const Real* cell, int dim);
  void (*lstm_backward)(const LstmBackwardCall& call);
  // One row of a simpler simple recurrent unit: sums [2 dim] are u and a.
  // forget = sigmoid(a + bias); next = forget * cell + (1 - forget) * u.
  void (*ssru)(Real* next, Real* forget, const Real* sums, const Real* bias, const Real* cell,
               int dim);
  // Writes the gradients of the sums; d_cell holds that of `next` and becomes that of `cell`.
  void (*ssru_backward)(Real* d_sums, Real* d_cell, const Real* forget, const Real* sums,
                        const Real* cell, int dim);
  // out = x * factors, or += with add. out may be x.
  void (*multiply_by)(Real* out, bool add, const Real* x, const Real* factors, int count);
  // sum of v * tanh(query + key)
  Real (*additive_score)(const Real* query, const Real* key, const Real* v, int dim);
  // Adds to all three.
  void (*additive_score_backward)(Real* d_query, Real* d_key, Real* d_v, Real d_score,
                                  const Real* query, const Real* key, const Real* v, int dim);
};

// The table for chosen_cpu(), found once.
const Kernels& kernels();

}  // namespace nmt
