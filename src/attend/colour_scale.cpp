#include "attend/colour_scale.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "base/format.h"

namespace nmt {
namespace {

// The largest chroma that all of the way from dark to light has in sRGB.
constexpr double kChroma = 0.09;
constexpr double kDarkest = 0.25, kLightest = 0.95;
constexpr double kFirstHue = 285, kLastHue = 105;  // degrees
constexpr std::array kRoundTops = {0.05f, 0.1f, 0.2f, 0.4f, 0.6f, 0.8f, 1.0f};

// Linear light to a byte of sRGB (IEC 61966-2-1).
int srgb_byte(double linear) {
  const double light = std::clamp(linear, 0.0, 1.0);
  const double value =
      light <= 0.0031308 ? 12.92 * light : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
  return static_cast<int>(std::lround(255 * value));
}

std::string oklab_colour(double lightness, double a, double b) {
  const auto cube = [](double x) { return x * x * x; };
  const double l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
  const double m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
  const double s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
  return format("#{:02x}{:02x}{:02x}",
                srgb_byte(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
                srgb_byte(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
                srgb_byte(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s));
}

}  // namespace

std::string level_colour(int level) {
  const double part = static_cast<double>(level) / (kColourLevels - 1);
  const double hue = (kFirstHue + (kLastHue - kFirstHue) * part) * std::numbers::pi / 180;
  return oklab_colour(kDarkest + (kLightest - kDarkest) * part, kChroma * std::cos(hue),
                      kChroma * std::sin(hue));
}

int WeightScale::level(float weight) const {
  if (!(weight > 0)) return 0;  // NaN too
  return static_cast<int>(std::lround(std::min(weight / top, 1.0f) * (kColourLevels - 1)));
}

WeightScale scale_for(std::span<const AttentionView> views) {
  float largest = 0;
  for (const AttentionView& view : views) {
    for (const float weight : view.weights) largest = std::max(largest, weight);
  }
  // A weight that is a round number but for its last bits does not ask for the next one.
  const auto fits = [&](float top) { return largest <= top * 1.001f; };
  const auto top = std::find_if(kRoundTops.begin(), kRoundTops.end(), fits);
  return {top == kRoundTops.end() ? 1 : *top};
}

}  // namespace nmt
