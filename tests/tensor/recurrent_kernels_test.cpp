// The kernels of recurrent layers and of additive attention against their formulas, on odd sizes.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/random.h"
#include "tensor/kernels.h"

namespace nmt {
namespace {

std::vector<Real> random_numbers(int count, std::uint64_t seed, double scale = 1) {
  Random random(seed);
  std::vector<Real> numbers(static_cast<std::size_t>(count));
  for (Real& x : numbers) x = static_cast<Real>(scale * random.normal());
  return numbers;
}

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

class RecurrentKernels : public testing::TestWithParam<int> {
 protected:
  int dim() const { return GetParam(); }
};
INSTANTIATE_TEST_SUITE_P(Odd, RecurrentKernels, testing::Values(1, 7, 8, 9, 15, 16, 17, 33, 1000));

TEST_P(RecurrentKernels, GruStepEqualsTheFormula) {
  std::vector<Real> gates = random_numbers(3 * dim(), 1, 3);
  const std::vector<Real> sums = gates, state = random_numbers(dim(), 2);
  std::vector<Real> reset(state.size()), next(state.size());
  kernels().gru_gates(gates.data(), reset.data(), state.data(), dim());
  kernels().gru_state(next.data(), gates.data(), state.data(), dim());
  for (int i = 0; i < dim(); ++i) {
    const double r = sigmoid(double(sums[i])), z = sigmoid(double(sums[dim() + i]));
    const double c = std::tanh(double(sums[2 * dim() + i]));
    EXPECT_NEAR(reset[i], r * double(state[i]), 2e-6);
    EXPECT_NEAR(next[i], (1 - z) * double(state[i]) + z * c, 2e-6);
  }
}

TEST_P(RecurrentKernels, AdditiveScoreEqualsTheFormula) {
  const std::vector<Real> query = random_numbers(dim(), 3), key = random_numbers(dim(), 4),
                          v = random_numbers(dim(), 5);
  double expected = 0;
  for (int i = 0; i < dim(); ++i)
    expected += double(v[i]) * std::tanh(double(query[i]) + double(key[i]));
  EXPECT_NEAR(kernels().additive_score(query.data(), key.data(), v.data(), dim()), expected, 1e-4);
}

TEST_P(RecurrentKernels, MaxoutTakesTheLargerHalf) {
  const std::vector<Real> x = random_numbers(2 * dim(), 6), d_out = random_numbers(dim(), 7);
  std::vector<Real> out(d_out.size()), d_x(x.size(), 1);
  kernels().maxout(out.data(), x.data(), dim());
  kernels().maxout_backward(d_x.data(), d_out.data(), x.data(), dim());
  for (int i = 0; i < dim(); ++i) {
    EXPECT_EQ(out[i], std::max(x[i], x[dim() + i]));
    const bool first = x[i] > x[dim() + i];
    EXPECT_EQ(d_x[i], first ? 1 + d_out[i] : 1);
    EXPECT_EQ(d_x[dim() + i], first ? 1 : 1 + d_out[i]);
  }
}

TEST(TanhKernel, IsExactNearZeroAndAtTheEnds) {
  std::vector<Real> x;
  for (double at = 1e-6; at < 100; at *= 1.01) {
    x.push_back(static_cast<Real>(at));
    x.push_back(static_cast<Real>(-at));
  }
  std::vector<Real> out(x.size());
  kernels().activate(out.data(), x.data(), static_cast<std::int64_t>(x.size()), Activation::tanh);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double exact = std::tanh(double(x[i]));
    EXPECT_NEAR(out[i] / exact, 1, 1e-6) << x[i];
  }
}

}  // namespace
}  // namespace nmt
