// Recurrences without products: that a whole sentence has the bits of its steps, and what they refuse.
#include <gtest/gtest.h>

#include "autograd/ops.h"
#include "caught_error.h"
#include "tensors.h"

namespace nmt {
namespace {

constexpr int kDim = 19, kTokens = 6, kSentences = 4;
// Sentences of 2, 3, 0 and 1 tokens.
const std::vector<int> kOffsets = {0, 2, 5, 5, 6};
const std::vector<int> kOneRow = {0, 1};

struct SsruOp {
  static constexpr int kWidth = 2 * kDim;
  static Var run(Tape& tape, Var sums, std::span<const int> offsets, Var first, int /*count*/) {
    return ssru(tape, sums, tape.constant(random_tensor(tape, 1, kDim, 9)), offsets, first);
  }
};
struct RunningMeanOp {
  static constexpr int kWidth = kDim;
  static Var run(Tape& tape, Var x, std::span<const int> offsets, Var first, int count) {
    return running_mean(tape, x, offsets, first, count);
  }
};

template <class Op>
class Past : public testing::Test {};
using BothOps = testing::Types<SsruOp, RunningMeanOp>;
TYPED_TEST_SUITE(Past, BothOps);

TYPED_TEST(Past, AWholeSentenceHasTheBitsOfItsSteps) {
  for (const Tape::Mode mode : {Tape::Mode::infer, Tape::Mode::train})
    for (const int before : {0, 3}) {
      Tape tape(mode);
      const Var x = tape.leaf(random_tensor(tape, kTokens, TypeParam::kWidth, 3));
      const Var first =
          before > 0 ? tape.constant(random_tensor(tape, kSentences, kDim, 4)) : Var();
      const Tensor whole = TypeParam::run(tape, x, kOffsets, first, before).value();
      for (int s = 0; s < kSentences; ++s) {
        Var state = first ? tape.rows(first, s, 1) : Var();
        for (int t = kOffsets[std::size_t(s)]; t < kOffsets[std::size_t(s) + 1]; ++t) {
          const int count = before + t - kOffsets[std::size_t(s)];
          state = TypeParam::run(tape, tape.rows(x, t, 1), kOneRow, state, count);
          EXPECT_TRUE(same_bits(state.value(), whole.slice(t, 1))) << "token " << t;
        }
      }
    }
}

TYPED_TEST(Past, NoTokensGiveNoStates) {
  Tape tape(Tape::Mode::train);
  const std::vector<int> empty = {0, 0, 0};
  const Var first = tape.leaf(random_tensor(tape, 2, kDim, 4));
  const Var states =
      TypeParam::run(tape, tape.leaf(tape.make(0, TypeParam::kWidth)), empty, first, 0);
  EXPECT_EQ(states.rows(), 0);
  EXPECT_EQ(states.cols(), kDim);
  tape.backward(states, tape.make_zero(0, kDim));
  EXPECT_EQ(tape.gradient_to_add(first)(1, 0), 0);
}

TEST(RunningMean, IsTheMeanOfTheRowsSoFar) {
  Tape tape(Tape::Mode::infer);
  const Tensor x = random_tensor(tape, kTokens, kDim, 3);
  const Tensor mean = running_mean(tape, tape.constant(x), kOffsets).value();
  for (int s = 0; s < kSentences; ++s)
    for (int t = kOffsets[std::size_t(s)]; t < kOffsets[std::size_t(s) + 1]; ++t)
      for (int i = 0; i < kDim; ++i) {
        double sum = 0;
        for (int u = kOffsets[std::size_t(s)]; u <= t; ++u) sum += double(x(u, i));
        EXPECT_NEAR(mean(t, i), sum / (t - kOffsets[std::size_t(s)] + 1), 1e-6);
      }
}

TEST(Ssru, WrongShapesAreNamed) {
  Tape tape(Tape::Mode::infer);
  const auto zero = [&](int rows, int cols) { return tape.constant(tape.make_zero(rows, cols)); };
  EXPECT_EQ(complaint_of([&] { ssru(tape, zero(6, 7), zero(1, 3), kOffsets); }),
            "ssru: 7 columns have no halves");
  EXPECT_EQ(complaint_of([&] { ssru(tape, zero(6, 8), zero(1, 3), kOffsets); }),
            "ssru: shape [1, 3] where [1, 4] is wanted");
  EXPECT_EQ(complaint_of([&] { ssru(tape, zero(5, 8), zero(1, 4), kOffsets); }),
            "ssru: rows of the sentences 6 where 5 is wanted");
  EXPECT_EQ(complaint_of([&] { running_mean(tape, zero(6, 8), kOffsets, zero(3, 8), 1); }),
            "running_mean: shape [3, 8] where [4, 8] is wanted");
}

}  // namespace
}  // namespace nmt
