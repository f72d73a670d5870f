// The numbers that a processor gives are those of every other: hashes of results, written down once. Products of int8
// and of bfloat16 have them on every instruction set, everything else where multiplications are fused with additions,
// which is everywhere but in `baseline` on x86-64.
#include <gtest/gtest.h>

#include <array>
#include <span>
#include <string>
#include <vector>

#include "base/denormals.h"
#include "base/hash.h"
#include "tensor/cpu.h"
#include "tensor/gemm.h"
#include "tensor/kernels.h"

namespace nmt {
namespace {

// Multiples of 2^-14 between -2 and 2, by a multiplicative congruence: no function of a library, which might round
// otherwise elsewhere, has a part in them.
std::vector<Real> numbers(int count, std::uint32_t seed) {
  std::vector<Real> made(static_cast<std::size_t>(count));
  std::uint32_t state = seed * 2654435769u + 1;
  for (Real& x : made) {
    state = state * 1664525u + 1013904223u;
    x = static_cast<Real>(static_cast<std::int32_t>(state >> 16) - 32768) / 16384;
  }
  return made;
}

class Numbers {
 public:
  void add(std::span<const Real> some) {
    hasher_.update({reinterpret_cast<const char*>(some.data()), some.size_bytes()});
  }
  std::string hash() const { return hasher_.hex().substr(0, 16); }

