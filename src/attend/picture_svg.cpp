#include "attend/picture_svg.h"

#include <algorithm>

#include "attend/heat_map.h"
#include "attend/tokens.h"
#include "base/format.h"
#include "base/text_width.h"
#include "base/xml.h"

namespace nmt {
namespace {

constexpr double kMargin = 16, kHead = 52, kNarrowest = 340;
constexpr double kNoteLine = 18, kNoteEm = 6.5;  // pixels of a line, and of a cell of its text

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
  const std::string title = part_name(view.part);
  const bool unseen = !view.sees_all();
  std::vector<std::string> labels = view.queries;
  labels.insert(labels.end(), view.keys.begin(), view.keys.end());
  const std::vector<std::string> notes = token_notes(labels);
  double width = std::max(
      {frame.width + 2 * kMargin, kNarrowest, frame.left + legend_width(unseen) + 2 * kMargin});
  for (const std::string& note : notes)
    width = std::max(width, kNoteEm * text_width(note) + 2 * kMargin);
  const double legend_top = kHead + frame.height + 6;
  const double notes_top = legend_top + kLegendHeight + kMargin;
  const double height = notes_top + kNoteLine * double(notes.size());
  std::string svg = format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"map\" width=\"{0:.0f}\" "
      "height=\"{1:.0f}\" viewBox=\"0 0 {0:.0f} {1:.0f}\" role=\"img\">\n<title>{2}, {3}</title>\n",
      width, height, xml_text(title), layer_and_head(view));
  svg += "<style>\n" + map_style() + "</style>\n";
  svg += "<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n";
  svg += line(26, "title", title);
  svg += line(44, "faint", layer_and_head(view) + "; " + axes_text(view, frame));
  svg += moved(
      kMargin, kHead,
      map_labels(view, frame) + map_background(view, frame, scale) + map_cells(view, frame, scale));
  svg += moved(kMargin + frame.left, legend_top, map_legend(scale, unseen));
  for (std::size_t i = 0; i < notes.size(); ++i)
    svg += line(notes_top + kNoteLine * double(i), "faint", notes[i]);
  return svg + "</svg>\n";
}

}  // namespace nmt
