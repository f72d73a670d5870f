#include "base/line_chart.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/format.h"
#include "base/xml.h"

namespace nmt {
namespace {

constexpr double kWidth = 760, kPlotHeight = 260;
constexpr double kLeft = 56, kRight = 24;              // beside the plot
constexpr double kTitle = 34, kLegendLine = 20;        // above it
constexpr double kAbove = 26, kBelow = 66, kGap = 18;  // y title; labels, notes and x title
// Of curves, text, faint text, lines and background; one palette for each kind of screen.
constexpr std::size_t kColours = 8;
struct Palette {
  std::array<const char*, kColours> curves;
  const char *ink, *faint, *grid, *paper;
};
constexpr Palette kLight = {
    {"#1f6fb4", "#c2410c", "#15803d", "#7e22ce", "#a16207", "#be185d", "#0e7490", "#525252"},
    "#1f2328",
    "#59636e",
    "#d8dee4",
    "#ffffff"};
constexpr Palette kDark = {
    {"#6db3f2", "#fb923c", "#4ade80", "#c084fc", "#facc15", "#f472b6", "#22d3ee", "#d4d4d4"},
    "#e6edf3",
    "#9198a1",
    "#32383f",
    "#0d1117"};

// Plain classes, which every viewer knows.
std::string colours(const Palette& palette) {
  std::string css = format(
      "text{{fill:{0}}}.faint,.note{{fill:{1}}}.grid{{stroke:{2}}}.paper{{fill:{3}}}"
      ".across,.ring{{stroke:{1}}}",
      palette.ink, palette.faint, palette.grid, palette.paper);
  for (std::size_t i = 0; i < kColours; ++i) {
    css += format(".line{0}{{stroke:{1}}}.mark{0}{{fill:{1}}}", i, palette.curves[i]);
  }
  return css;
}

std::string style() {
  return "<style>\ntext{font-family:system-ui,sans-serif;font-size:13px}"
         ".title{font-size:15px;font-weight:600}.faint{font-size:12px}.note{font-size:11px}"
         ".curve{fill:none;stroke-width:2;stroke-linejoin:round}"
         ".across{stroke-dasharray:4 4}.ring{fill:none;stroke-width:1.5}\n" +
         colours(kLight) + "\n@media (prefers-color-scheme:dark){" + colours(kDark) +
         "}\n</style>\n";
}

std::string text_at(double x, double y, const std::string& attributes, const std::string& text) {
  return format("<text x=\"{:.1f}\" y=\"{:.1f}\" {}>{}</text>\n", x, y, attributes, xml_text(text));
}

// More points than that are a line without markers.
constexpr std::size_t kMarkedPoints = 40;

// The values that an axis shows, and the distance of its lines.
struct Scale {
  double low = 0, high = 1, step = 1;

  int lines() const { return static_cast<int>(std::lround((high - low) / step)); }
  double line(int i) const { return low + i * step; }
  // As many digits as tell the lines apart.
  std::string text(double value) const {
    return format("{:.{}f}", value, std::max(0, static_cast<int>(-std::floor(std::log10(step)))));
  }
};

// About five steps at round numbers.
double round_step(double range) {
  const double power = std::pow(10, std::floor(std::log10(range / 5)));
  const double times = range / 5 / power;
  return power * (times <= 1 ? 1 : times <= 2 ? 2 : times <= 5 ? 5 : 10);
}

Scale y_scale_of(const LineChart& chart) {
  double low = INFINITY, high = -INFINITY;
  for (const Curve& curve : chart.curves) {
    for (const auto& value : curve.values) {
      if (!value) continue;
      low = std::min(low, *value);
      high = std::max(high, *value);
    }
  }
  if (low > high) return {};
  const double step = round_step(
      std::max({high - low, 0.02 * std::abs(high), chart.x_numbers.empty() ? 0.1 : 1e-9}));
  const Scale scale = {std::floor(low / step) * step, std::ceil(high / step) * step, step};
  return {scale.low, std::max(scale.high, scale.low + step), step};
}

// From nought to the last number.
Scale x_scale_of(const LineChart& chart) {
  if (chart.x_numbers.empty()) return {};
  const double last = std::max(chart.x_numbers.back(), 1e-9);
  return {0, last, round_step(last)};
}

// Draws one chart with its upper edge at `top`.
class Drawing {
 public:
  Drawing(const LineChart& chart, double top)
      : chart_(chart), y_(y_scale_of(chart)), x_(x_scale_of(chart)), legend_(place_legend()) {
    plot_top_ = top + kTitle + legend_lines_ * kLegendLine + kAbove;
  }