 private:
  ContentHasher hasher_;
};

// Products of every height of a tile, of odd widths and depths.
std::string hash_of_products(Precision precision) {
  Numbers all;
  for (const auto [m, n, k] : std::array<std::array<int, 3>, 7>{{{1, 1, 1},
                                                                 {1, 200, 64},
                                                                 {2, 66, 37},
                                                                 {4, 64, 70},
                                                                 {5, 13, 513},
                                                                 {6, 130, 44},
                                                                 {250, 17, 1030}}}) {
    std::vector<Real> a = numbers(m * k, 1), b = numbers(k * n, 2), bias = numbers(n, 3),
                      c = numbers(m * n, 4);
    const Tensor left(a.data(), m, k), right(b.data(), k, n), out(c.data(), m, n);
    const PackedMatrix packed(right, Transpose::no, precision);
    gemm(out, left, Transpose::no, packed,
         {.into = Into::add, .bias = bias.data(), .scale = Real(0.3)});
    all.add(c);
    gemm(out, left, Transpose::no, packed, {.then = GemmOptions::Then::relu});
    all.add(c);
  }
  return all.hash();
}

TEST(SameNumbers, ProductsOfInt8) {
  EXPECT_EQ(hash_of_products(Precision::int8), "d0c22b5bead74b0a");
}

TEST(SameNumbers, ProductsOfBfloat16) {
  flush_denormals();
  EXPECT_EQ(hash_of_products(Precision::bf16), "495704e41e1388f3");
}

class FusedNumbers : public testing::Test {
 protected:
  void SetUp() override {
#ifdef NMT_X86_KERNELS
    if (chosen_cpu() == Cpu::baseline)
      GTEST_SKIP() << "SSE2 does not fuse multiplications with additions";
#endif
    flush_denormals();
  }
};

TEST_F(FusedNumbers, ProductsOfReals) {
  EXPECT_EQ(hash_of_products(Precision::f32), "de6da1757b05ce1c");
}

// Sums over rows of every kind of length.
TEST_F(FusedNumbers, Rows) {
  Numbers all;
  for (const int count : {1, 3, 4, 7, 16, 17, 33, 100, 1000, 2052}) {
    const int padded = (count + 15) / 16 * 16;
    const std::vector<Real> x = numbers(padded, 1), gain = numbers(padded, 2),
                            bias = numbers(padded, 3);
    std::vector<Real> out(x.size()), d_x(x.size()), d_gain(x.size()), d_bias(x.size());
    std::vector<Real> statistics(2);
    kernels().softmax(out.data(), x.data(), count, padded);
    all.add(out);
    kernels().softmax_backward(d_x.data(), out.data(), x.data(), count);
    all.add(std::span(d_x).first(count));
    kernels().layer_norm(out.data(), x.data(), gain.data(), bias.data(), count, Real(1e-5),
                         statistics.data());
    all.add(out);
    all.add(statistics);
    kernels().layer_norm_backward(d_x.data(), false, d_gain.data(), d_bias.data(), bias.data(),
                                  x.data(), gain.data(), count, statistics.data());
    for (const auto* gradient : {&d_x, &d_gain, &d_bias})
      all.add(std::span(*gradient).first(count));
    out = x;
    double plain = 0;
    const Real loss =
        kernels().cross_entropy(out.data(), count, count / 2, Real(0.1), Real(0.5), &plain);
    all.add(out);
    all.add(std::array{loss, static_cast<Real>(plain),
                       kernels().log_sum_exp(x.data(), count, nullptr),
                       kernels().additive_score(x.data(), gain.data(), bias.data(), count),
                       static_cast<Real>(kernels().sum_of_squares(x.data(), count))});
  }
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP()
      << "what a sanitizer puts between a product and a sum keeps the compiler from fusing them";
#endif
  EXPECT_EQ(all.hash(), "e0db8191813aefd0");
}

TEST_F(FusedNumbers, FunctionsOfEachNumber) {
  Numbers all;
  for (const int count : {1, 5, 16, 100}) {
    const std::vector<Real> x = numbers(4 * count, 1), y = numbers(4 * count, 2);
    std::vector<Real> out(x.size());
    for (const Activation activation :
         {Activation::relu, Activation::gelu, Activation::swish, Activation::tanh}) {
      kernels().activate(out.data(), x.data(), 4 * count, activation);
      all.add(out);
      kernels().activate_backward(out.data(), true, y.data(), x.data(), 4 * count, activation);
      all.add(out);
    }
    std::vector<Real> gates = x, state(2 * x.size());
    kernels().lstm(state.data(), gates.data(), y.data(), count);
    all.add(gates);
    all.add(state);
    std::vector<Real> d_gates(x.size()), d_state = y;
    kernels().lstm_backward(
        {d_gates.data(), d_state.data(), gates.data(), y.data(), state.data() + count, count});
    all.add(d_gates);
    all.add(d_state);
    gates = x;
    kernels().gru_gates(gates.data(), out.data(), y.data(), count);
    kernels().gru_state(state.data(), gates.data(), y.data(), count);
    all.add(gates);
    all.add(state);
    std::vector<Real> value = x, mean = y, square(x.size(), Real(0.25));
    kernels().adam({.value = value.data(),
                    .mean = mean.data(),
                    .square = square.data(),
                    .gradient = y.data(),
                    .count = 4 * count,
                    .gradient_scale = Real(0.7),
                    .decay = Real(0.01),
                    .beta1 = Real(0.9),
                    .beta2 = Real(0.98),
                    .root_correction = Real(1.3),
                    .rate = Real(0.001),
                    .epsilon = Real(1e-9),
                    .shrink = Real(0.999)});
    for (const auto* moment : {&value, &mean, &square}) all.add(*moment);
  }
  EXPECT_EQ(all.hash(), "45c6d11e85d8db1c");
}

TEST_F(FusedNumbers, SimplerRecurrenceAndItsNeighbours) {
  Numbers all;
  for (const int count : {1, 5, 16, 100}) {
    const std::vector<Real> x = numbers(2 * count, 1), y = numbers(2 * count, 2);
    std::vector<Real> out(x.size()), next(x.size());
    for (const Activation activation : {Activation::gelu_erf, Activation::sigmoid}) {
      kernels().activate(out.data(), x.data(), 2 * count, activation);
      all.add(out);
      kernels().activate_backward(out.data(), true, y.data(), x.data(), 2 * count, activation);
      all.add(out);
    }
    std::vector<Real> forget(static_cast<std::size_t>(count)), d_cell = numbers(count, 3);
    kernels().ssru(next.data(), forget.data(), x.data(), y.data(), y.data() + count, count);
    all.add(std::span(next).first(forget.size()));
    all.add(forget);
    kernels().ssru_backward(next.data(), d_cell.data(), forget.data(), x.data(), y.data(), count);
    all.add(next);
    all.add(d_cell);
    out = x;
    kernels().move_towards(out.data(), y.data(), 2 * count, Real(1) / 7);
    all.add(out);
  }
  EXPECT_EQ(all.hash(), "2729e5099280af79");
}

}  // namespace
}  // namespace nmt
