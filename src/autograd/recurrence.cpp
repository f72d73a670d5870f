#include "autograd/recurrence.h"
#include "tensor/rows.h"

#include <algorithm>
#include <numeric>

#include "base/error.h"
#include "base/format.h"
#include "tensor/kernels.h"

namespace nmt {

const TimeSteps* make_time_steps(Tape& tape, std::span<const int> offsets, Direction direction) {
  const std::size_t sentences = offsets.size() - 1;
  const auto length = [&](int sentence) { return offsets[sentence + 1] - offsets[sentence]; };
  Arena& arena = tape.arena();
  int* order = arena.allocate<int>(sentences);
  std::iota(order, order + sentences, 0);
  std::stable_sort(order, order + sentences, [&](int a, int b) { return length(a) > length(b); });

  const int longest = sentences == 0 ? 0 : length(order[0]);
  int* tokens = arena.allocate<int>(static_cast<std::size_t>(offsets.back()));
  RowRange* steps = arena.allocate<RowRange>(static_cast<std::size_t>(longest));
  int row = 0, alive = static_cast<int>(sentences);
  for (int t = 0; t < longest; ++t) {
    while (length(order[alive - 1]) <= t) --alive;
    steps[t] = {row, alive};
    for (int i = 0; i < alive; ++i)
      tokens[row++] =
          direction == Direction::forward ? offsets[order[i]] + t : offsets[order[i] + 1] - 1 - t;
  }
  void* place = arena.allocate<TimeSteps>(1);
  return new (place) TimeSteps{{order, sentences},
                               {tokens, static_cast<std::size_t>(row)},
                               {steps, static_cast<std::size_t>(longest)}};
}

std::span<const int> time_rows(Tape& tape, const TimeSteps& time) {
  int* rows = tape.arena().allocate<int>(time.tokens.size());
  for (std::size_t i = 0; i < time.tokens.size(); ++i) rows[time.tokens[i]] = static_cast<int>(i);
  return {rows, time.tokens.size()};
}

std::span<const int> places_in_time(Tape& tape, const TimeSteps& time) {
  int* places = tape.arena().allocate<int>(time.tokens.size());
  for (const RowRange& rows : time.steps)
    std::iota(places + rows.begin, places + rows.begin + rows.count, 0);
  return {places, time.tokens.size()};
}

std::span<const int> places_of_tokens(Tape& tape, const TimeSteps& time) {
  const std::span<const int> in_time = places_in_time(tape, time);
  int* places = tape.arena().allocate<int>(time.tokens.size());
  for (std::size_t i = 0; i < in_time.size(); ++i) places[time.tokens[i]] = in_time[i];
  return {places, in_time.size()};
}

LoopWeight* LoopWeight::make(Tape& tape, Var weight, Var bias, int rows) {
  auto* loop = new (tape.arena().allocate<LoopWeight>(1)) LoopWeight;
  loop->weight_ = weight;
  loop->bias_ = bias;
  loop->forward_ = pack(tape.arena(), weight.value(), Transpose::no, tape.arithmetic());
  if (!tape.recording()) return loop;
  loop->x_ = tape.make(rows, weight.rows());
  loop->anchor_ = tape.record(loop->x_, {weight, bias},
                              [&tape, loop](const Tensor& d_y) { loop->add_gradients(tape, d_y); });
  return loop;
}

LoopWeight* LoopWeight::make(Tape& tape, const Parameter& weight, const Parameter* bias, int rows) {
  const Var bias_var = bias ? tape.parameter(*bias) : Var();
  if (tape.recording() || weight.packed.empty())
    return make(tape, tape.parameter(weight), bias_var, rows);
  auto* loop = new (tape.arena().allocate<LoopWeight>(1)) LoopWeight;
  loop->bias_ = bias_var;
  loop->forward_ = weight.packed;
  return loop;
}

LoopWeight::Left LoopWeight::take_rows(Tape& tape, int count) {
  if (!tape.recording()) return {tape.make(count, in()), 0};
  if (used_ + count > x_.rows)
    throw Error({.what = format("a loop made for {} rows takes {}", x_.rows, used_ + count),
                 .kind = Error::Kind::runtime});
  used_ += count;
  return {x_.slice(used_ - count, count), used_ - count};
}

void LoopWeight::multiply(const Tensor& y, const Tensor& x, Into into) const {
  gemm(y, x, Transpose::no, forward_, {.into = into, .bias = bias_ ? bias_.value().data : nullptr});
}

void LoopWeight::back_propagate(Tape& tape, const Left& x, const Tensor& d_y,
                                const GradientTarget& d_x) {
  if (d_y_.data == nullptr) {
    d_y_ = tape.make_zero(used_, out());
    backward_ = pack(tape.arena(), weight_.value(), Transpose::yes, tape.arithmetic());
    tape.give_gradient(anchor_, d_y_);
  }
  copy_rows(d_y_.slice(x.begin, d_y.rows), d_y);
  if (d_x.to.data)
    gemm(d_x.to, d_y, Transpose::no, backward_, {.into = d_x.fresh ? Into::overwrite : Into::add});
}

// y = x W + b over all steps  =>  d_W = x^T d_y, d_b = sum of the rows of d_y
void LoopWeight::add_gradients(Tape& tape, const Tensor& d_y) const {
  if (const GradientTarget d_weight = tape.gradient(weight_); d_weight.to.data)
    gemm(d_weight.to, x_.slice(0, used_), Transpose::yes, d_y, Transpose::no,
         {.into = d_weight.fresh ? Into::overwrite : Into::add, .arithmetic = tape.arithmetic()});
  if (const Tensor d_bias = tape.gradient_to_add(bias_); d_bias.data) add_row_sum(d_bias.data, d_y);
}

}  // namespace nmt
