// A map of weights as text for a terminal: shaded cells with the weights in percent.
#pragma once

#include <string>

#include "attend/attention_view.h"

namespace nmt {

struct MapStyle {
  // none: Unicode's shades; ansi256: the background of the 256-colour terminals.
  enum class Colour { none, ansi256 } colour = Colour::none;
  int width = 100;  // cells of a line
};

// Rows are the view's queries, columns its keys, whose names stand upright above them. Columns that
// do not fit go into further blocks below. A blank cell was not seen; a dot is less than half a
// percent.
std::string map_text(const AttentionView& view, const MapStyle& style);

}  // namespace nmt
