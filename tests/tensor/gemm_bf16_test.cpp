// Products of bfloat16 against their definition, word by word, to the bit: the same on every
// instruction set.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>

#include "base/denormals.h"
#include "tensor/gemm.h"
#include "tensor/kernels.h"
#include "tensor/matrices.h"

namespace nmt {
namespace {

constexpr GemmOptions kBf16{.arithmetic = Precision::bf16};

std::uint32_t bits_of(float x) {
  std::uint32_t bits;
  std::memcpy(&bits, &x, sizeof bits);
  return bits;
}
float of_bits(std::uint32_t bits) {
  float x;
  std::memcpy(&x, &bits, sizeof x);
  return x;
}

// The nearest number with 8 significant bits; of two equally near, the one with an even last bit.
float rounded(float x) {
  if (!std::isfinite(x) || x == 0) return x;
  const int exponent = std::ilogb(x);
  return static_cast<float>(
      std::ldexp(std::nearbyint(std::ldexp(double(x), 7 - exponent)), exponent - 7));
}

Matrix rounded(Matrix m) {
  for (Real& x : m.numbers) x = rounded(x);
  return m;
}

// One element of c + bias + a b, whose sides are rounded already: blocks of the depth, pairs in them, the second of a pair first.
struct Element {
  const Tensor& a;
  Transpose ta;
  const Tensor& b;
  Transpose tb;
  int row, column, depth;
  float left(int p) const { return ta == Transpose::no ? a(row, p) : a(p, row); }
  float right(int p) const { return tb == Transpose::no ? b(p, column) : b(column, p); }
  float term(int p, float sum) const {
    return p < depth ? std::fma(left(p), right(p), sum) : sum + 0.0f;
  }
  float value(float before, float bias) const {
    float total = before;
    for (int block = 0; block == 0 || block < depth; block += kBf16Depth) {
      float sum = 0;
      const int end = std::min(depth, block + kBf16Depth);
      for (int p = block; p < end; p += 2) sum = term(p, term(p + 1, sum));
      total = block == 0 ? (sum + bias) + total : sum + total;
    }
    return total;
  }
};

class Bf16Sizes : public testing::TestWithParam<std::tuple<int, int, int>> {};

TEST_P(Bf16Sizes, EqualTheDefinitionToTheBit) {
  flush_denormals();
  const auto [m, n, k] = GetParam();
  for (const Transpose ta : {Transpose::no, Transpose::yes})
    for (const Transpose tb : {Transpose::no, Transpose::yes}) {
      Matrix a = ta == Transpose::no ? random_matrix(m, k, 1) : random_matrix(k, m, 1);
      Matrix b = tb == Transpose::no ? random_matrix(k, n, 2) : random_matrix(n, k, 2);
      Matrix bias = random_matrix(1, n, 3);
      const Matrix before = random_matrix(m, n, 4);
      Matrix overwritten = before, added = before, packed = before;
      Matrix left = rounded(a), right = rounded(b);
      Arena arena;
      gemm(overwritten.view(), a.view(), ta, b.view(), tb,
           {.bias = bias.numbers.data(), .arithmetic = Precision::bf16});
      gemm(added.view(), a.view(), ta, b.view(), tb,
           {.into = Into::add, .arithmetic = Precision::bf16});
      gemm(packed.view(), a.view(), ta, pack(arena, b.view(), tb, Precision::bf16),
           {.bias = bias.numbers.data()});
      for (int i = 0; i < m; ++i)
        for (int j = 0; j < n; ++j) {
          const std::size_t x = std::size_t(i) * n + j;
          const Element element{left.view(), ta, right.view(), tb, i, j, k};
          ASSERT_EQ(overwritten.numbers[x], element.value(0, bias.numbers[j])) << i << ", " << j;
          ASSERT_EQ(added.numbers[x], element.value(before.numbers[x], 0)) << i << ", " << j;
          ASSERT_EQ(packed.numbers[x], overwritten.numbers[x]) << "prepacked has other bits";
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Odd, Bf16Sizes,
                         testing::Values(std::tuple{1, 1, 1}, std::tuple{3, 5, 0},
                                         std::tuple{7, 7, 7}, std::tuple{8, 8, 8},
                                         std::tuple{9, 9, 9}, std::tuple{1, 200, 64},
                                         std::tuple{6, 64, 3}, std::tuple{13, 65, 33},
                                         std::tuple{5, 130, 513}, std::tuple{250, 17, 1030},
                                         std::tuple{17, 31, 95}, std::tuple{241, 66, 31}));

TEST(Bf16, ARowHasTheSameBitsWhateverTheOtherRowsAre) {
  constexpr int kRows = 300, kCols = 77, kDepth = 600;
  Matrix a = random_matrix(kRows, kDepth, 1), b = random_matrix(kDepth, kCols, 2);
  Matrix whole = random_matrix(kRows, kCols, 3);
  gemm(whole.view(), a.view(), Transpose::no, b.view(), Transpose::no, kBf16);
  for (const int first : {0, 1, 5, 6, 239, 240, 299})
    for (const int count : {1, 2, 3, 7}) {
      if (first + count > kRows) continue;
      Matrix some = random_matrix(count, kCols, 4);
      gemm(some.view(), a.view().slice(first, count), Transpose::no, b.view(), Transpose::no,
           kBf16);
      EXPECT_EQ(std::memcmp(some.numbers.data(), whole.view().row(first),
                            some.numbers.size() * sizeof(Real)),
                0)
          << count << " rows from " << first;
    }
}

TEST(Bf16, ReadsViewsAndWritesNothingBeside) {
  Matrix wide = random_matrix(9, 50, 1), b = random_matrix(8, 20, 2), out = random_matrix(9, 30, 3);
  const Matrix untouched = out;
  gemm(out.view().columns(5, 20), wide.view().columns(30, 8), Transpose::no, b.view(),
       Transpose::no, kBf16);
  Matrix left = rounded(wide), right = rounded(b);
  for (int i = 0; i < 9; ++i) {
    for (int j = 0; j < 20; ++j) {
      const Element element{
          left.view().columns(30, 8), Transpose::no, right.view(), Transpose::no, i, j, 8};
      EXPECT_EQ(out.view()(i, 5 + j), element.value(0, 0));
    }
    EXPECT_EQ(out.view()(i, 4), untouched.numbers[std::size_t(i) * 30 + 4]);
    EXPECT_EQ(out.view()(i, 25), untouched.numbers[std::size_t(i) * 30 + 25]);
  }
}

// x as the left and as the right side of a product with 1, along and across the depth.
std::vector<float> passed_through(float x) {
  std::vector<float> seen;
  float one = 1, result = 0;
  for (const Transpose transpose : {Transpose::no, Transpose::yes}) {
    Tensor c(&result, 1, 1), a(&x, 1, 1), b(&one, 1, 1);
    gemm(c, a, transpose, b, Transpose::no, kBf16);
    seen.push_back(result);
    gemm(c, b, Transpose::no, a, transpose, kBf16);
    seen.push_back(result);
  }
  return seen;
}

TEST(Bf16, RoundsToTheNearestAndTiesToEven) {
  const float inf = std::numeric_limits<float>::infinity();
  const std::pair<float, float> cases[] = {
      {1.0f, 1.0f},
      {of_bits(0x3f808000), of_bits(0x3f800000)},  // a tie, down to even
      {of_bits(0x3f818000), of_bits(0x3f820000)},  // a tie, up to even
      {of_bits(0x3f808001), of_bits(0x3f810000)},
      {of_bits(0xbf817fff), of_bits(0xbf810000)},
      {of_bits(0x7f7fffff), inf},  // beyond the largest
      {inf, inf},
      {-inf, -inf},
      {of_bits(0x00800000), of_bits(0x00800000)},  // the smallest of full precision
      {of_bits(0x007fffff), 0.0f},                 // below it
      {of_bits(0x807fffff), 0.0f},
  };
  for (const auto& [given, expected] : cases)
    for (const float seen : passed_through(given))
      EXPECT_EQ(seen, expected) << std::hex << bits_of(given);
  for (const std::uint32_t nan : {0x7fc00000u, 0x7f800001u, 0x7fffffffu, 0xffffffffu})
    for (const float seen : passed_through(of_bits(nan))) EXPECT_TRUE(std::isnan(seen));
}

}  // namespace
}  // namespace nmt
