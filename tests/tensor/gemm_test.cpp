#include "tensor/gemm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "base/error.h"
#include "tensor/matrices.h"

namespace nmt {
namespace {

Real at(const Tensor& t, Transpose transpose, int r, int c) {
  return transpose == Transpose::no ? t(r, c) : t(c, r);
}

// The obvious product, summed in double.
double product(const Tensor& a, Transpose ta, const Tensor& b, Transpose tb, int i, int j, int k) {
  double sum = 0;
  for (int p = 0; p < k; ++p) sum += double(at(a, ta, i, p)) * double(at(b, tb, p, j));
  return sum;
}

class GemmSizes : public testing::TestWithParam<std::tuple<int, int, int>> {};

TEST_P(GemmSizes, EqualsTheObviousProductHoweverTransposed) {
  const auto [m, n, k] = GetParam();
  for (const Transpose ta : {Transpose::no, Transpose::yes})
    for (const Transpose tb : {Transpose::no, Transpose::yes}) {
      Matrix a = ta == Transpose::no ? random_matrix(m, k, 1) : random_matrix(k, m, 1);
      Matrix b = tb == Transpose::no ? random_matrix(k, n, 2) : random_matrix(n, k, 2);
      Matrix bias = random_matrix(1, n, 3);
      const Matrix before = random_matrix(m, n, 4);
      Matrix overwritten = before, added = before, packed = before;
      gemm(overwritten.view(), a.view(), ta, b.view(), tb,
           {.bias = bias.numbers.data(), .scale = Real(0.5)});
      gemm(added.view(), a.view(), ta, b.view(), tb, {.into = Into::add});
      gemm(packed.view(), a.view(), ta, PackedMatrix(b.view(), tb),
           {.bias = bias.numbers.data(), .scale = Real(0.5)});
      for (int i = 0; i < m; ++i)
        for (int j = 0; j < n; ++j) {
          const double expected = product(a.view(), ta, b.view(), tb, i, j, k);
          const std::size_t x = std::size_t(i) * n + j;
          const double tolerance = 1e-5 * std::sqrt(double(k)) * 4;
          ASSERT_NEAR(overwritten.numbers[x], 0.5 * expected + bias.numbers[j], tolerance);
          ASSERT_NEAR(added.numbers[x], expected + before.numbers[x], tolerance);
        }
      EXPECT_EQ(std::memcmp(packed.numbers.data(), overwritten.numbers.data(),
                            packed.numbers.size() * sizeof(Real)),
                0)
          << "prepacked has other bits";
    }
}

INSTANTIATE_TEST_SUITE_P(Odd, GemmSizes,
                         testing::Values(std::tuple{1, 1, 1}, std::tuple{3, 5, 0},
                                         std::tuple{7, 7, 7}, std::tuple{8, 8, 8},
                                         std::tuple{9, 9, 9}, std::tuple{1, 1000, 64},
                                         std::tuple{6, 64, 3}, std::tuple{13, 65, 33},
                                         std::tuple{5, 130, 513}, std::tuple{250, 17, 1030},
                                         std::tuple{3, 200, 1000}));

// The promise that lets a sentence's result not depend on its neighbours.
TEST(Gemm, ARowHasTheSameBitsWhateverTheOtherRowsAre) {
  constexpr int kRows = 300, kCols = 77, kDepth = 600;
  Matrix a = random_matrix(kRows, kDepth, 1), b = random_matrix(kDepth, kCols, 2);
  Matrix whole = random_matrix(kRows, kCols, 3);
  gemm(whole.view(), a.view(), Transpose::no, b.view(), Transpose::no);
  for (const int first : {0, 1, 5, 6, 239, 240, 299})
    for (const int count : {1, 2, 3, 7}) {
      if (first + count > kRows) continue;
      Matrix some = random_matrix(count, kCols, 4);
      gemm(some.view(), a.view().slice(first, count), Transpose::no, b.view(), Transpose::no);
      EXPECT_EQ(std::memcmp(some.numbers.data(), whole.view().row(first),
                            some.numbers.size() * sizeof(Real)),
                0)
          << count << " rows from " << first;
    }
}

TEST(Gemm, ViewsOfColumnsAndRowsAreRead) {
  Matrix wide = random_matrix(9, 50, 1), b = random_matrix(8, 20, 2), out = random_matrix(9, 30, 3);
  const Matrix untouched = out;
  gemm(out.view().columns(5, 20), wide.view().columns(30, 8), Transpose::no, b.view(),
       Transpose::no);
  for (int i = 0; i < 9; ++i) {
    for (int j = 0; j < 20; ++j)
      EXPECT_NEAR(
          out.view()(i, 5 + j),
          product(wide.view().columns(30, 8), Transpose::no, b.view(), Transpose::no, i, j, 8),
          1e-4);
    EXPECT_EQ(out.view()(i, 4), untouched.numbers[std::size_t(i) * 30 + 4]);
    EXPECT_EQ(out.view()(i, 25), untouched.numbers[std::size_t(i) * 30 + 25]);
  }
}

TEST(Gemm, ShapesThatDoNotFitAreNamed) {
  Matrix a = random_matrix(2, 3, 1), b = random_matrix(4, 5, 2), c = random_matrix(2, 5, 3);
  try {
    gemm(c.view(), a.view(), Transpose::no, b.view(), Transpose::no);
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.parts().what, "product of shapes [2, 3] x [4, 5] does not give [2, 5]");
  }
}

}  // namespace
}  // namespace nmt
