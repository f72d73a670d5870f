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
  // Of each place on the x axis. Where none is: a gap between labels, nothing between numbers.
  std::vector<std::optional<double>> values;
};

// Something to point out: a ring around one point, or a line across the plot where `y` is missing.
struct ChartMark {
  double x = 0;
  std::optional<double> y = {};
  std::string text = {};
};

struct LineChart {
  std::string title, x_title, y_title;
  // The places on the x axis: labels at equal distances, or else rising numbers.
  std::vector<std::string> x_labels;
  std::vector<std::string> x_notes;  // in small letters below the labels
  std::vector<Curve> curves;
  std::vector<double> x_numbers = {};
  std::vector<ChartMark> marks = {};  // of a chart with x_numbers
};

// The charts below each other.
std::string draw_charts(std::span<const LineChart> charts);

}  // namespace nmt
