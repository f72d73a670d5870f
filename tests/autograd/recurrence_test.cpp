// Walking ragged sentences step by step: the order, and that a whole sequence has the bits of its
// steps.
#include "autograd/recurrence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "autograd/ops.h"
#include "caught_error.h"
#include "tensors.h"

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

TEST(TimeSteps, SayWhoseEachRowIs) {
  Tape tape(Tape::Mode::infer);
  const TimeSteps* time = make_time_steps(tape, kOffsets, Direction::forward);
  EXPECT_THAT(places_in_time(tape, *time), ElementsAre(0, 1, 2, 0, 1, 0));
  EXPECT_THAT(places_of_tokens(tape, *time), ElementsAre(1, 1, 0, 0, 0, 2));
}

constexpr int kDim = 19, kSentences = 4;

struct GruOps {
  static constexpr int kSums = 3, kWidth = kDim;
  using Loop = GruLoop;
  static Loop loop(Tape& tape, int rows) {
    const auto weight = [&](int cols, std::uint64_t seed) {
      return LoopWeight::make(tape, tape.constant(random_tensor(tape, kDim, cols, seed)), Var(),
                              rows);
    };
    return {weight(2 * kDim, 1), weight(kDim, 2)};
  }
  static Var step(Tape& tape, Var inputs, Var state, const Loop& loop) {
    return gru_step(tape, inputs, state, loop);
  }
  static Var whole(Tape& tape, Var inputs, const Loop& loop, const TimeSteps* time, Var first) {
    return gru(tape, inputs, loop, time, first);
  }
};

struct LstmOps {
  static constexpr int kSums = 4, kWidth = 2 * kDim;
  using Loop = LstmLoop;
  static Loop loop(Tape& tape, int rows) {
    return {
        LoopWeight::make(tape, tape.constant(random_tensor(tape, kDim, 4 * kDim, 1)), Var(), rows)};
  }
  static Var step(Tape& tape, Var inputs, Var state, const Loop& loop) {
    return lstm_step(tape, inputs, state, loop);
  }
  static Var whole(Tape& tape, Var inputs, const Loop& loop, const TimeSteps* time, Var first) {
    return lstm(tape, inputs, loop, time, first);
  }
};

template <class Ops>
class Recurrence : public testing::Test {};
using BothCells = testing::Types<GruOps, LstmOps>;
TYPED_TEST_SUITE(Recurrence, BothCells);

// What one sentence, the one in place `place`, gets from single steps.
template <class Ops>
void expect_bits_of_steps(Tape& tape, const Tensor& whole, Var inputs, Var first,
                          const Tensor& mask, const TimeSteps* time) {
  for (int place = 0; place < kSentences; ++place) {
    auto loop = Ops::loop(tape, 10);
    if (mask.data) loop.mask = mask.slice(place, 1);
    const int sentence = time->sentences[std::size_t(place)];
    Var state = first ? tape.rows(first, place, 1) : tape.constant(tape.make_zero(1, Ops::kWidth));
    for (int t = kOffsets[std::size_t(sentence)]; t < kOffsets[std::size_t(sentence) + 1]; ++t) {
      state = Ops::step(tape, tape.rows(inputs, t, 1), state, loop);
      EXPECT_TRUE(same_bits(state.value(), whole.slice(t, 1))) << "token " << t;
    }
  }
}

TYPED_TEST(Recurrence, AWholeSequenceHasTheBitsOfItsSteps) {
  for (const Tape::Mode mode : {Tape::Mode::infer, Tape::Mode::train})
    for (const bool with_first : {false, true})
      for (const bool with_mask : {false, true}) {
        Tape tape(mode);
        const TimeSteps* time = make_time_steps(tape, kOffsets, Direction::forward);
        const Var inputs = tape.constant(random_tensor(tape, 6, TypeParam::kSums * kDim, 3));
        const Var first = with_first
                              ? tape.constant(random_tensor(tape, kSentences, TypeParam::kWidth, 4))
                              : Var();
        auto loop = TypeParam::loop(tape, 6);
        if (with_mask) loop.mask = dropout_mask(tape, kSentences, kDim, Real(0.4));
        const Tensor whole = TypeParam::whole(tape, inputs, loop, time, first).value();
        expect_bits_of_steps<TypeParam>(tape, whole, inputs, first, loop.mask, time);
      }
}

TYPED_TEST(Recurrence, ReadingBackwardIsReadingTheReversedSentence) {
  Tape tape(Tape::Mode::infer);
  const Var inputs = tape.constant(random_tensor(tape, 5, TypeParam::kSums * kDim, 3));
  const std::vector<int> offsets = {0, 5}, reversed = {4, 3, 2, 1, 0};
  const auto read = [&](Var in, Direction direction) {
    return TypeParam::whole(tape, in, TypeParam::loop(tape, 5),
                            make_time_steps(tape, offsets, direction), Var());
  };
  const Var backward = read(inputs, Direction::backward);
  const Var forward = read(gather_rows(tape, inputs, reversed), Direction::forward);
  EXPECT_TRUE(same_bits(backward.value(), gather_rows(tape, forward, reversed).value()));
}

