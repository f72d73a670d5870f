// Curves as a picture that needs nothing else: an SVG that follows the light or dark colours of who
// looks at it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace nmt {

struct Curve {
  std::string name;
  std::vector<std::optional<double>> values;  // of each place on the x axis; a gap where none is
};

struct LineChart {
  std::string title, x_title, y_title;
  std::vector<std::string> x_labels;
  std::vector<std::string> x_notes;  // in small letters below the labels
  std::vector<Curve> curves;
};

// The charts below each other.
std::string draw_charts(std::span<const LineChart> charts);

}  // namespace nmt
