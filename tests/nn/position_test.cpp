#include "nn/position.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace nmt {
namespace {

TEST(Position, StartsAgainInEachSentence) {
  Tape tape(Tape::Mode::infer);
  const std::vector<int> offsets = {0, 3, 3, 5};
  const auto positions = positions_in_sentences(tape, offsets);
  EXPECT_EQ(std::vector<int>(positions.begin(), positions.end()),
            (std::vector<int>{0, 1, 2, 0, 1}));
}

TEST(Position, SinusoidsAreThePapersWaves) {
  Tape tape(Tape::Mode::infer);
  const Tensor waves = sinusoids(tape, 0, 8, 6);
  for (int t = 0; t < 8; ++t) {
    EXPECT_NEAR(waves(t, 0), std::sin(t), 1e-6);  // the shortest wave
    EXPECT_NEAR(waves(t, 3), std::cos(t), 1e-6);
    EXPECT_NEAR(waves(t, 2), std::sin(t / 10000.0), 1e-6);  // the longest
    EXPECT_NEAR(waves(t, 1), std::sin(t / 100.0), 1e-6);
  }
}

// A decoder asks for one position at a time.
TEST(Position, OneRowHasTheBitsOfTheWholeTable) {
  Tape tape(Tape::Mode::infer);
  const Tensor all = sinusoids(tape, 0, 20, 8), one = sinusoids(tape, 13, 1, 8);
  for (int c = 0; c < 8; ++c) EXPECT_EQ(all(13, c), one(0, c));
}

}  // namespace
}  // namespace nmt
