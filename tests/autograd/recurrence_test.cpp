// Walking ragged sentences step by step: the order, and that a whole sequence has the bits of its
// steps.
#include "autograd/recurrence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "autograd/ops.h"
#include "base/error.h"
#include "base/random.h"

namespace nmt {
namespace {

using testing::ElementsAre;

// Sentences of 2, 3, 0 and 1 tokens.
const std::vector<int> kOffsets = {0, 2, 5, 5, 6};

TEST(TimeSteps, TakeTheLongestFirst) {
  Tape tape(Tape::Mode::infer);
  const TimeSteps* time = make_time_steps(tape, kOffsets, Direction::forward);
  EXPECT_THAT(time->sentences, ElementsAre(1, 0, 3, 2));
  EXPECT_THAT(time->tokens, ElementsAre(2, 0, 5, 3, 1, 4));
  ASSERT_EQ(time->steps.size(), 3u);
  EXPECT_EQ(time->steps[0].count, 3);
  EXPECT_EQ(time->steps[1].begin, 3);
  EXPECT_EQ(time->steps[1].count, 2);
  EXPECT_EQ(time->steps[2].count, 1);
  EXPECT_THAT(time_rows(tape, *time), ElementsAre(1, 4, 0, 3, 5, 2));
}

TEST(TimeSteps, ReadBackwardFromTheLastTokens) {
  Tape tape(Tape::Mode::infer);
  EXPECT_THAT(make_time_steps(tape, kOffsets, Direction::backward)->tokens,
              ElementsAre(4, 1, 5, 3, 0, 2));
}

TEST(TimeSteps, AreNoneForNoTokens) {
  Tape tape(Tape::Mode::infer);
  const std::vector<int> none = {0}, empty = {0, 0, 0};
  EXPECT_TRUE(make_time_steps(tape, none, Direction::forward)->steps.empty());
  EXPECT_TRUE(make_time_steps(tape, empty, Direction::forward)->steps.empty());
}

Tensor random_matrix(Tape& tape, int rows, int cols, std::uint64_t seed) {
  Random random(seed);
  const Tensor made = tape.make(rows, cols);
  for (std::int64_t i = 0; i < made.size(); ++i) made.data[i] = static_cast<Real>(random.normal());
  return made;
}

constexpr int kDim = 19;

struct Weights {
  Var gates, candidate;
  explicit Weights(Tape& tape)
      : gates(tape.constant(random_matrix(tape, kDim, 2 * kDim, 1))),
        candidate(tape.constant(random_matrix(tape, kDim, kDim, 2))) {}
  GruLoop loop(Tape& tape, int rows) const {
    return {LoopWeight::make(tape, gates, Var(), rows),
            LoopWeight::make(tape, candidate, Var(), rows)};
  }
};

bool same_bits(const Tensor& a, const Tensor& b) {
  if (a.rows != b.rows || a.cols != b.cols) return false;
  for (int r = 0; r < a.rows; ++r)
    if (std::memcmp(a.row(r), b.row(r), sizeof(Real) * static_cast<std::size_t>(a.cols)) != 0)
      return false;
  return true;
}

TEST(Gru, AWholeSequenceHasTheBitsOfItsSteps) {
  for (const Tape::Mode mode : {Tape::Mode::infer, Tape::Mode::train}) {
    Tape tape(mode);
    const Weights weights(tape);
    const Var inputs = tape.constant(random_matrix(tape, 6, 3 * kDim, 3));
    const Tensor whole = gru(tape, inputs, weights.loop(tape, 6),
                             make_time_steps(tape, kOffsets, Direction::forward))
                             .value();
    for (std::size_t s = 0; s + 1 < kOffsets.size(); ++s) {
      Var state = tape.constant(tape.make_zero(1, kDim));
      for (int t = kOffsets[s]; t < kOffsets[s + 1]; ++t) {
        state = gru_step(tape, tape.rows(inputs, t, 1), state, weights.loop(tape, 1));
        EXPECT_TRUE(same_bits(state.value(), whole.slice(t, 1))) << "token " << t;
      }
    }
  }
}

TEST(Gru, ReadingBackwardIsReadingTheReversedSentence) {
  Tape tape(Tape::Mode::infer);
  const Weights weights(tape);
  const Var inputs = tape.constant(random_matrix(tape, 5, 3 * kDim, 3));
  const std::vector<int> offsets = {0, 5}, reversed = {4, 3, 2, 1, 0};
  const Var backward =
      gru(tape, inputs, weights.loop(tape, 5), make_time_steps(tape, offsets, Direction::backward));
  const Var forward = gru(tape, gather_rows(tape, inputs, reversed), weights.loop(tape, 5),
                          make_time_steps(tape, offsets, Direction::forward));
  EXPECT_TRUE(same_bits(backward.value(), gather_rows(tape, forward, reversed).value()));
}

TEST(LoopWeight, RefusesMoreRowsThanItWasMadeFor) {
  Tape tape(Tape::Mode::train);
  const Var x = tape.leaf(random_matrix(tape, 3, 4, 1)),
            w = tape.leaf(random_matrix(tape, 4, 2, 2));
  LoopWeight* loop = LoopWeight::make(tape, w, Var(), 5);
  linear(tape, x, loop);
  try {
    linear(tape, x, loop);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().what, "a loop made for 5 rows takes 6");
  }
}

}  // namespace
}  // namespace nmt
