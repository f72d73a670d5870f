// The parts of a heat map as SVG, of which the picture and the page are put together. Rows are
// queries, columns are keys. Cells are one unit wide, in a coordinate system of their own, so that
// a part drawn for a small map fits into a large one.
#pragma once

#include <string>

#include "attend/attention_view.h"
#include "attend/colour_scale.h"

namespace nmt {

// Where the parts are, in pixels from the upper left corner of the labels.
struct MapFrame {
  enum class Headers { slanted, upright };

  int rows = 0, columns = 0;
  double cell = 0, font = 0;
  double left = 0, top = 0;      // of the first cell
  double width = 0, height = 0;  // with labels
  Headers headers = Headers::slanted;
  bool mirrored = false;  // the first key is the rightmost column: it is read from the right

  int column(int key) const { return mirrored ? columns - 1 - key : key; }
  double plot_width() const { return cell * columns; }
  double plot_height() const { return cell * rows; }
};

// The frame for the tokens of a view. Cells shrink with the number of tokens, to a size at which
// labels can still be read.
MapFrame map_frame(const AttentionView& view);

// Font families for any script, colours for light and dark screens, and c0, c1, ...: the levels.
// For elements within class="map".
std::string map_style();

// "target token → source token: 0.123", as shown where the pointer rests.
std::string weight_text(const std::string& query, const std::string& key, float weight);

// The tokens beside and above the map.
std::string map_labels(const AttentionView& view, const MapFrame& frame);

// What lies behind the cells: the colour of no weight, and hatched paper where a query does not see a
// key.
std::string map_background(const AttentionView& view, const MapFrame& frame,
                           const WeightScale& scale);

// A path for each visible weight, with its text.
std::string map_cells(const AttentionView& view, const MapFrame& frame, const WeightScale& scale);

// The same picture with one path for each colour, and without texts.
std::string map_areas(const AttentionView& view, const MapFrame& frame, const WeightScale& scale);
// Where queries do not see keys, without the hatching.
std::string map_unseen_areas(const AttentionView& view, const MapFrame& frame);

constexpr double kLegendHeight = 34;
double legend_width(bool with_unseen);

// What colour is what weight, and how it looks where a query does not see a key.
std::string map_legend(const WeightScale& scale, bool with_unseen);

// "rows: target, columns: source"; says so where columns are read from the right.
std::string axes_text(const AttentionView& view, const MapFrame& frame);

}  // namespace nmt
