#include "train/optimizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"

namespace nmt {
namespace {

std::vector<Real> random_values(std::size_t count, std::uint64_t key) {
  Random random(key);
  std::vector<Real> values(count);
  for (Real& value : values) value = static_cast<Real>(random.normal());
  return values;
}

// Algorithm 1 of Kingma and Ba 2015 and algorithm 2 of Loshchilov and Hutter 2019, in double, one
// element at a time.
struct PlainAdam {
  TrainingSettings settings;
  std::vector<double> weight, mean, square, average;

  PlainAdam(const TrainingSettings& s, const std::vector<Real>& start)
      : settings(s),
        weight(start.begin(), start.end()),
        mean(start.size()),
        square(start.size()),
        average(weight) {}

  void apply(int step, double rate, const std::vector<Real>& gradient) {
    const bool decoupled = settings.optimizer == "adamw";
    for (std::size_t i = 0; i < weight.size(); ++i) {
      const double decay = settings.weight_decay * weight[i];
      const double g = static_cast<double>(gradient[i]) + (decoupled ? 0 : decay);
      mean[i] = settings.beta1 * mean[i] + (1 - settings.beta1) * g;
      square[i] = settings.beta2 * square[i] + (1 - settings.beta2) * g * g;
      const double mean_hat = mean[i] / (1 - std::pow(settings.beta1, step));
      const double square_hat = square[i] / (1 - std::pow(settings.beta2, step));
      weight[i] -= rate * mean_hat / (std::sqrt(square_hat) + settings.epsilon);
      if (decoupled) weight[i] -= rate * decay;
      average[i] += average_rate_at(settings.ema, step) * (weight[i] - average[i]);
    }
  }
};

void expect_follows_plain_adam(const TrainingSettings& settings, std::size_t size) {
  std::vector<Real> weights = random_values(size, 1);
  PlainAdam plain(settings, weights);
  Optimizer optimizer(settings, weights);
  for (int step = 1; step <= 20; ++step) {
    const std::vector<Real> gradient = random_values(size, 100 + static_cast<std::uint64_t>(step));
    optimizer.apply({.step = step, .learning_rate = 0.01}, {0, size}, weights, gradient);
    plain.apply(step, 0.01, gradient);
  }
  for (std::size_t i = 0; i < size; ++i) {
    EXPECT_NEAR(weights[i], plain.weight[i], 1e-5) << i;
    EXPECT_NEAR(optimizer.mean()[i], plain.mean[i], 1e-5) << i;
    EXPECT_NEAR(optimizer.square()[i], plain.square[i], 1e-5) << i;
    if (settings.ema > 0) {
      EXPECT_NEAR(optimizer.average()[i], plain.average[i], 1e-5) << i;
    }
  }
}

TEST(OptimizerTest, AdamFollowsThePaperAtOddSizes) {
  for (std::size_t size : {1u, 7u, 8u, 9u, 1000u, 5000u}) expect_follows_plain_adam({}, size);
}

TEST(OptimizerTest, AdamAddsWeightDecayToTheGradient) {
  expect_follows_plain_adam({.weight_decay = 0.1}, 100);
}

TEST(OptimizerTest, AdamWShrinksTheWeightsBesideTheUpdate) {
  expect_follows_plain_adam({.optimizer = "adamw", .weight_decay = 0.1}, 100);
}

TEST(OptimizerTest, MovesTheAverageInTheSamePass) {
  expect_follows_plain_adam({.ema = 0.01}, 5000);
}

TEST(OptimizerTest, FirstStepsByHand) {
  // With bias correction the first step is the learning rate against the sign of the gradient,
  // whatever its size.
  std::vector<Real> weights = {1, 1};
  const TrainingSettings settings;
  Optimizer optimizer(settings, weights);
  const std::vector<Real> gradient = {Real(0.5), Real(-2)};
  optimizer.apply({.step = 1, .learning_rate = 0.1}, {0, 2}, weights, gradient);
  EXPECT_NEAR(weights[0], 0.9, 1e-6);
  EXPECT_NEAR(weights[1], 1.1, 1e-6);
  EXPECT_NEAR(optimizer.mean()[0], 0.1 * 0.5, 1e-7);
  EXPECT_NEAR(optimizer.square()[1], 0.02 * 4, 1e-7);
  // Second step, gradient 1: mean = .9*.05+.1 = .145, corrected .145/.19 = .763158;
  // square = .98*.005+.02 = .0249, corrected .0249/.0396 = .628788, root .792961; .9 - .1*.962416 =
  // .803758.
  optimizer.apply({.step = 2, .learning_rate = 0.1}, {0, 1}, weights, std::vector<Real>{1, 0});
  EXPECT_NEAR(weights[0], 0.803758, 1e-5);
}

TEST(OptimizerTest, RangesTogetherGiveTheWholeBitForBit) {
  const TrainingSettings settings{.ema = 0.01};
  const std::size_t size = 10'000;
  const std::vector<Real> gradient = random_values(size, 2);
  std::vector<Real> whole = random_values(size, 1), parts = whole;
  Optimizer one(settings, whole), two(settings, parts);
  const Optimizer::Update update = {.step = 3, .learning_rate = 0.01, .gradient_scale = 0.5};
  one.apply(update, {0, size}, whole, gradient);
  two.apply(update, {4096, size}, parts, gradient);
  two.apply(update, {0, 4096}, parts, gradient);
  EXPECT_EQ(whole, parts);
  EXPECT_TRUE(std::equal(one.average().begin(), one.average().end(), two.average().begin()));
}

TEST(OptimizerTest, ClippingShortensLongGradientsOnly) {
  EXPECT_EQ(clipping_scale(10, 0), 1);
  EXPECT_EQ(clipping_scale(0.5, 1), 1);
  EXPECT_EQ(clipping_scale(4, 1), 0.25);
}

TEST(OptimizerTest, TheAverageForgetsTheStartQuickly) {
  EXPECT_DOUBLE_EQ(average_rate_at(0.001, 1), 9.0 / 11);
  EXPECT_DOUBLE_EQ(average_rate_at(0.001, 80), 0.1);
  EXPECT_DOUBLE_EQ(average_rate_at(0.001, 1'000'000), 0.001);
}

}  // namespace
}  // namespace nmt
