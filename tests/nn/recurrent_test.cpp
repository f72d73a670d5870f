// Recurrent layers against loops over single numbers, and stacks against their own steps.
#include "nn/recurrent.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tensors.h"

namespace nmt {
namespace {

constexpr int kIn = 5, kDim = 7;
// Sentences of 2, 4, 0 and 1 tokens.
const std::vector<int> kOffsets = {0, 2, 6, 6, 7};
constexpr int kTokens = 7, kSentences = 4;

class BothCells : public testing::TestWithParam<Cell> {};
INSTANTIATE_TEST_SUITE_P(, BothCells, testing::Values(Cell::gru, Cell::lstm),
                         [](const auto& row) { return row.param == Cell::gru ? "Gru" : "Lstm"; });

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

// x W + b + h U for one column.
double sum_of(const ParameterSet& p, const std::vector<double>& x, const std::vector<double>& h,
              const char* state_weight, int column, int input_column) {
  const Tensor w = p.find("layer.input.weight")->value, u = p.find(state_weight)->value;
  double sum = double(p.find("layer.input.bias")->value(0, input_column));
  for (std::size_t i = 0; i < x.size(); ++i) sum += x[i] * double(w(int(i), input_column));
  for (std::size_t i = 0; i < h.size(); ++i) sum += h[i] * double(u(int(i), column));
  return sum;
}

using State = std::vector<double>;  // h, and c behind it

State plain_gru(const ParameterSet& p, const std::vector<double>& x, const State& h) {
  State next(kDim), reset(kDim);
  for (int k = 0; k < kDim; ++k)
    reset[std::size_t(k)] =
        sigmoid(sum_of(p, x, h, "layer.gates.weight", k, k)) * h[std::size_t(k)];
  for (int k = 0; k < kDim; ++k) {
    const double z = sigmoid(sum_of(p, x, h, "layer.gates.weight", kDim + k, kDim + k));
    const double c = std::tanh(sum_of(p, x, reset, "layer.candidate.weight", k, 2 * kDim + k));
    next[std::size_t(k)] = (1 - z) * h[std::size_t(k)] + z * c;
  }
  return next;
}

State plain_lstm(const ParameterSet& p, const std::vector<double>& x, const State& state) {
  const std::vector<double> h(state.begin(), state.begin() + kDim);
  State next(2 * kDim);
  for (int k = 0; k < kDim; ++k) {
    const auto sum = [&](int gate) {
      return sum_of(p, x, h, "layer.gates.weight", gate * kDim + k, gate * kDim + k);
    };
    const double c =
        sigmoid(sum(1)) * state[std::size_t(kDim + k)] + sigmoid(sum(0)) * std::tanh(sum(3));
    next[std::size_t(kDim + k)] = c;
    next[std::size_t(k)] = sigmoid(sum(2)) * std::tanh(c);
  }
  return next;
}

TEST_P(BothCells, EqualALoopOverNumbers) {
  ParameterSet parameters;
  const Recurrent layer(parameters, "layer", GetParam(), kIn, kDim);
  parameters.initialise(1);
  Tape tape(Tape::Mode::infer);
  const Tensor x = random_tensor(tape, kTokens, kIn, 2);
  const Tensor states =
      layer.states(tape, tape.constant(x), make_time_steps(tape, kOffsets, Direction::forward))
          .value();
  ASSERT_EQ(states.cols, layer.state_width());
  for (int s = 0; s < kSentences; ++s) {
    State state(std::size_t(layer.state_width()), 0);
    for (int t = kOffsets[std::size_t(s)]; t < kOffsets[std::size_t(s) + 1]; ++t) {
      const std::vector<double> row(x.row(t), x.row(t) + kIn);
      state = GetParam() == Cell::gru ? plain_gru(parameters, row, state)
                                      : plain_lstm(parameters, row, state);
      for (int i = 0; i < states.cols; ++i)
        EXPECT_NEAR(states(t, i), state[std::size_t(i)], 2e-6) << "token " << t << ", number " << i;
    }
  }
}

TEST(Recurrent, AnLstmForgetsNothingAtFirst) {
  ParameterSet parameters;
  const Recurrent layer(parameters, "layer", Cell::lstm, kIn, kDim);
  parameters.initialise(1);
  const Tensor bias = parameters.find("layer.input.bias")->value;
  ASSERT_EQ(bias.cols, 4 * kDim);
  for (int i = 0; i < bias.cols; ++i) EXPECT_EQ(bias(0, i), i / kDim == 1 ? 1 : 0);
}

class Stack : public testing::TestWithParam<std::pair<Cell, int>> {
 protected:
  static constexpr RecurrentDropout kVariational{Real(0.4), RecurrentDropout::Kind::variational};
  Stack() : stack_(parameters_, "stack", {GetParam().first, kIn, kDim, GetParam().second}) {
    parameters_.initialise(3);
  }
  std::vector<Var> first_states(Tape& tape) const {
    std::vector<Var> first;
    for (int i = 0; i < stack_.layers(); ++i)
      first.push_back(tape.constant(
          random_tensor(tape, kSentences, stack_.state_width(), 10 + std::uint64_t(i))));
    return first;
  }
  // All tokens of x by one step after the other, in the order of the tokens.
  Tensor by_steps(Tape& tape, Var x, std::vector<Var> states, const RecurrentDropout& dropout) {
    const TimeSteps* time = make_time_steps(tape, kOffsets, Direction::forward);
    const RecurrentStack::Loop loop = stack_.loop(tape, kTokens, dropout, kSentences);
    const Var inputs = stack_.layer(0).input()(tape, gather_rows(tape, x, time->tokens));
    std::vector<Var> outputs;
    for (const RowRange& rows : time->steps) {
      for (Var& state : states) state = tape.rows(state, 0, rows.count);
      outputs.push_back(stack_.step(tape, tape.rows(inputs, rows.begin, rows.count), states, loop));
    }
    return gather_rows(tape, stack_rows(tape, outputs), time_rows(tape, *time)).value();
  }
  ParameterSet parameters_;
  RecurrentStack stack_;
};
INSTANTIATE_TEST_SUITE_P(Depths, Stack,
                         testing::Values(std::pair(Cell::gru, 1), std::pair(Cell::gru, 4),
                                         std::pair(Cell::lstm, 2), std::pair(Cell::lstm, 4)),
                         [](const auto& row) {
                           return std::string(row.param.first == Cell::gru ? "Gru" : "Lstm") +
                                  std::to_string(row.param.second);
                         });

TEST_P(Stack, WholeSentencesHaveTheBitsOfTheirSteps) {
  for (const bool packed : {false, true})
    for (const Tape::Mode mode : {Tape::Mode::infer, Tape::Mode::train}) {
      if (packed) parameters_.pack();
      Tape tape(mode);
      const Var x = tape.constant(random_tensor(tape, kTokens, kIn, 4));
      const TimeSteps* time = make_time_steps(tape, kOffsets, Direction::forward);
      const std::vector<Var> first = first_states(tape);
      const Tensor whole = stack_.whole(tape, x, time, first).value();
      EXPECT_TRUE(same_bits(whole, by_steps(tape, x, first, {})));
      EXPECT_FALSE(same_bits(whole, stack_.whole(tape, x, time).value())) << "first is not read";
    }
}

TEST_P(Stack, VariationalDropoutIsTheSameAtOnceAndByStep) {
  Tensor whole;
  Tape at_once(Tape::Mode::train), by_step(Tape::Mode::train);
  at_once.reset(5);
  by_step.reset(5);
  const auto x = [](Tape& tape) { return tape.constant(random_tensor(tape, kTokens, kIn, 4)); };
  whole = stack_
              .whole(at_once, x(at_once), make_time_steps(at_once, kOffsets, Direction::forward),
                     first_states(at_once), kVariational)
              .value();
  EXPECT_TRUE(same_bits(whole, by_steps(by_step, x(by_step), first_states(by_step), kVariational)));
  EXPECT_FALSE(same_bits(whole, by_steps(by_step, x(by_step), first_states(by_step), {})));
}

TEST_P(Stack, DropsNothingOutsideTraining) {
  Tape tape(Tape::Mode::infer);
  const Var x = tape.constant(random_tensor(tape, kTokens, kIn, 4));
  const TimeSteps* time = make_time_steps(tape, kOffsets, Direction::forward);
  const Tensor plain = stack_.whole(tape, x, time).value();
  EXPECT_TRUE(same_bits(stack_.whole(tape, x, time, {}, kVariational).value(), plain));
  EXPECT_TRUE(same_bits(stack_.whole(tape, x, time, {}, {Real(0.4)}).value(), plain));
}

// With weights 0 every layer's state stays 0, so that a layer gives what its residual path gives.
TEST(RecurrentStack, AddsTheInputFromTheThirdLayerOn) {
  ParameterSet parameters;
  const RecurrentStack stack(parameters, "stack", {Cell::gru, kIn, kDim, 4});
  parameters.initialise(3);
  for (const Parameter& p : parameters.parameters())
    if (p.name.starts_with("stack.2.") || p.name.starts_with("stack.3."))
      std::fill_n(p.value.data, p.value.size(), Real(0));
  Tape tape(Tape::Mode::infer);
  const Var x = tape.constant(random_tensor(tape, kTokens, kIn, 4));
  const TimeSteps* time = make_time_steps(tape, kOffsets, Direction::forward);
  const Var two = stack.layer(1).states(tape, stack.layer(0).states(tape, x, time), time);
  EXPECT_TRUE(same_bits(stack.whole(tape, x, time).value(), two.value()));
}

TEST(RecurrentDropout, VariationalDropsTheSameUnitsOfASentence) {
  Tape tape(Tape::Mode::train);
  const Tensor ones = tape.make(4, 60);
  std::fill_n(ones.data, ones.size(), Real(1));
  const std::vector<int> places = {0, 1, 0, 1};
  const auto dropped = [&](RecurrentDropout::Kind kind) {
    return drop(tape, tape.constant(ones), {Real(0.5), kind}, places, 2).value();
  };
  const Tensor shared = dropped(RecurrentDropout::Kind::variational),
               own = dropped(RecurrentDropout::Kind::plain);
  EXPECT_TRUE(same_bits(shared.slice(0, 1), shared.slice(2, 1)));
  EXPECT_TRUE(same_bits(shared.slice(1, 1), shared.slice(3, 1)));
  EXPECT_FALSE(same_bits(shared.slice(0, 1), shared.slice(1, 1)));
  EXPECT_FALSE(same_bits(own.slice(0, 1), own.slice(2, 1)));
}

}  // namespace
}  // namespace nmt
