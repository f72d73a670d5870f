#include "base/denormals.h"

#include <gtest/gtest.h>

#include <limits>
#include <thread>

namespace nmt {
namespace {

float half_of_the_smallest() {
  volatile float smallest = std::numeric_limits<float>::min();
  return smallest / 2;
}

TEST(DenormalsTest, BecomeZeroInThisThreadAndInThoseItStarts) {
  std::thread([] {
    flush_denormals();
    EXPECT_EQ(half_of_the_smallest(), 0);
    std::thread([] { EXPECT_EQ(half_of_the_smallest(), 0); }).join();
  }).join();
  EXPECT_GT(half_of_the_smallest(), 0);
}

}  // namespace
}  // namespace nmt
