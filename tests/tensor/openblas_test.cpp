// The own kernels against OpenBLAS, which was written by others: products of random shapes agree to
// within rounding.
#include "tensor/openblas.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <thread>

#include "tensor/cpu.h"
#include "tensor/gemm.h"
#include "tensor/matrices.h"
#include "with_openblas.h"

namespace nmt {
namespace {

using testing::HasSubstr;

constexpr Arithmetic kOpenBlas{Precision::f32, Blas::openblas};

// Both add k products of normal numbers, in different orders: each addition rounds a sum of some
// sqrt(k) by 6e-8 of it, and the errors of k additions grow as sqrt(k) again.
double tolerance(int k) { return 1e-6 * (k + 8); }

class OpenBlasTest : public testing::Test {
 protected:
  void SetUp() override { NMT_NEEDS_OPENBLAS(); }
};

// A matrix among other numbers: rows further apart than they are long.
struct Framed {
  Matrix whole;
  int first, cols;
  Tensor view() { return whole.view().columns(first, cols); }
};
Framed framed(int rows, int cols, int around, std::uint64_t seed) {
  return {random_matrix(rows, cols + around, seed), around / 2, cols};
}

struct Shape {
  int m, n, k, around;
  Transpose ta, tb;
  bool add, bias, relu;
  Real scale;
};

Shape random_shape(Random& random) {
  const auto below = [&](int limit) {
    return static_cast<int>(random.below(static_cast<std::uint64_t>(limit)));
  };
  return {.m = 1 + below(90),
          .n = 1 + below(140),
          .k = 1 + below(below(4) == 0 ? 1100 : 90),
          .around = below(2) * below(20),
          .ta = below(2) ? Transpose::yes : Transpose::no,
          .tb = below(2) ? Transpose::yes : Transpose::no,
          .add = below(2) == 1,
          .bias = below(2) == 1,
          .relu = below(4) == 0,
          .scale = below(2) ? Real(1) : Real(-0.75)};
}

TEST_F(OpenBlasTest, EqualsTheOwnKernelsOnRandomShapes) {
  Random random(3);
  for (int round = 0; round < 400; ++round) {
    const Shape s = random_shape(random);
    const auto seed = static_cast<std::uint64_t>(10 * round);
    Framed a =
        s.ta == Transpose::no ? framed(s.m, s.k, s.around, seed) : framed(s.k, s.m, s.around, seed);
    Framed b = s.tb == Transpose::no ? framed(s.k, s.n, s.around, seed + 1)
                                     : framed(s.n, s.k, s.around, seed + 1);
    Matrix bias = random_matrix(1, s.n, seed + 2);
    Framed own = framed(s.m, s.n, s.around, seed + 3), other = own, view = own;
    GemmOptions options{.into = s.add ? Into::add : Into::overwrite,
                        .bias = s.bias ? bias.numbers.data() : nullptr,
                        .scale = s.scale,
                        .then = s.relu ? GemmOptions::Then::relu : GemmOptions::Then::nothing};
    gemm(own.view(), a.view(), s.ta, b.view(), s.tb, options);
    gemm(view.view(), a.view(), s.ta, PackedMatrix(b.view(), s.tb, kOpenBlas), options);
    options.arithmetic = kOpenBlas;
    gemm(other.view(), a.view(), s.ta, b.view(), s.tb, options);
    for (std::size_t i = 0; i < own.whole.numbers.size(); ++i)
      ASSERT_NEAR(own.whole.numbers[i], other.whole.numbers[i], tolerance(s.k))
          << s.m << " x " << s.n << " x " << s.k << ", round " << round;
    EXPECT_EQ(other.whole.numbers, view.whole.numbers) << "round " << round;
  }
}

// Sums of 1000 products in another order do not all round alike.
TEST_F(OpenBlasTest, IsAnotherMultiplierIndeed) {
  Matrix a = random_matrix(60, 1000, 1), b = random_matrix(1000, 60, 2);
  Matrix own = random_matrix(60, 60, 3), other = own;
  gemm(own.view(), a.view(), Transpose::no, b.view(), Transpose::no);
  gemm(other.view(), a.view(), Transpose::no, b.view(), Transpose::no, {.arithmetic = kOpenBlas});
  EXPECT_NE(own.numbers, other.numbers);
}

TEST_F(OpenBlasTest, OverwritesWhatIsNotANumber) {
  Matrix a = random_matrix(7, 9, 1), b = random_matrix(9, 11, 2), c = random_matrix(7, 11, 3);
  std::fill(c.numbers.begin(), c.numbers.end(), std::numeric_limits<Real>::quiet_NaN());
  gemm(c.view(), a.view(), Transpose::no, b.view(), Transpose::no, {.arithmetic = kOpenBlas});
  for (const Real x : c.numbers) EXPECT_TRUE(std::isfinite(x));
}

TEST_F(OpenBlasTest, SumsOfNothingAreNothing) {
  Matrix a = random_matrix(3, 0, 1), b = random_matrix(0, 5, 2), bias = random_matrix(1, 5, 3);
  const Matrix before = random_matrix(3, 5, 4);
  for (const Into into : {Into::overwrite, Into::add})
    for (const bool biased : {false, true}) {
      const Real* added = biased ? bias.numbers.data() : nullptr;
      Matrix own = before, other = before;
      gemm(own.view(), a.view(), Transpose::no, b.view(), Transpose::no,
           {.into = into, .bias = added});
      gemm(other.view(), a.view(), Transpose::no, b.view(), Transpose::no,
           {.into = into, .bias = added, .arithmetic = kOpenBlas});
      EXPECT_EQ(own.numbers, other.numbers);
    }
  Matrix no_rows = random_matrix(0, 9, 1), right = random_matrix(9, 5, 2),
         none = random_matrix(0, 5, 3);
  gemm(none.view(), no_rows.view(), Transpose::no, right.view(), Transpose::no,
       {.arithmetic = kOpenBlas});
}

TEST_F(OpenBlasTest, SomeColumnsOfAMatrixGiveTheirProducts) {
  Matrix a = random_matrix(6, 40, 1), b = random_matrix(30, 40, 2);
  Matrix all = random_matrix(6, 30, 3), some = random_matrix(6, 3, 3);
  const PackedMatrix whole(b.view(), Transpose::yes, kOpenBlas);
  gemm(all.view(), a.view(), Transpose::no, whole);
  const int columns[] = {29, 0, 7};
  Arena arena;
  gemm(some.view(), a.view(), Transpose::no, pack_columns(arena, whole, columns));
  for (int r = 0; r < 6; ++r)
    for (int j = 0; j < 3; ++j)
      EXPECT_NEAR(some.view()(r, j), all.view()(r, columns[j]), tolerance(40));
}

// Replicas and workers do so. More threads than an OpenBLAS of one thread has room for.
TEST_F(OpenBlasTest, ManyThreadsCallAtOnceAndEachGetsItsBits) {
  constexpr int kThreads = 64, kRounds = 20;
  Matrix a = random_matrix(70, 500, 1), b = random_matrix(500, 90, 2);
  Matrix alone = random_matrix(70, 90, 3);
  gemm(alone.view(), a.view(), Transpose::no, b.view(), Transpose::no, {.arithmetic = kOpenBlas});
  std::vector<int> wrong(kThreads);
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread)
      threads.emplace_back([&, thread] {
        Matrix c = random_matrix(70, 90, 4);
        for (int round = 0; round < kRounds; ++round) {
          gemm(c.view(), a.view(), Transpose::no, b.view(), Transpose::no,
               {.arithmetic = kOpenBlas});
          wrong[static_cast<std::size_t>(thread)] += c.numbers != alone.numbers;
        }
      });
  }
  EXPECT_EQ(wrong, std::vector<int>(kThreads));
}

