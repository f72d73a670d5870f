#include "tensor/packed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/error.h"
#include "tensor/gemm.h"
#include "tensor/kernels.h"
#include "tensor/matrices.h"

namespace nmt {
namespace {

Matrix whole_numbers(int rows, int cols, std::uint64_t seed) {
  Matrix m = random_matrix(rows, cols, seed);
  for (Real& x : m.numbers) x = std::clamp(std::round(x * 50), Real(-127), Real(127));
  return m;
}

Real largest(const Real* x, int count, std::int64_t stride = 1) {
  Real most = 0;
  for (int i = 0; i < count; ++i) most = std::max(most, std::abs(x[i * stride]));
  return most;
}

bool same_bits(const Real* a, const Real* b, std::size_t count) {
  return std::memcmp(a, b, count * sizeof(Real)) == 0;
}

using Sizes = std::tuple<int, int, int>;
class Int8Sizes : public testing::TestWithParam<Sizes> {};

// Whole numbers up to 127 are their own roundings where 127 is among them: then the product is
// exact, on every instruction set.
TEST_P(Int8Sizes, ProductsOfWholeNumbersAreExact) {
  const auto [m, n, k] = GetParam();
  Matrix a = whole_numbers(m, k, 1), b = whole_numbers(k, n, 2), bias = whole_numbers(1, n, 3);
  if (k > 0) {
    for (int i = 0; i < m; ++i) a.view()(i, i % k) = i % 2 ? 127 : -127;
    for (int j = 0; j < n; ++j) b.view()(j % k, j) = j % 3 ? 127 : -127;
  }
  Matrix c = random_matrix(m, n, 4);
  gemm(c.view(), a.view(), Transpose::no, PackedMatrix(b.view(), Transpose::no, Precision::int8),
       {.bias = bias.numbers.data()});
  for (int i = 0; i < m; ++i)
    for (int j = 0; j < n; ++j) {
      std::int64_t sum = 0;
      for (int p = 0; p < k; ++p) sum += std::int64_t(a.view()(i, p) * b.view()(p, j));
      ASSERT_EQ(c.view()(i, j), Real(sum) + bias.numbers[std::size_t(j)]) << i << ", " << j;
    }
}

TEST_P(Int8Sizes, TheErrorIsThatOfRoundingBothSides) {
  const auto [m, n, k] = GetParam();
  for (const Transpose tb : {Transpose::no, Transpose::yes}) {
    Matrix a = random_matrix(m, k, 1);
    Matrix b = tb == Transpose::no ? random_matrix(k, n, 2) : random_matrix(n, k, 2);
    Matrix bias = random_matrix(1, n, 3), before = random_matrix(m, n, 4), c = before;
    const PackedMatrix packed(b.view(), tb, Precision::int8);
    gemm(c.view(), a.view(), Transpose::no, packed,
         {.into = Into::add, .bias = bias.numbers.data(), .scale = Real(0.5)});
    const auto right = [&](int p, int j) {
      return tb == Transpose::no ? b.view()(p, j) : b.view()(j, p);
    };
    for (int i = 0; i < m; ++i)
      for (int j = 0; j < n; ++j) {
        double sum = 0, right_most = 0, left_sum = 0, right_sum = 0;
        const double left_most = largest(a.view().row(i), k);
        for (int p = 0; p < k; ++p) {
          sum += double(a.view()(i, p)) * right(p, j);
          right_most = std::max(right_most, std::abs(double(right(p, j))));
          left_sum += std::abs(a.view()(i, p));
          right_sum += std::abs(right(p, j));
        }
        const double half = 0.5 / 127 * 1.0001;
        const double bound = half * (left_most * right_sum + right_most * left_sum) +
                             half * half * left_most * right_most * k;
        ASSERT_NEAR(c.view()(i, j), 0.5 * sum + bias.numbers[std::size_t(j)] + before.view()(i, j),
                    0.5 * bound + 1e-5)
            << i << ", " << j;
      }
  }
}

INSTANTIATE_TEST_SUITE_P(Odd, Int8Sizes,
                         testing::Values(Sizes{1, 1, 1}, Sizes{2, 5, 0}, Sizes{7, 7, 7},
                                         Sizes{8, 8, 8}, Sizes{9, 9, 9}, Sizes{1, 1000, 64},
                                         Sizes{6, 64, 3}, Sizes{13, 65, 33}, Sizes{5, 130, 513},
                                         Sizes{3, 200, 1000}, Sizes{20, 63, 256}));

// A model that was kept in 8 bits has them again, in columns without the largest number too.
TEST(Int8, ColumnsThatWereWholeNumbersAreKept) {
  constexpr int kDepth = 37, kCols = 66;
  for (const Transpose tb : {Transpose::no, Transpose::yes}) {
    const bool plain = tb == Transpose::no;
    Matrix b = plain ? whole_numbers(kDepth, kCols, 1) : whole_numbers(kCols, kDepth, 1);
    Matrix each{kDepth, kDepth, std::vector<Real>(kDepth * kDepth, 0)};
    for (int p = 0; p < kDepth; ++p) each.view()(p, p) = 1;
    Matrix quarter = b;  // at most 31 steps
    for (Real& x : quarter.numbers) x = std::trunc(x / 4);
    for (Matrix* whole : {&b, &quarter}) {
      for (Real& x : whole->numbers) x /= Real(417.3);
      Matrix c = random_matrix(kDepth, kCols, 2);
      gemm(c.view(), each.view(), Transpose::no, PackedMatrix(whole->view(), tb, Precision::int8));
      for (int p = 0; p < kDepth; ++p)
        for (int j = 0; j < kCols; ++j)
          ASSERT_NEAR(c.view()(p, j), plain ? whole->view()(p, j) : whole->view()(j, p), 1e-6)
              << p << ", " << j;
    }
  }
}

TEST(Int8, ARowHasTheSameBitsWhateverTheOtherRowsAre) {
  constexpr int kRows = 30, kCols = 77, kDepth = 101;
  Matrix a = random_matrix(kRows, kDepth, 1), b = random_matrix(kDepth, kCols, 2);
  const PackedMatrix packed(b.view(), Transpose::no, Precision::int8);
  Matrix whole = random_matrix(kRows, kCols, 3);
  gemm(whole.view(), a.view(), Transpose::no, packed);
  for (const int first : {0, 1, 5, 6, 29})
    for (const int count : {1, 2, 3, 4, 5, 7}) {
      if (first + count > kRows) continue;
      Matrix some = random_matrix(count, kCols, 4);
      gemm(some.view(), a.view().slice(first, count), Transpose::no, packed);
      EXPECT_TRUE(same_bits(some.numbers.data(), whole.view().row(first), some.numbers.size()))
          << count << " rows from " << first;
    }
}

TEST(Int8, ViewsOfColumnsAreReadAndWritten) {
  Matrix wide = random_matrix(9, 50, 1), b = random_matrix(8, 20, 2), out = random_matrix(9, 30, 3);
  const Matrix untouched = out;
  const PackedMatrix packed(b.view(), Transpose::no, Precision::int8);
  gemm(out.view().columns(5, 20), wide.view().columns(30, 8), Transpose::no, packed);
  Matrix apart = random_matrix(9, 8, 4), alone = random_matrix(9, 20, 5);
  for (int i = 0; i < 9; ++i)
    for (int p = 0; p < 8; ++p) apart.view()(i, p) = wide.view()(i, 30 + p);
  gemm(alone.view(), apart.view(), Transpose::no, packed);
  for (int i = 0; i < 9; ++i) {
    EXPECT_TRUE(same_bits(out.view().row(i) + 5, alone.view().row(i), 20));
    EXPECT_EQ(out.view()(i, 4), untouched.numbers[std::size_t(i) * 30 + 4]);
    EXPECT_EQ(out.view()(i, 25), untouched.numbers[std::size_t(i) * 30 + 25]);
  }
}

TEST(Int8, TheLargestMagnitudesDoNotOverflow) {
  constexpr int kDepth = 4096;
  Matrix a{2, kDepth, std::vector<Real>(2 * kDepth, 1)}, b{kDepth, 1, std::vector<Real>(kDepth, 1)};
  for (int p = 0; p < kDepth; ++p) a.view()(1, p) = -1;
  Matrix c = random_matrix(2, 1, 1);
  gemm(c.view(), a.view(), Transpose::no, PackedMatrix(b.view(), Transpose::no, Precision::int8));
  EXPECT_NEAR(c.numbers[0], kDepth, 0.01);
  EXPECT_NEAR(c.numbers[1], -kDepth, 0.01);
}

TEST(Int8, ZeroRowsAndColumnsGiveZero) {
  Matrix a{1, 5, std::vector<Real>(5, 0)}, b{5, 3, std::vector<Real>(15, 0)};
  Matrix c = random_matrix(1, 3, 1);
  gemm(c.view(), a.view(), Transpose::no, PackedMatrix(b.view(), Transpose::no, Precision::int8));
  EXPECT_EQ(c.numbers, (std::vector<Real>{0, 0, 0}));
}

// A model that has diverged must be seen.
TEST(Int8, NumbersThatAreNotFiniteStaySo) {
  for (const Real bad :
       {std::numeric_limits<Real>::quiet_NaN(), std::numeric_limits<Real>::infinity()}) {
    Matrix a = random_matrix(2, 20, 1), b = random_matrix(20, 3, 2), c = random_matrix(2, 3, 3);
    a.view()(1, 17) = bad;
    gemm(c.view(), a.view(), Transpose::no, PackedMatrix(b.view(), Transpose::no, Precision::int8));
    for (int j = 0; j < 3; ++j) {
      EXPECT_TRUE(std::isfinite(c.view()(0, j)));
      EXPECT_FALSE(std::isfinite(c.view()(1, j)));
    }
    a.view()(1, 17) = 1;
    b.view()(4, 2) = bad;
    gemm(c.view(), a.view(), Transpose::no, PackedMatrix(b.view(), Transpose::no, Precision::int8));
    EXPECT_TRUE(std::isfinite(c.view()(0, 1)));
    EXPECT_FALSE(std::isfinite(c.view()(0, 2)));
  }
}

TEST(Int8, ATransposedLeftSideIsAnError) {
  Matrix a = random_matrix(4, 2, 1), b = random_matrix(4, 3, 2), c = random_matrix(2, 3, 3);
  try {
    gemm(c.view(), a.view(), Transpose::yes,
         PackedMatrix(b.view(), Transpose::no, Precision::int8));
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.parts().what, "no product reads a transposed left side beside int8");
  }
}

class Packed : public testing::TestWithParam<Precision> {};

TEST_P(Packed, ReluIsTakenOfTheSumWithItsBias) {
  Matrix a = random_matrix(7, 33, 1), b = random_matrix(33, 70, 2), bias = random_matrix(1, 70, 3);
  Matrix plain = random_matrix(7, 70, 4), cut = plain;
  const PackedMatrix packed(b.view(), Transpose::no, GetParam());
  gemm(plain.view(), a.view(), Transpose::no, packed, {.bias = bias.numbers.data()});
  gemm(cut.view(), a.view(), Transpose::no, packed,
       {.bias = bias.numbers.data(), .then = GemmOptions::Then::relu});
  for (std::size_t i = 0; i < cut.numbers.size(); ++i)
    EXPECT_EQ(cut.numbers[i], std::max(plain.numbers[i], Real(0)));
}

TEST_P(Packed, AColumnIsReadBackRoundedAtMost) {
  Matrix table = random_matrix(70, 1030, 1);
  const PackedMatrix packed(table.view(), Transpose::yes, GetParam());
  std::vector<Real> column(1030);
  for (const int row : {0, 1, 63, 64, 69}) {
    unpack_column(column.data(), packed, row, 2);
    const Real step = GetParam() == Precision::int8   ? largest(table.view().row(row), 1030) / 127
                      : GetParam() == Precision::bf16 ? Real(1) / 32
                                                      : Real(0);
    for (int p = 0; p < 1030; ++p)
      EXPECT_NEAR(column[std::size_t(p)], 2 * table.view()(row, p), step * Real(1.001))
          << row << ", " << p;
  }
}

TEST_P(Packed, SomeColumnsGiveTheBitsOfAll) {
  Matrix a = random_matrix(5, 600, 1), table = random_matrix(150, 600, 2);
  Matrix all = random_matrix(5, 150, 3);
  const PackedMatrix packed(table.view(), Transpose::yes, GetParam());
  gemm(all.view(), a.view(), Transpose::no, packed);
  const std::vector<int> chosen = {149, 0, 64, 63, 64, 17};
  Arena arena;
  Matrix some = random_matrix(5, 6, 4);
  gemm(some.view(), a.view(), Transpose::no, pack_columns(arena, packed, chosen));
  for (int i = 0; i < 5; ++i)
    for (int j = 0; j < 6; ++j)
      EXPECT_EQ(some.view()(i, j), all.view()(i, chosen[std::size_t(j)])) << i << ", " << j;
}

INSTANTIATE_TEST_SUITE_P(Every, Packed,
                         testing::Values(Precision::f32, Precision::bf16, Precision::int8),
                         [](const auto& precision) { return name_of(precision.param); });

}  // namespace
}  // namespace nmt
