// A map of weights as text for a terminal: shaded cells with the weights in percent.
#pragma once

#include <string>

#include "attend/attention_view.h"

namespace nmt {

struct MapStyle {
  // none: Unicode's shades, which stand out from light and dark screens alike; ansi256: the scale of
  // attend/colour_scale.h in the 256 colours of terminals. Every seen cell has a colour of its own
  // behind it, so that it looks the same on light and dark screens.
  enum class Colour { none, ansi256 } colour = Colour::none;
  int width = 100;  // cells of a line
};

// Rows are the view's queries, columns its keys, whose names stand upright above them. Columns that
// do not fit go into further blocks below. A blank cell is a key that the query could not see.
// Below: what the shades are.
std::string map_text(const AttentionView& view, const MapStyle& style);

}  // namespace nmt
