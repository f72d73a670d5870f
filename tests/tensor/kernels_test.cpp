// Every kernel against the formula, on odd sizes. Run once for each instruction set
// (tests/CMakeLists.txt).
#include "tensor/kernels.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "base/random.h"

namespace nmt {
namespace {

std::vector<Real> random_numbers(int count, std::uint64_t seed, double scale = 1) {
  Random random(seed);
  std::vector<Real> numbers(static_cast<std::size_t>(count));
  for (Real& x : numbers) x = static_cast<Real>(scale * random.normal());
  return numbers;
}

class KernelSizes : public testing::TestWithParam<int> {
 protected:
  int count() const { return GetParam(); }
};
INSTANTIATE_TEST_SUITE_P(Odd, KernelSizes, testing::Values(1, 7, 8, 9, 15, 16, 17, 33, 100, 1000));

TEST_P(KernelSizes, SoftmaxSumsToOneAndHidesTheRest) {
  const int padded = (count() + 16) / 16 * 16 + 16;
  const std::vector<Real> scores = random_numbers(padded, 1, 5);
  std::vector<Real> x(scores.size());
  kernels().softmax(x.data(), scores.data(), count(), padded);
  double sum = 0;
  for (int i = 0; i < count(); ++i) sum += std::exp(double(scores[i]));
  for (int i = 0; i < count(); ++i) EXPECT_NEAR(x[i], std::exp(double(scores[i])) / sum, 1e-6);
  for (int i = count(); i < padded; ++i) EXPECT_EQ(x[i], 0);
}

TEST(Kernels, SoftmaxOfLargeScoresStaysFinite) {
  std::vector<Real> x(16, -1000);
  x[3] = 1000;
  kernels().softmax(x.data(), x.data(), 16, 16);
  EXPECT_EQ(x[3], 1);
  EXPECT_EQ(x[4], 0);
}

TEST_P(KernelSizes, LogSoftmaxEqualsTheFormula) {
  std::vector<Real> x = random_numbers(count(), 2, 4);
  const std::vector<Real> logits = x;
  kernels().log_softmax(x.data(), count());
  double sum = 0;
  for (const Real logit : logits) sum += std::exp(double(logit));
  for (int i = 0; i < count(); ++i) EXPECT_NEAR(x[i], double(logits[i]) - std::log(sum), 2e-5);
}

TEST_P(KernelSizes, CrossEntropyEqualsTheFormula) {
  std::vector<Real> x = random_numbers(count(), 3, 2);
  const std::vector<Real> logits = x;
  const int target = count() / 2;
  constexpr double kSmoothing = 0.1, kScale = 0.25;
  double plain = 1;  // is added to
  const double loss =
      kernels().cross_entropy(x.data(), count(), target, Real(kSmoothing), Real(kScale), &plain);
  double sum = 0;
  for (const Real logit : logits) sum += std::exp(double(logit));
  double expected = 0;
  for (int i = 0; i < count(); ++i) {
    const double share = kSmoothing / count() + (i == target ? 1 - kSmoothing : 0);
    const double log_p = double(logits[i]) - std::log(sum);
    expected -= kScale * share * log_p;
    EXPECT_NEAR(x[i], kScale * (std::exp(log_p) - share), 1e-6);
  }
  EXPECT_NEAR(loss, expected, 2e-5);
  EXPECT_NEAR(plain - 1, std::log(sum) - double(logits[target]), 2e-5);
}

TEST_P(KernelSizes, LayerNormEqualsTheFormula) {
  const std::vector<Real> x = random_numbers(count(), 4, 3), gain = random_numbers(count(), 5),
                          bias = random_numbers(count(), 6);
  std::vector<Real> out(x.size());
  Real statistics[2];
  const double mean = std::accumulate(x.begin(), x.end(), 0.0) / count();
  double variance = 0;
  for (const Real v : x) variance += (double(v) - mean) * (double(v) - mean) / count();
  for (const double epsilon : {1e-5, 0.5}) {
    kernels().layer_norm(out.data(), x.data(), gain.data(), bias.data(), count(), Real(epsilon),
                         statistics);
    for (int i = 0; i < count(); ++i)
      EXPECT_NEAR(
          out[i],
          (double(x[i]) - mean) / std::sqrt(variance + epsilon) * double(gain[i]) + double(bias[i]),
          2e-5);
  }
}

double formula(Activation f, double x) {
  if (f == Activation::relu) return x > 0 ? x : 0;
  if (f == Activation::tanh) return std::tanh(x);
  if (f == Activation::swish) return x / (1 + std::exp(-x));
  if (f == Activation::sigmoid) return 1 / (1 + std::exp(-x));
  if (f == Activation::gelu_erf) return 0.5 * x * std::erfc(-x / std::sqrt(2));
  return 0.5 * x * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
}

TEST_P(KernelSizes, ActivationsEqualTheirFormulas) {
  const std::vector<Real> x = random_numbers(count(), 7, 3), up = random_numbers(count(), 8);
  std::vector<Real> out(x.size());
  for (const Activation f : {Activation::relu, Activation::gelu, Activation::swish,
                             Activation::tanh, Activation::gelu_erf, Activation::sigmoid}) {
    kernels().activate(out.data(), x.data(), count(), f);
    for (int i = 0; i < count(); ++i) EXPECT_NEAR(out[i], formula(f, double(x[i])), 1e-5);
    kernels().gate(out.data(), x.data(), up.data(), count(), f);
    for (int i = 0; i < count(); ++i)
      EXPECT_NEAR(out[i], formula(f, double(x[i])) * double(up[i]), 1e-5);
  }
}

TEST_P(KernelSizes, ActivationGradientsOverwriteOrAdd) {
  const std::vector<Real> x = random_numbers(count(), 7, 3), d_out = random_numbers(count(), 8);
  for (const Activation f : {Activation::gelu, Activation::swish, Activation::tanh,
                             Activation::gelu_erf, Activation::sigmoid}) {
    std::vector<Real> fresh(x.size(), 7), added(x.size(), 7);
    kernels().activate_backward(fresh.data(), false, d_out.data(), x.data(), count(), f);
    kernels().activate_backward(added.data(), true, d_out.data(), x.data(), count(), f);
    for (int i = 0; i < count(); ++i) {
      const double at = double(x[i]), step = 1e-4;
      const double slope = (formula(f, at + step) - formula(f, at - step)) / (2 * step);
      EXPECT_NEAR(fresh[i], slope * double(d_out[i]), 2e-5);
      EXPECT_NEAR(added[i], 7 + slope * double(d_out[i]), 2e-5);
    }
  }
}

// What the approximation of erf costs, from the middle of the curve to its far ends.
TEST(Kernels, GeluErfIsExactToAFewUnitsOfItsLastPlace) {
  std::vector<Real> x;
  for (double at = -20; at <= 20; at += 0.01) x.push_back(static_cast<Real>(at));
  std::vector<Real> out(x.size());
  kernels().activate(out.data(), x.data(), static_cast<std::int64_t>(x.size()),
                     Activation::gelu_erf);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double exact = formula(Activation::gelu_erf, double(x[i]));
    EXPECT_NEAR(out[i], exact, 3e-7 * std::max(1.0, std::abs(exact))) << x[i];
  }
}

// Which numbers fall is a function of the key and the place alone: rows may be done in any pieces.
TEST(Kernels, DropoutDropsTheRateAndDependsOnThePlaceOnly) {
  constexpr int kCount = 100000;
  const std::vector<Real> ones(kCount, 1);
  std::vector<Real> whole(kCount), pieces(kCount), other(kCount);
  kernels().dropout(whole.data(), nullptr, ones.data(), 0, kCount, {.key = 9, .rate = Real(0.3)});
  kernels().dropout(other.data(), nullptr, ones.data(), 0, kCount, {.key = 10, .rate = Real(0.3)});
  for (int begin = 0; begin < kCount; begin += 77)
    kernels().dropout(pieces.data() + begin, nullptr, ones.data() + begin, begin,
                      std::min(77, kCount - begin), {.key = 9, .rate = Real(0.3)});
  EXPECT_EQ(whole, pieces);
  int dropped = 0, both = 0;
  for (int i = 0; i < kCount; ++i) {
    EXPECT_TRUE(whole[i] == 0 || std::abs(whole[i] - 1 / 0.7) < 1e-5);
    dropped += whole[i] == 0;
    both += whole[i] == 0 && other[i] == 0;
  }
  EXPECT_NEAR(dropped, 0.3 * kCount, 600);  // four standard deviations
  EXPECT_NEAR(both, 0.09 * kCount, 400);    // keys are independent
}

TEST_P(KernelSizes, SumOfSquaresEqualsTheObviousSum) {
  const std::vector<Real> x = random_numbers(count(), 9);
  double expected = 0;
  for (const Real v : x) expected += double(v) * double(v);
  EXPECT_NEAR(kernels().sum_of_squares(x.data(), count()), expected, 1e-5 * expected + 1e-12);
}

}  // namespace
}  // namespace nmt
