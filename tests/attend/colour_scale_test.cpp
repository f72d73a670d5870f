#include "attend/colour_scale.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

namespace nmt {
namespace {

using Lab = std::array<double, 3>;

double linear(const std::string& colour, std::size_t at) {
  const double value = std::stoi(colour.substr(at, 2), nullptr, 16) / 255.0;
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

// OKLab of "#rrggbb".
Lab oklab(const std::string& colour) {
  const double r = linear(colour, 1), g = linear(colour, 3), b = linear(colour, 5);
  const double l = std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const double m = std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const double s = std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return {0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
          1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
          0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

double distance(const Lab& a, const Lab& b) {
  return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

// Neighbours are as far apart as any others, but for the rounding to bytes.
TEST(ColourScaleTest, IsEvenToTheEye) {
  for (int level = 0; level + 4 < kColourLevels; ++level) {
    const double step = distance(oklab(level_colour(level)), oklab(level_colour(level + 4)));
    EXPECT_NEAR(step, 4 * 0.0119, 0.006) << level;
  }
}

// Lightness alone gives the order, for whom hues look alike, and on paper.
TEST(ColourScaleTest, EachLevelIsLighterThanTheOneBefore) {
  for (int level = 0; level + 1 < kColourLevels; ++level)
    EXPECT_LT(oklab(level_colour(level))[0], oklab(level_colour(level + 1))[0]) << level;
}

TEST(ColourScaleTest, LevelsAreRoundedSharesOfTheTop) {
  const WeightScale scale{0.5f};
  EXPECT_EQ(scale.level(0), 0);
  EXPECT_EQ(scale.level(scale.threshold() * 0.99f), 0);
  EXPECT_EQ(scale.level(scale.threshold() * 1.01f), 1);
  EXPECT_EQ(scale.level(0.25f), 32);
  EXPECT_EQ(scale.level(0.5f), kColourLevels - 1);
  EXPECT_EQ(scale.level(2.0f), kColourLevels - 1);
  EXPECT_EQ(scale.level(-1.0f), 0);
  EXPECT_EQ(scale.level(std::numeric_limits<float>::quiet_NaN()), 0);
}

TEST(ColourScaleTest, TheTopIsARoundNumber) {
  const auto top_for = [](float largest) {
    AttentionView view;
    view.weights = {0, largest};
    return scale_for({&view, 1}).top;
  };
  EXPECT_EQ(top_for(0), 0.05f);
  EXPECT_EQ(top_for(0.11f), 0.2f);
  EXPECT_EQ(top_for(0.2f), 0.2f);
  EXPECT_EQ(top_for(0.81f), 1.0f);
  EXPECT_EQ(top_for(1.00001f), 1.0f);
  EXPECT_EQ(scale_for({}).top, 0.05f);
}

}  // namespace
}  // namespace nmt
