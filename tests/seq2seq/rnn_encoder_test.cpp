// The encoder of the recurrent models in all its shapes: what it reads, in which order, and that
// sentences do not see each other.
#include "seq2seq/rnn_encoder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "tensors.h"

namespace nmt {
namespace {

constexpr int kIn = 6, kDim = 5, kTopDim = 9;
// Sentences of 3, 1, 5 and 2 tokens.
const std::vector<int> kOffsets = {0, 3, 4, 9, 11};
constexpr int kTokens = 11, kSentences = 4;

class RnnEncoderTest
    : public testing::TestWithParam<std::tuple<Cell, Bidirectional, Direction, int>> {
 protected:
  RnnEncoderTest() : encoder_(parameters_, "encoder", shape(GetParam())) {
    parameters_.initialise(1);
  }
  static RnnEncoder::Shape shape(const ParamType& p) {
    const auto& [cell, bidirectional, direction, layers] = p;
    return {.cell = cell,
            .in = kIn,
            .dim = kDim,
            .layers = layers,
            .bidirectional = bidirectional,
            .top_dim = kTopDim,
            .direction = direction};
  }
  Tensor encode(Tape& tape, const Tensor& x, std::span<const int> offsets) const {
    return encoder_(tape, tape.constant(x), offsets).value();
  }
  // What one sentence gives when it is encoded alone.
  Tensor alone(Tape& tape, const Tensor& x, int sentence) const {
    const int begin = kOffsets[std::size_t(sentence)];
    const int length = kOffsets[std::size_t(sentence) + 1] - begin;
    return encode(tape, x.slice(begin, length), std::array{0, length});
  }
  // The columns of the top layer that were read forward.
  int forward_width() const { return encoder_.width() - encoder_.backward_width(); }
  ParameterSet parameters_;
  RnnEncoder encoder_;
};

std::string shape_name(const testing::TestParamInfo<RnnEncoderTest::ParamType>& row) {
  const auto& [cell, bidirectional, direction, layers] = row.param;
  const char* ways[] = {"OneWay", "FirstBothWays", "AllBothWays"};
  return std::string(cell == Cell::gru ? "Gru" : "Lstm") + ways[int(bidirectional)] +
         (direction == Direction::forward ? "Forward" : "Backward") + std::to_string(layers);
}

INSTANTIATE_TEST_SUITE_P(Shapes, RnnEncoderTest,
                         testing::Combine(testing::Values(Cell::gru, Cell::lstm),
                                          testing::Values(Bidirectional::none, Bidirectional::first,
                                                          Bidirectional::all),
                                          testing::Values(Direction::forward, Direction::backward),
                                          testing::Values(1, 2, 4)),
                         shape_name);

TEST_P(RnnEncoderTest, HasTheWidthOfItsTopLayer) {
  const auto& [cell, bidirectional, direction, layers] = GetParam();
  const bool both =
      bidirectional == Bidirectional::all || (bidirectional == Bidirectional::first && layers == 1);
  EXPECT_EQ(encoder_.width(), both                                   ? 2 * kDim
                              : bidirectional == Bidirectional::none ? kDim
                                                                     : kTopDim);
  EXPECT_EQ(encoder_.backward_width(), both                              ? kDim
                                       : direction == Direction::forward ? 0
                                                                         : encoder_.width());
  Tape tape(Tape::Mode::infer);
  EXPECT_EQ(encode(tape, random_tensor(tape, kTokens, kIn, 2), kOffsets).cols, encoder_.width());
}

TEST_P(RnnEncoderTest, ASentenceDoesNotSeeItsNeighbours) {
  for (const Tape::Mode mode : {Tape::Mode::infer, Tape::Mode::train}) {
    Tape tape(mode);
    const Tensor x = random_tensor(tape, kTokens, kIn, 2), together = encode(tape, x, kOffsets);
    for (int s = 0; s < kSentences; ++s) {
      const Tensor one = alone(tape, x, s);
      EXPECT_TRUE(same_bits(one, together.slice(kOffsets[std::size_t(s)], one.rows)))
          << "sentence " << s;
    }
  }
}

TEST_P(RnnEncoderTest, LastIsWhatWasKnownInTheEnd) {
  Tape tape(Tape::Mode::infer);
  const Var states = tape.constant(encode(tape, random_tensor(tape, kTokens, kIn, 2), kOffsets));
  const std::vector<int> sentences = {2, 0, 1, 3};
  const Tensor last = encoder_.last(tape, states, kOffsets, sentences).value();
  ASSERT_EQ(last.rows, kSentences);
  ASSERT_EQ(last.cols, encoder_.width());
  const int forward = forward_width(), backward = encoder_.backward_width();
  for (int i = 0; i < kSentences; ++i) {
    const std::size_t s = std::size_t(sentences[std::size_t(i)]);
    const Tensor end = states.value().slice(kOffsets[s + 1] - 1, 1),
                 begin = states.value().slice(kOffsets[s], 1);
    EXPECT_TRUE(same_bits(last.slice(i, 1).columns(0, forward), end.columns(0, forward)));
    EXPECT_TRUE(
        same_bits(last.slice(i, 1).columns(forward, backward), begin.columns(forward, backward)));
  }
  if (backward == 0) return;
  EXPECT_TRUE(same_bits(encoder_.backward_first(tape, states, kOffsets, sentences).value(),
                        last.columns(forward, backward)));
}

// A change of the last token is seen by the first state exactly where something reads backward.
TEST_P(RnnEncoderTest, ReadsInItsDirections) {
  const auto& [cell, bidirectional, direction, layers] = GetParam();
  Tape tape(Tape::Mode::infer);
  const Tensor x = random_tensor(tape, kTokens, kIn, 2);
  const Tensor before = alone(tape, x, 2);
  x(8, 0) += 1;  // the last token of sentence 2
  const Tensor after = alone(tape, x, 2);
  const bool reads_backward =
      bidirectional != Bidirectional::none || direction == Direction::backward;
  EXPECT_EQ(same_bits(before.slice(0, 1), after.slice(0, 1)), !reads_backward);
  EXPECT_FALSE(same_bits(before.slice(4, 1), after.slice(4, 1)));
}

// Luong's reversed source: the same weights forward over the sentence turned round give the same
// rows, turned round.
TEST(RnnEncoder, ReadingBackwardIsReadingTheSentenceTurnedRound) {
  for (const Cell cell : {Cell::gru, Cell::lstm}) {
    RnnEncoder::Shape shape{
        .cell = cell, .in = kIn, .dim = kDim, .layers = 4, .bidirectional = Bidirectional::none};
    ParameterSet forward_parameters, backward_parameters;
    const RnnEncoder forward(forward_parameters, "encoder", shape);
    shape.direction = Direction::backward;
    const RnnEncoder backward(backward_parameters, "encoder", shape);
    forward_parameters.initialise(1);
    backward_parameters.initialise(1);
    Tape tape(Tape::Mode::infer);
    const Var x = tape.constant(random_tensor(tape, 5, kIn, 2));
    const std::vector<int> offsets = {0, 5}, turned = {4, 3, 2, 1, 0};
    const Var round = forward(tape, gather_rows(tape, x, turned), offsets);
    EXPECT_TRUE(
        same_bits(backward(tape, x, offsets).value(), gather_rows(tape, round, turned).value()));
  }
}

// An input whose columns are all alike and a state that never leaks: what differs between steps
// comes from dropout alone. With every weight on the state 0, a step is a function of its input, so
// that equal tokens give equal rows exactly where they drop the same units.
TEST(RnnEncoder, VariationalDropoutIsTheSameAtEveryStepOfASentence) {
  for (const auto kind : {RecurrentDropout::Kind::variational, RecurrentDropout::Kind::plain}) {
    ParameterSet parameters;
    const RnnEncoder encoder(parameters, "encoder",
                             {.cell = Cell::gru,
                              .in = kIn,
                              .dim = 40,
                              .layers = 2,
                              .bidirectional = Bidirectional::none,
                              .dropout = {Real(0.5), kind}});
    parameters.initialise(1);
    for (const Parameter& p : parameters.parameters()) {
      // An update gate that is wide open: 1 - z is 0 in every bit.
      if (p.name.ends_with(".input.bias"))
        std::fill_n(p.value.data + 40, 40, Real(60));
      else if (p.name.ends_with("gates.weight") || p.name.ends_with("candidate.weight"))
        std::fill_n(p.value.data, p.value.size(), Real(0));
    }
    Tape tape(Tape::Mode::train);
    const Tensor x = tape.make(kTokens, kIn);
    std::fill_n(x.data, x.size(), Real(0.5));
    const Tensor states = encoder(tape, tape.constant(x), kOffsets).value();
    const bool variational = kind == RecurrentDropout::Kind::variational;
    EXPECT_EQ(same_bits(states.slice(4, 1), states.slice(5, 1)), variational) << "one sentence";
    EXPECT_EQ(same_bits(states.slice(4, 1), states.slice(8, 1)), variational) << "one sentence";
    EXPECT_FALSE(same_bits(states.slice(4, 1), states.slice(0, 1))) << "two sentences";
  }
}

// Many layers take the room of one, and of their results.
TEST(RnnEncoder, GivesTheScratchOfALayerBackWhereNothingIsTrained) {
  constexpr int kMany = 400, kWide = 64;
  const auto room_of = [&](Tape::Mode mode, int layers) {
    ParameterSet parameters;
    const RnnEncoder encoder(parameters, "encoder", {.in = kWide, .dim = kWide, .layers = layers});
    parameters.initialise(1);
    parameters.pack();
    Tape tape(mode);
    const Tensor x = tape.make_zero(kMany, kWide);
    encoder(tape, tape.constant(x), std::array{0, kMany});
    return static_cast<double>(tape.arena().capacity());
  };
  EXPECT_LT(room_of(Tape::Mode::infer, 8), 3 * room_of(Tape::Mode::infer, 1));
  EXPECT_GT(room_of(Tape::Mode::train, 8), 5 * room_of(Tape::Mode::train, 1));
}

TEST(RnnEncoder, NoTokensGiveNoStates) {
  ParameterSet parameters;
  const RnnEncoder encoder(parameters, "encoder", {.in = kIn, .dim = kDim, .layers = 3});
  parameters.initialise(1);
  Tape tape(Tape::Mode::infer);
  const std::vector<int> empty = {0, 0};
  const Var states = encoder(tape, tape.constant(tape.make(0, kIn)), empty);
  EXPECT_EQ(states.rows(), 0);
  EXPECT_EQ(states.cols(), 2 * kDim);
}

}  // namespace
}  // namespace nmt