  double bottom() const { return plot_top_ + kPlotHeight + kBelow; }

  std::string svg() const {
    std::string text = text_at(kLeft, plot_top_ - kAbove - legend_lines_ * kLegendLine - 12,
                               "class=\"title\"", chart_.title);
    text += legend() + grid() + labels();
    for (std::size_t i = 0; i < chart_.curves.size(); ++i) text += curve(i);
    for (const ChartMark& mark : chart_.marks) text += mark_svg(mark);
    return text;
  }

 private:
  struct LegendPlace {
    double x = 0;
    int line = 0;
  };

  bool has_labels() const { return chart_.x_numbers.empty(); }
  double x_at(double share) const { return kLeft + (kWidth - kLeft - kRight) * share; }
  double x_of(std::size_t i) const {
    if (!has_labels()) return x_at(chart_.x_numbers[i] / x_.high);
    return x_at((static_cast<double>(i) + 0.5) / static_cast<double>(chart_.x_labels.size()));
  }
  double y_of(double value) const {
    return plot_top_ + kPlotHeight * (y_.high - value) / (y_.high - y_.low);
  }
  std::string text_of(std::size_t i, double value) const {
    return has_labels() ? format("{}: {:.2f}", chart_.x_labels[i], value)
                        : format("{}: {:.4g}", chart_.x_numbers[i], value);
  }
  // Curves of the same colour differ in their dashes.
  static std::string dashes(std::size_t curve) {
    const std::size_t round = curve / kColours;
    return round == 0 ? "" : format(" stroke-dasharray=\"{0} {0}\"", 2 + 3 * round);
  }

  // Curves are named where there are several.
  std::vector<LegendPlace> place_legend() {
    std::vector<LegendPlace> places;
    if (chart_.curves.size() < 2) return places;
    LegendPlace next{kLeft, 0};
    for (const Curve& curve : chart_.curves) {
      const double width = 44 + 7.2 * static_cast<double>(curve.name.size());
      if (next.x > kLeft && next.x + width > kWidth) next = {kLeft, next.line + 1};
      places.push_back(next);
      next.x += width;
    }
    legend_lines_ = next.line + 1;
    return places;
  }

  std::string legend() const {
    std::string text;
    for (std::size_t i = 0; i < legend_.size(); ++i) {
      const double x = legend_[i].x;
      const double y = plot_top_ - kAbove - (legend_lines_ - 1 - legend_[i].line) * kLegendLine - 8;
      text += format("<path class=\"curve line{}\"{} d=\"M{:.1f} {:.1f}h24\"/>\n", i % kColours,
                     dashes(i), x, y - 4);
      text += marker(i, x + 12, y - 4, "");
      text += text_at(x + 30, y, "", chart_.curves[i].name);
    }
    return text;
  }

  std::string grid() const {
    std::string text = text_at(kLeft, plot_top_ - 10, "class=\"faint\"", chart_.y_title);
    for (int i = 0; i <= y_.lines(); ++i) {
      const double value = y_.line(i);
      text += format("<path class=\"grid\" d=\"M{:.1f} {:.1f}H{:.1f}\"/>\n", kLeft, y_of(value),
                     kWidth - kRight);
      text += text_at(kLeft - 8, y_of(value) + 4, "class=\"faint\" text-anchor=\"end\"",
                      y_.text(value));
    }
    return text;
  }

