#include "attend/picture_svg.h"

#include <algorithm>

#include "attend/heat_map.h"
#include "base/format.h"
#include "base/xml.h"

namespace nmt {
namespace {

constexpr double kMargin = 16, kHead = 52, kNarrowest = 340;

std::string line(double y, const char* kind, const std::string& text) {
  return format("<text class=\"{}\" x=\"{:.0f}\" y=\"{:.0f}\">{}</text>\n", kind, kMargin, y,
                xml_text(text));
}

std::string moved(double x, double y, const std::string& content) {
  return format("<g transform=\"translate({:.1f} {:.1f})\">\n{}</g>\n", x, y, content);
}

}  // namespace

std::string attention_svg(const AttentionView& view) {
  const MapFrame frame = map_frame(view);
  const WeightScale scale = scale_for({&view, 1});
  const std::string title = part_text(view.part).title;
  const double width = std::max(frame.width + 2 * kMargin, kNarrowest);
  const double legend_top = kHead + frame.height + 6;
  const double height = legend_top + kLegendHeight + kMargin;
  std::string svg = format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"map\" width=\"{0:.0f}\" "
      "height=\"{1:.0f}\" viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\">\n<title>{2}, {3}</title>\n",
      width, height, xml_text(title), which_head(view));
  svg += "<style>\n" + map_style() + "</style>\n";
  svg += "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n";
  svg += line(26, "title", title);
  svg += line(44, "faint", which_head(view) + "; " + axes_text(view, frame));
  svg +=
      moved(kMargin, kHead,
            map_labels(view, frame) + map_background(frame, scale) + map_cells(view, frame, scale));
  svg += moved(kMargin + frame.left, legend_top, map_legend(scale));
  return svg + "</svg>\n";
}

}  // namespace nmt
