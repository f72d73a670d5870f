#include "align/symmetrise.h"

#include <gtest/gtest.h>

namespace nmt {
namespace {

const std::vector<int> kForward = {0, 0, -1, 3, 5};      // of each target word
const std::vector<int> kReverse = {0, 1, 4, 3, -1, -1};  // of each source word

std::string joined(const std::string& name) {
  return to_pharaoh(symmetrise(kForward, kReverse, symmetry_named(name)));
}

TEST(Symmetrise, OneDirection) {
  EXPECT_EQ(joined("forward"), "0-0 0-1 3-3 5-4");
  EXPECT_EQ(joined("reverse"), "0-0 1-1 2-4 3-3");
}

TEST(Symmetrise, IntersectionAndUnion) {
  EXPECT_EQ(joined("intersection"), "0-0 3-3");
  EXPECT_EQ(joined("union"), "0-0 0-1 1-1 2-4 3-3 5-4");
}

// 0-1 and 2-4 touch links of the intersection; so does 1-1, but after 0-1 its target has a link and
// its source has none, which suffices. 5-4 touches nothing.
TEST(Symmetrise, GrowsAlongNeighbours) { EXPECT_EQ(joined("grow-diag"), "0-0 0-1 1-1 2-4 3-3"); }

// 5-4: its source has no link, its target has 2-4.
TEST(Symmetrise, FinalTakesHalfFreeLinksAndFinalAndWhollyFreeOnes) {
  EXPECT_EQ(joined("grow-diag-final"), "0-0 0-1 1-1 2-4 3-3 5-4");
  EXPECT_EQ(joined("grow-diag-final-and"), "0-0 0-1 1-1 2-4 3-3");
  const std::vector<int> forward = {-1, -1, 2}, reverse = {0, -1, -1};
  EXPECT_EQ(to_pharaoh(symmetrise(forward, reverse, Symmetry::grow_diag_final_and)), "0-0 2-2");
}

TEST(Symmetrise, OfNothingIsNothing) {
  for (const std::string& name : symmetry_names())
    EXPECT_TRUE(symmetrise({}, {}, symmetry_named(name)).empty()) << name;
}

}  // namespace
}  // namespace nmt