  std::string labels() const {
    std::string text;
    const double y = plot_top_ + kPlotHeight;
    const auto label = [&](double x, const std::string& words) {
      text += text_at(x, y + 18, "class=\"faint\" text-anchor=\"middle\"", words);
    };
    for (std::size_t i = 0; i < chart_.x_labels.size(); ++i) {
      label(x_of(i), chart_.x_labels[i]);
      text += text_at(x_of(i), y + 33, "class=\"note\" text-anchor=\"middle\"", chart_.x_notes[i]);
    }
    for (int i = 0; !has_labels() && x_.line(i) <= x_.high; ++i) {
      label(x_at(x_.line(i) / x_.high), x_.text(x_.line(i)));
    }
    return text + text_at((kLeft + kWidth - kRight) / 2, y + 54,
                          "class=\"faint\" text-anchor=\"middle\"", chart_.x_title);
  }

  std::string curve(std::size_t index) const {
    const Curve& drawn = chart_.curves[index];
    std::string path, markers;
    bool pen_down = false;
    const bool marked = has_labels() || points_of(drawn) <= kMarkedPoints;
    for (std::size_t i = 0; i < drawn.values.size(); ++i) {
      if (const auto& value = drawn.values[i]) {
        path += format("{}{:.1f} {:.1f}", pen_down ? "L" : "M", x_of(i), y_of(*value));
        const std::string hint = format("{}, {}", drawn.name, text_of(i, *value));
        if (marked) markers += marker(index, x_of(i), y_of(*value), hint);
      }
      pen_down = drawn.values[i].has_value() || (pen_down && !has_labels());
    }
    return format("<path class=\"curve line{}\"{} d=\"{}\"/>\n", index % kColours, dashes(index),
                  path) +
           markers;
  }

  // Its text goes to the side where there is room.
  std::string mark_svg(const ChartMark& mark) const {
    const double x = x_at(mark.x / x_.high);
    const bool right = mark.x > x_.high / 2;
    const auto text = [&](double y) {
      return text_at(right ? x - 8 : x + 8, y,
                     format("class=\"note\" text-anchor=\"{}\"", right ? "end" : "start"),
                     mark.text);
    };
    if (!mark.y)
      return format("<path class=\"across\" d=\"M{:.1f} {:.1f}V{:.1f}\"/>\n", x, plot_top_,
                    plot_top_ + kPlotHeight) +
             text(plot_top_ + kPlotHeight - 6);
    const double y = y_of(*mark.y);
    return format("<circle class=\"ring\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"8\"/>\n", x, y) +
           text(y < plot_top_ + 20 ? y + 18 : y - 10);
  }

  static std::size_t points_of(const Curve& curve) {
    return curve.values.size() - static_cast<std::size_t>(std::count(
                                     curve.values.begin(), curve.values.end(), std::nullopt));
  }

  // A disc, square, triangle or diamond, so that curves differ without colours too; `hint` is shown
  // where the pointer rests.
  static std::string marker(std::size_t index, double x, double y, const std::string& hint) {
    constexpr const char* kShapes[] = {"m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z", "m-4 -4h8v8h-8z",
                                       "m0 -5l5 9h-10z", "m0 -5.5l5.5 5.5l-5.5 5.5l-5.5 -5.5z"};
    const std::string title = hint.empty() ? "" : "<title>" + xml_text(hint) + "</title>";
    return format("<path class=\"mark{}\" d=\"M{:.1f} {:.1f}{}\">{}</path>\n", index % kColours, x,
                  y, kShapes[index % 4], title);
  }

  const LineChart& chart_;
  Scale y_, x_;
  int legend_lines_ = 0;
  std::vector<LegendPlace> legend_;
  double plot_top_ = 0;
};

}  // namespace

std::string draw_charts(std::span<const LineChart> charts) {
  std::string drawn, names;
  double top = 0;
  for (const LineChart& chart : charts) {
    const Drawing drawing(chart, top);
    drawn += drawing.svg();
    top = drawing.bottom() + kGap;
    names += (names.empty() ? "" : "; ") + chart.title;
  }
  return format(
             "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0f} {:.0f}\" "
             "role=\"img\">\n<title>{}</title>\n",
             kWidth, top, xml_text(names)) +
         style() + "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n" + drawn + "</svg>\n";
}

}  // namespace nmt
