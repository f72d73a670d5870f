#include "train/divergence.h"

#include <gmock/gmock.h>

#include <limits>

namespace nmt {
namespace {

UpdateLoss loss_of(double loss_per_token) {
  return {.loss = loss_per_token * 10, .target_tokens = 10, .gradient_norm = 1};
}

TEST(Divergence, NumbersThatAreNoneCountAtOnce) {
  for (const double bad :
       {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    DivergenceState state;
    EXPECT_TRUE(diverged(state, loss_of(bad), {}));
    UpdateLoss update = loss_of(1);
    update.gradient_norm = bad;
    EXPECT_TRUE(diverged(state, update, {}));
  }
}

TEST(Divergence, AnExplodingLossMustLast) {
  const TrainingSettings settings{.divergence_factor = 2, .divergence_patience = 3};
  DivergenceState state;
  for (int i = 0; i < 50; ++i) EXPECT_FALSE(diverged(state, loss_of(4), settings));
  EXPECT_DOUBLE_EQ(state.mean, 4);
  EXPECT_FALSE(diverged(state, loss_of(9), settings));
  EXPECT_FALSE(diverged(state, loss_of(9), settings));
  EXPECT_FALSE(diverged(state, loss_of(7), settings));
  EXPECT_EQ(state.above, 0);
  EXPECT_FALSE(diverged(state, loss_of(9), settings));
  EXPECT_FALSE(diverged(state, loss_of(90), settings));
  EXPECT_EQ(state.above, 2);
  EXPECT_LT(state.mean, 5);
  EXPECT_TRUE(diverged(state, loss_of(9), settings));
  EXPECT_THAT(divergence_text(state, loss_of(9)),
              testing::StartsWith("the loss is 9 after a mean"));
}

TEST(Divergence, NearZeroAMultipleIsNotEnough) {
  const TrainingSettings settings{.divergence_factor = 2, .divergence_patience = 1};
  DivergenceState state;
  EXPECT_FALSE(diverged(state, loss_of(0.01), settings));
  EXPECT_FALSE(diverged(state, loss_of(0.9), settings));
  EXPECT_TRUE(diverged(state, loss_of(1.5), settings));
}

TEST(Divergence, FactorZeroLooksForNumbersThatAreNoneOnly) {
  const TrainingSettings settings{.divergence_factor = 0, .divergence_patience = 1};
  DivergenceState state;
  EXPECT_FALSE(diverged(state, loss_of(1), settings));
  EXPECT_FALSE(diverged(state, loss_of(1e9), settings));
}

TEST(Divergence, EachRollbackHalvesTheRate) {
  const DivergenceState checkpoint{.mean = 3, .start = 7};
  DivergenceState state = checkpoint;
  for (int i = 1; i <= kMostRollbacks; ++i) {
    state = rolled_back(state, checkpoint);
    EXPECT_EQ(state.rollbacks, i);
  }
  EXPECT_EQ(state.rate_scale, 0.125);
  EXPECT_EQ(state.mean, 3);
  EXPECT_EQ(state.start, 7);
}

}  // namespace
}  // namespace nmt
