// The streams of numbers that resumption, initial weights and the embedded corpus hang on.
#include "base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace nmt {
namespace {

TEST(Random, TheFirstNumbersNeverChange) {
  Random random(1);
  EXPECT_EQ(random.next(), 0x5e41ab087439611eu);
  EXPECT_EQ(random.next(), 0x86d6fd953217ae03u);
  EXPECT_EQ(random.below(1000), 737u);
  EXPECT_EQ(derive_key(1, 2), 0xe06dd043328bd285u);
}

// To the last bit, so that no library's logarithm decides about the weights of a model.
TEST(Random, TheFirstNormalNumbersNeverChange) {
  Random random(1);
  EXPECT_EQ(random.normal(), -0x1.1f818b24f9c91p+1);
  EXPECT_EQ(random.normal(), 0x1.16fe602689b8dp+0);
  EXPECT_EQ(random.normal(), 0x1.1485493b6ee94p+0);
  // One bit beside what glibc's logarithm gives.
  EXPECT_EQ(Random(18).normal(), 0x1.49a36cad4958bp+0);
  EXPECT_EQ(Random(32).normal(), -0x1.148a0da7c0d7bp-5);
}

TEST(Random, UniformAndNormalHaveTheirMoments) {
  Random random(7);
  constexpr int kCount = 200000;
  double sum = 0, square = 0, uniform = 0;
  for (int i = 0; i < kCount; ++i) {
    const double x = random.normal();
    sum += x;
    square += x * x;
    const double u = random.uniform();
    ASSERT_GE(u, 0);
    ASSERT_LT(u, 1);
    uniform += u;
  }
  EXPECT_NEAR(sum / kCount, 0, 0.01);
  EXPECT_NEAR(square / kCount, 1, 0.02);
  EXPECT_NEAR(uniform / kCount, 0.5, 0.005);
}

TEST(Random, ShuffleKeepsEveryItemAndDependsOnTheKey) {
  std::vector<int> items(100);
  std::iota(items.begin(), items.end(), 0);
  std::vector<int> again = items, other = items;
  Random one(3), same(3), another(4);
  shuffle(std::span(items), one);
  shuffle(std::span(again), same);
  shuffle(std::span(other), another);
  EXPECT_EQ(items, again);
  EXPECT_NE(items, other);
  std::sort(items.begin(), items.end());
  for (int i = 0; i < 100; ++i) EXPECT_EQ(items[std::size_t(i)], i);
}

}  // namespace
}  // namespace nmt