TYPED_TEST(Recurrence, AMaskOfOnesIsNoMask) {
  Tape tape(Tape::Mode::infer);
  const Var inputs = tape.constant(random_tensor(tape, 6, TypeParam::kSums * kDim, 3));
  const TimeSteps* time = make_time_steps(tape, kOffsets, Direction::forward);
  auto loop = TypeParam::loop(tape, 6);
  const Tensor plain = TypeParam::whole(tape, inputs, loop, time, Var()).value();
  loop.mask = dropout_mask(tape, kSentences, kDim, 0);
  EXPECT_TRUE(same_bits(TypeParam::whole(tape, inputs, loop, time, Var()).value(), plain));
}

TYPED_TEST(Recurrence, NoTokensGiveNoStates) {
  Tape tape(Tape::Mode::train);
  const std::vector<int> empty = {0, 0, 0};
  const Var first = tape.leaf(random_tensor(tape, 2, TypeParam::kWidth, 4));
  const Var states = TypeParam::whole(tape, tape.leaf(tape.make(0, TypeParam::kSums * kDim)),
                                      TypeParam::loop(tape, 0),
                                      make_time_steps(tape, empty, Direction::forward), first);
  EXPECT_EQ(states.rows(), 0);
  EXPECT_EQ(states.cols(), TypeParam::kWidth);
  tape.backward(states, tape.make_zero(0, TypeParam::kWidth));
  EXPECT_EQ(tape.gradient_to_add(first)(1, 0), 0);
}

TEST(Lstm, WrongShapesAreNamed) {
  Tape tape(Tape::Mode::infer);
  const auto zero = [&](int rows, int cols) { return tape.constant(tape.make_zero(rows, cols)); };
  LstmLoop loop = LstmOps::loop(tape, 6);
  EXPECT_EQ(complaint_of([&] { lstm_step(tape, zero(2, 3 * kDim), zero(2, 2 * kDim), loop); }),
            "lstm: shape [2, 57] where [2, 76] is wanted");
  EXPECT_EQ(complaint_of([&] { lstm_step(tape, zero(2, 4 * kDim), zero(2, kDim), loop); }),
            "lstm: shape [2, 19] where [2, 38] is wanted");
  const TimeSteps* time = make_time_steps(tape, kOffsets, Direction::forward);
  EXPECT_EQ(complaint_of([&] { lstm(tape, zero(6, 4 * kDim), loop, time, zero(3, 2 * kDim)); }),
            "lstm: shape [3, 38] where [4, 38] is wanted");
  loop.mask = tape.make_zero(2, kDim);
  EXPECT_EQ(complaint_of([&] { lstm(tape, zero(6, 4 * kDim), loop, time); }),
            "lstm: shape [2, 19] where [3, 19] is wanted");
}

// Over many numbers: the share that is dropped, and that the mean stays.
TEST(DropoutMask, KeepsTheMean) {
  Tape tape(Tape::Mode::train);
  const Tensor mask = dropout_mask(tape, 100, 301, Real(0.3));
  int dropped = 0;
  for (std::int64_t i = 0; i < mask.size(); ++i) {
    if (mask.data[i] == 0)
      ++dropped;
    else
      EXPECT_NEAR(mask.data[i], 1 / 0.7, 1e-6);
  }
  EXPECT_NEAR(dropped / double(mask.size()), 0.3, 0.01);
  EXPECT_FALSE(same_bits(mask.slice(0, 1), mask.slice(1, 1)));
}

TEST(MaskRows, RowsOfOneSentenceDropTheSameUnits) {
  Tape tape(Tape::Mode::train);
  const Tensor ones = tape.make(4, 50);
  std::fill_n(ones.data, ones.size(), Real(1));
  const Tensor mask = dropout_mask(tape, 2, 50, Real(0.5));
  const std::vector<int> sentence = {1, 0, 1, 1};
  const Tensor out = mask_rows(tape, tape.constant(ones), mask, sentence).value();
  EXPECT_TRUE(same_bits(out.slice(0, 1), out.slice(2, 1)));
  EXPECT_TRUE(same_bits(out.slice(0, 1), out.slice(3, 1)));
  EXPECT_FALSE(same_bits(out.slice(0, 1), out.slice(1, 1)));
  EXPECT_TRUE(same_bits(out.slice(1, 1), mask.slice(0, 1)));
}

TEST(LoopWeight, RefusesMoreRowsThanItWasMadeFor) {
  Tape tape(Tape::Mode::train);
  const Var x = tape.leaf(random_tensor(tape, 3, 4, 1)),
            w = tape.leaf(random_tensor(tape, 4, 2, 2));
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
