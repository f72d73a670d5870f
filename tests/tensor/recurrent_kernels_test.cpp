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

TEST_P(RecurrentKernels, GruBackwardEqualsTheFormula) {
  const auto n = static_cast<std::size_t>(dim());
  std::vector<Real> gates(3 * n);
  for (std::size_t i = 0; i < 3 * n; ++i) gates[i] = static_cast<Real>((i * 37 % 97) / 97.0);
  const std::vector<Real> state = random_numbers(dim(), 8), d_next = random_numbers(dim(), 9),
                          d_reset = random_numbers(dim(), 10);
  std::vector<Real> d_gates(3 * n), d_state = d_next;
  kernels().gru_state_backward(d_gates.data(), d_state.data(), gates.data(), state.data(), dim());
  kernels().gru_gates_backward(d_gates.data(), d_state.data(), d_reset.data(), gates.data(),
                               state.data(), dim());
  for (std::size_t i = 0; i < n; ++i) {
    const double r = gates[i], z = gates[n + i], c = gates[2 * n + i];
    const double h = state[i], d = d_next[i], d_r = d_reset[i];
    EXPECT_NEAR(d_gates[i], d_r * h * r * (1 - r), 2e-6);
    EXPECT_NEAR(d_gates[n + i], d * (c - h) * z * (1 - z), 2e-6);
    EXPECT_NEAR(d_gates[2 * n + i], d * z * (1 - c * c), 2e-6);
    EXPECT_NEAR(d_state[i], d * (1 - z) + d_r * r, 2e-6);
  }
}

TEST_P(RecurrentKernels, LstmStepEqualsTheFormula) {
  const auto n = static_cast<std::size_t>(dim());
  std::vector<Real> gates = random_numbers(4 * dim(), 11, 3), next(2 * n);
  const std::vector<Real> sums = gates, cell = random_numbers(dim(), 12, 2);
  kernels().lstm(next.data(), gates.data(), cell.data(), dim());
  for (std::size_t k = 0; k < n; ++k) {
    const double i = sigmoid(double(sums[k])), f = sigmoid(double(sums[n + k])),
                 o = sigmoid(double(sums[2 * n + k])), g = std::tanh(double(sums[3 * n + k]));
    const double c = f * double(cell[k]) + i * g;
    EXPECT_NEAR(gates[k], i, 1e-6);
    EXPECT_NEAR(gates[n + k], f, 1e-6);
    EXPECT_NEAR(gates[2 * n + k], o, 1e-6);
    EXPECT_NEAR(gates[3 * n + k], g, 1e-6);
    EXPECT_NEAR(next[k], o * std::tanh(c), 2e-6);
    EXPECT_NEAR(next[n + k], c, 4e-6);
  }
}

TEST_P(RecurrentKernels, LstmBackwardEqualsTheFormula) {
  const auto n = static_cast<std::size_t>(dim());
  std::vector<Real> gates = random_numbers(4 * dim(), 13, 2), next(2 * n), d_gates(4 * n);
  const std::vector<Real> cell = random_numbers(dim(), 14), d_next = random_numbers(2 * dim(), 15);
  kernels().lstm(next.data(), gates.data(), cell.data(), dim());
  std::vector<Real> d_state = d_next;
  kernels().lstm_backward({.d_gates = d_gates.data(),
                           .d_state = d_state.data(),
                           .gates = gates.data(),
                           .cell = cell.data(),
                           .next_cell = next.data() + n,
                           .dim = dim()});
  for (std::size_t k = 0; k < n; ++k) {
    const double i = gates[k], f = gates[n + k], o = gates[2 * n + k], g = gates[3 * n + k];
    const double t = std::tanh(double(next[n + k])), d_h = d_next[k];
    const double d_c = double(d_next[n + k]) + d_h * o * (1 - t * t);
    EXPECT_NEAR(d_gates[k], d_c * g * i * (1 - i), 4e-6);
    EXPECT_NEAR(d_gates[n + k], d_c * double(cell[k]) * f * (1 - f), 4e-6);
    EXPECT_NEAR(d_gates[2 * n + k], d_h * t * o * (1 - o), 4e-6);
    EXPECT_NEAR(d_gates[3 * n + k], d_c * i * (1 - g * g), 4e-6);
    EXPECT_EQ(d_state[k], d_next[k]);
    EXPECT_NEAR(d_state[n + k], d_c * f, 4e-6);
  }
}

TEST_P(RecurrentKernels, SsruStepEqualsTheFormula) {
  const auto n = static_cast<std::size_t>(dim());
  const std::vector<Real> sums = random_numbers(2 * dim(), 19, 3), bias = random_numbers(dim(), 20),
                          cell = random_numbers(dim(), 21, 2);
  std::vector<Real> forget(n), next(n);
  kernels().ssru(next.data(), forget.data(), sums.data(), bias.data(), cell.data(), dim());
  for (std::size_t k = 0; k < n; ++k) {
    const double f = sigmoid(double(sums[n + k]) + double(bias[k]));
    EXPECT_NEAR(forget[k], f, 1e-6);
    EXPECT_NEAR(next[k], f * double(cell[k]) + (1 - f) * double(sums[k]), 4e-6);
  }
}

TEST_P(RecurrentKernels, SsruBackwardEqualsTheFormula) {
  const auto n = static_cast<std::size_t>(dim());
  const std::vector<Real> sums = random_numbers(2 * dim(), 22), cell = random_numbers(dim(), 23),
                          d_next = random_numbers(dim(), 24);
  std::vector<Real> forget(n), d_sums(2 * n), d_cell = d_next;
  for (std::size_t i = 0; i < n; ++i) forget[i] = static_cast<Real>((i * 37 % 97) / 97.0);
  kernels().ssru_backward(d_sums.data(), d_cell.data(), forget.data(), sums.data(), cell.data(),
                          dim());
  for (std::size_t k = 0; k < n; ++k) {
    const double f = forget[k], d = d_next[k];
    EXPECT_NEAR(d_sums[k], d * (1 - f), 2e-6);
    EXPECT_NEAR(d_sums[n + k], d * (double(cell[k]) - double(sums[k])) * f * (1 - f), 2e-6);
    EXPECT_NEAR(d_cell[k], d * f, 2e-6);
  }
}

TEST_P(RecurrentKernels, MultiplyByOverwritesOrAdds) {
  const std::vector<Real> x = random_numbers(dim(), 16), factors = random_numbers(dim(), 17);
  std::vector<Real> out = random_numbers(dim() + 1, 18);
  const std::vector<Real> before = out;
  kernels().multiply_by(out.data(), true, x.data(), factors.data(), dim());
  for (std::size_t i = 0; i < x.size(); ++i)
    EXPECT_NEAR(out[i], before[i] + x[i] * factors[i], 1e-6);
  kernels().multiply_by(out.data(), false, x.data(), factors.data(), dim());
  for (std::size_t i = 0; i < x.size(); ++i) EXPECT_EQ(out[i], x[i] * factors[i]);
  EXPECT_EQ(out.back(), before.back()) << "beyond the row";
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
