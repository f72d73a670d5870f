// What recurrent layers share: the order in which they walk a ragged batch, and weights that every
// time step multiplies by.
#pragma once

#include <span>

#include "autograd/parameter.h"
#include "autograd/tape.h"
#include "tensor/gemm.h"

namespace nmt {

// Rows [begin, begin + count) of a matrix of tokens.
struct RowRange {
  int begin, count;
};

enum class Direction { forward, backward };

// A ragged batch read step by step. Sentences are taken longest first, so that step t covers the
// first steps[t].count of them, and the state of step t - 1 needs no regrouping, only cutting.
struct TimeSteps {
  std::span<const int> sentences;   // [sentences], longest first
  std::span<const int> tokens;      // [tokens], the token row of each row in order of time
  std::span<const RowRange> steps;  // [longest], rows in order of time
};
// In the tape's arena. backward: the first step reads the last tokens.
const TimeSteps* make_time_steps(Tape&, std::span<const int> offsets, Direction);
// The row in order of time of each token: undoes `tokens`.
std::span<const int> time_rows(Tape&, const TimeSteps&);

// The place of each row's sentence among `sentences`: for the rows in order of time, and for the
// tokens.
std::span<const int> places_in_time(Tape&, const TimeSteps&);
std::span<const int> places_of_tokens(Tape&, const TimeSteps&);

// A weight that a loop over time multiplies by at every step. It is packed once, and its gradient
// is one product over the rows of all steps, taken when the loop has been left backwards.
class LoopWeight {
 public:
  // weight [in, out], bias [1, out] or none. `rows`: of all steps of the loop together, at most.
  static LoopWeight* make(Tape&, Var weight, Var bias, int rows);
  // The same for parameters, which are read prepacked where ParameterSet::pack() has run.
  static LoopWeight* make(Tape&, const Parameter& weight, const Parameter* bias, int rows);

  Var weight() const { return weight_; }
  int in() const { return forward_.rows; }
  int out() const { return forward_.cols; }

  // The left side of one step's product.
  struct Left {
    Tensor rows;  // [count, in], uninitialised; kept until the backward
    int begin;    // of these rows among those of all steps
  };
  Left take_rows(Tape&, int count);
  // y = x W + b, or y += x W + b.
  void multiply(const Tensor& y, const Tensor& x, Into into) const;
  // The backward of one step: d_x = or += d_y W^T; the weight's share is taken later.
  void back_propagate(Tape&, const Left& x, const Tensor& d_y, const GradientTarget& d_x);

 private:
  LoopWeight() = default;
  void add_gradients(Tape&, const Tensor& d_y) const;

  Var weight_, bias_;
  PackedView forward_, backward_;  // W and, from the first backward on, W^T
  Var anchor_;      // recorded before the loop, so that its backward runs after those of all steps
  Tensor x_, d_y_;  // [rows, in], [rows, out]
  int used_ = 0;
};

}  // namespace nmt