int threads_of_this_process() {
  return static_cast<int>(std::distance(std::filesystem::directory_iterator("/proc/self/task"),
                                        std::filesystem::directory_iterator()));
}

// Before anything has loaded it.
const int threads_at_start = threads_of_this_process();

TEST_F(OpenBlasTest, StartsNoThreadsAndLeavesTheEnvironment) {
  const auto value = [](const char* name) {
    const char* found = std::getenv(name);
    return std::string(found == nullptr ? "not set" : found);
  };
  const std::string threads = value("OPENBLAS_NUM_THREADS"), openmp = value("OMP_NUM_THREADS");
  EXPECT_EQ(load_openblas(openblas_library()).gemm, openblas().gemm);
  EXPECT_EQ(value("OPENBLAS_NUM_THREADS"), threads);
  EXPECT_EQ(value("OMP_NUM_THREADS"), openmp);
  Matrix a = random_matrix(600, 600, 1), c = random_matrix(600, 600, 2);
  gemm(c.view(), a.view(), Transpose::no, a.view(), Transpose::no, {.arithmetic = kOpenBlas});
  EXPECT_EQ(threads_of_this_process(), threads_at_start);
}

TEST_F(OpenBlasTest, TellsItsVersionAndKernels) {
  EXPECT_THAT(openblas().name, testing::MatchesRegex("OpenBLAS [0-9.]+.* \\(.+\\)"));
}

TEST_F(OpenBlasTest, IsTakenByAutoWhereNoKernelsAreMadeForTheProcessor) {
  EXPECT_EQ(blas_named("own", "key"), Blas::own);
  EXPECT_EQ(blas_named("openblas", "key"), Blas::openblas);
  // The suite runs once with NMT_CPU=baseline (tests/CMakeLists.txt).
  EXPECT_EQ(blas_named("auto", "key"), chosen_cpu() == Cpu::baseline ? Blas::openblas : Blas::own);
}

Error::Parts failure_of(const std::string& library) {
  try {
    load_openblas(library);
  } catch (const Error& error) {
    return error.parts();
  }
  return {.what = "no failure"};
}

TEST(OpenBlas, ALibraryThatIsNotThereIsNamed) {
  const Error::Parts parts = failure_of("/nowhere/libopenblas.so.0");
  EXPECT_THAT(parts.what, HasSubstr("OpenBLAS cannot be loaded: /nowhere/libopenblas.so.0: "));
  EXPECT_THAT(parts.fix, HasSubstr("own or auto"));
}

TEST(OpenBlas, AnotherLibraryIsRefused) {
  EXPECT_EQ(failure_of("libc.so.6").what,
            "libc.so.6 is not OpenBLAS: it has no openblas_set_num_threads");
}

}  // namespace
}  // namespace nmt
