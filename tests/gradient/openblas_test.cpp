// OpenBLAS in double, as the twin of the program with Real = double would call it.
#include <gtest/gtest.h>

#include "tensor/gemm.h"
#include "tensor/matrices.h"
#include "with_openblas.h"

namespace nmt {
namespace {

TEST(OpenBlasDouble, EqualsTheOwnKernels) {
  NMT_NEEDS_OPENBLAS();
  Matrix a = random_matrix(70, 37, 1), b = random_matrix(90, 70, 2);
  Matrix own = random_matrix(37, 90, 3), other = own;
  gemm(own.view(), a.view(), Transpose::yes, b.view(), Transpose::yes, {.into = Into::add});
  gemm(other.view(), a.view(), Transpose::yes, b.view(), Transpose::yes,
       {.into = Into::add, .arithmetic = {Precision::f32, Blas::openblas}});
  for (std::size_t i = 0; i < own.numbers.size(); ++i)
    EXPECT_NEAR(own.numbers[i], other.numbers[i], 1e-13 * 70);
}

}  // namespace
}  // namespace nmt
