// The colours of weights: from dark blue (nothing) through green to light yellow, the same on light
// and dark screens.
#pragma once

#include <span>
#include <string>

#include "attend/attention_view.h"

namespace nmt {

constexpr int kColourLevels = 64;

// "#rrggbb" of a level from 0. Each is as far from the next as any other, to the eye, and lighter
// than the one before, so that order is seen without telling hues apart: a half turn of even chroma
// in OKLab (Ottosson 2020).
std::string level_colour(int level);

// Which weights have which level: 0 has level 0, `top` and more the last one.
struct WeightScale {
  float top = 1;

  int level(float weight) const;
  // The smallest weight that has a level above 0, and is drawn.
  float threshold() const { return top / (2 * (kColourLevels - 1)); }
};

// A scale that all these views share: its top is a round number not below their largest weight.
WeightScale scale_for(std::span<const AttentionView> views);

}  // namespace nmt
