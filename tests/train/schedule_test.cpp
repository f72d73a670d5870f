#include "train/schedule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace nmt {
namespace {

TrainingSettings settings_of(const std::string& schedule) {
  return {.learning_rate = 1, .schedule = schedule, .warmup_steps = 100, .max_steps = 1100};
}

TEST(ScheduleTest, EveryScheduleWarmsUpLinearly) {
  for (const char* schedule : {"inverse_sqrt", "constant", "linear", "cosine", "plateau"}) {
    EXPECT_DOUBLE_EQ(learning_rate_at(settings_of(schedule), 1), 0.01) << schedule;
    EXPECT_DOUBLE_EQ(learning_rate_at(settings_of(schedule), 50), 0.5) << schedule;
    EXPECT_DOUBLE_EQ(learning_rate_at(settings_of(schedule), 100), 1) << schedule;
  }
}

TEST(ScheduleTest, InverseSqrtIsThatOfTheTransformer) {
  const TrainingSettings settings = settings_of("inverse_sqrt");
  EXPECT_DOUBLE_EQ(learning_rate_at(settings, 400), 0.5);
  EXPECT_DOUBLE_EQ(learning_rate_at(settings, 10'000), 0.1);
  // Vaswani et al. 2017, eq. 3: d^-0.5 min(t^-0.5, t w^-1.5) peaks at (d w)^-0.5.
  TrainingSettings base = settings_of("inverse_sqrt");
  base.warmup_steps = 4000;
  base.learning_rate = 1 / std::sqrt(512.0 * 4000);
  for (double t : {1.0, 2000.0, 4000.0, 100'000.0}) {
    const double formula = std::min(1 / std::sqrt(t), t * std::pow(4000, -1.5)) / std::sqrt(512.0);
    EXPECT_NEAR(learning_rate_at(base, static_cast<std::int64_t>(t)), formula, 1e-12);
  }
}

TEST(ScheduleTest, InverseSqrtWorksWithoutWarmup) {
  TrainingSettings settings = settings_of("inverse_sqrt");
  settings.warmup_steps = 0;
  EXPECT_DOUBLE_EQ(learning_rate_at(settings, 1), 1);
  EXPECT_DOUBLE_EQ(learning_rate_at(settings, 4), 0.5);
}

TEST(ScheduleTest, LinearAndCosineReachTheMinimumAtTheEnd) {
  TrainingSettings linear = settings_of("linear"), cosine = settings_of("cosine");
  linear.min_learning_rate = cosine.min_learning_rate = 0.2;
  EXPECT_DOUBLE_EQ(learning_rate_at(linear, 600), 0.6);
  EXPECT_DOUBLE_EQ(learning_rate_at(cosine, 600), 0.6);
  EXPECT_DOUBLE_EQ(learning_rate_at(linear, 350), 0.8);
  EXPECT_NEAR(learning_rate_at(cosine, 350), 0.2 + 0.8 * 0.5 * (1 + std::sqrt(0.5)), 1e-12);
  for (std::int64_t step : {1100, 5000}) {
    EXPECT_DOUBLE_EQ(learning_rate_at(linear, step), 0.2);
    EXPECT_DOUBLE_EQ(learning_rate_at(cosine, step), 0.2);
  }
}

TEST(ScheduleTest, ConstantStays) {
  EXPECT_EQ(learning_rate_at(settings_of("constant"), 1'000'000), 1);
}

TEST(ScheduleTest, TheMinimumHolds) {
  TrainingSettings settings = settings_of("inverse_sqrt");
  settings.min_learning_rate = 0.3;
  EXPECT_EQ(learning_rate_at(settings, 1'000'000), 0.3);
}

TEST(ScheduleTest, PlateauFallsWhenValidationStalls) {
  TrainingSettings settings = settings_of("plateau");
  settings.plateau_patience = 2;
  Plateau plateau;
  EXPECT_FALSE(validated(plateau, settings, false));
  EXPECT_FALSE(validated(plateau, settings, true));  // begins to count again
  EXPECT_FALSE(validated(plateau, settings, false));
  EXPECT_TRUE(validated(plateau, settings, false));
  EXPECT_EQ(learning_rate_at(settings, 200, plateau), 0.5);
  EXPECT_FALSE(validated(plateau, settings, false));
  EXPECT_TRUE(validated(plateau, settings, false));
  EXPECT_EQ(learning_rate_at(settings, 200, plateau), 0.25);
}

TEST(ScheduleTest, PlateauFactorSaysHowFarItFallsEachTime) {
  TrainingSettings settings = settings_of("plateau");
  settings.plateau_patience = 1;
  settings.plateau_factor = 0.1;
  settings.min_learning_rate = 0.005;
  Plateau plateau;
  EXPECT_TRUE(validated(plateau, settings, false));
  EXPECT_DOUBLE_EQ(learning_rate_at(settings, 200, plateau), 0.1);
  EXPECT_TRUE(validated(plateau, settings, false));
  EXPECT_DOUBLE_EQ(learning_rate_at(settings, 200, plateau), 0.01);
  EXPECT_TRUE(validated(plateau, settings, false));
  EXPECT_EQ(learning_rate_at(settings, 200, plateau), 0.005);  // the minimum holds
}

TEST(ScheduleTest, OtherSchedulesDoNotMindStalling) {
  TrainingSettings settings = settings_of("constant");
  settings.plateau_patience = 1;
  Plateau plateau;
  EXPECT_FALSE(validated(plateau, settings, false));
  EXPECT_EQ(plateau, Plateau{});
}

}  // namespace
}  // namespace nmt
