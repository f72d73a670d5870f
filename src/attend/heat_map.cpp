#include "attend/heat_map.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "attend/writing.h"
#include "base/format.h"
#include "base/text_width.h"
#include "base/xml.h"

namespace nmt {
namespace {

constexpr double kMapSize = 540;                 // pixels that cells share
constexpr double kSmallest = 13, kLargest = 36;  // of a cell
constexpr double kBarWidth = 192;                // of the legend
constexpr double kSmallText = 10, kLargeText = 14;
constexpr double kSlantFrom = 20;  // pixels of a cell that leave room for slanted headers
constexpr double kBeside = 6;      // between a label and the map
constexpr int kLongestLabel = 28;  // cells of text; more is left out, and shown by the pointer
constexpr double kEmsPerCell = 0.58;
constexpr double kSlope = std::numbers::sqrt2 / 2;  // sine and cosine of 45 degrees

double label_width(const std::string& token, double font) {
  return font * kEmsPerCell * text_width(shortened(token, kLongestLabel));
}

double widest(const std::vector<std::string>& tokens, double font) {
  double width = 0;
  for (const std::string& token : tokens) width = std::max(width, label_width(token, font));
  return width;
}

double column_centre(const MapFrame& frame, int key) {
  return (frame.column(key) + 0.5) * frame.cell;
}

// How far slanted headers reach beyond the last column, or, mirrored, before the first.
double overhang(const AttentionView& view, const MapFrame& frame) {
  double beyond = 0;
  for (int key = 0; key < frame.columns; ++key) {
    const double centre = column_centre(frame, key);
    const double room = frame.mirrored ? centre : frame.plot_width() - centre;
    const double reach =
        kSlope * (label_width(view.keys[static_cast<std::size_t>(key)], frame.font) + frame.font);
    beyond = std::max(beyond, reach - room);
  }
  return beyond;
}

// Attributes and content of a text element with a token; `anchor` is the edge of the text, as seen,
// that lies at its position.
enum class Edge { left, right };
std::string token_text(const std::string& token, Edge anchor) {
  const bool from_right = written_from_right(token);
  const bool starts_there = (anchor == Edge::right) == from_right;
  std::string text = format(" text-anchor=\"{}\"", starts_there ? "start" : "end");
  if (from_right) text += " direction=\"rtl\" unicode-bidi=\"embed\"";
  const std::string shown = shortened(token, kLongestLabel);
  const std::string whole = xml_text(token);
  if (xml_text(shown) == whole) return text + ">" + whole + "</text>\n";
  return text +
         format(" data-token=\"{0}\">{1}<title>{0}</title></text>\n", whole, xml_text(shown));
}

std::string row_label(const AttentionView& view, const MapFrame& frame, int row) {
  const std::string& token = view.queries[static_cast<std::size_t>(row)];
  return format("<text class=\"query\" x=\"{:.1f}\" y=\"{:.1f}\" dy=\".35em\"",
                frame.left - kBeside, frame.top + (row + 0.5) * frame.cell) +
         token_text(token, Edge::right);
}

std::string header(const AttentionView& view, const MapFrame& frame, int key) {
  const std::string& token = view.keys[static_cast<std::size_t>(key)];
  const std::string place = format("translate({:.1f} {:.1f})",
                                   frame.left + column_centre(frame, key), frame.top - kBeside);
  if (frame.headers == MapFrame::Headers::slanted) {
    return format("<text class=\"key\" transform=\"{} rotate({})\"", place,
                  frame.mirrored ? 45 : -45) +
           token_text(token, frame.mirrored ? Edge::right : Edge::left);
  }
  // Written downwards, a text's last character is the lowest.
  if (written_downwards(token))
    return format("<text class=\"key down\" transform=\"{}\"", place) +
           token_text(token, Edge::right);
  return format("<text class=\"key\" transform=\"{} rotate(-90)\" dy=\".35em\"", place) +
         token_text(token, Edge::left);
}

std::string language_attribute(const std::vector<std::string>& tokens) {
  const std::string language = east_asian_language(tokens);
  return language.empty() ? "" : format(" xml:lang=\"{0}\" lang=\"{0}\"", language);
}

std::string cells_group(const MapFrame& frame, const char* name = "cells") {
  return format(
      "<g class=\"{}\" shape-rendering=\"crispEdges\" transform=\"translate({:.1f} {:.1f}) "
      "scale({:.3f})\">\n",
      name, frame.left, frame.top, frame.cell);
}

// The cells of a row that are not seen, as runs of columns.
struct Run {
  int begin, count;
};
std::vector<Run> unseen_runs(const AttentionView& view, const MapFrame& frame, int row) {
  std::vector<Run> runs;
  for (int column = 0; column < frame.columns; ++column) {
    if (view.sees(row, frame.column(column))) continue;  // mirroring is its own inverse
    if (!runs.empty() && runs.back().begin + runs.back().count == column)
      ++runs.back().count;
    else
      runs.push_back({column, 1});
  }
  return runs;
}

std::string colours(const char* ink, const char* faint, const char* line, const char* paper) {
  return format(
      ".map text{{fill:{0}}}.map .faint{{fill:{1}}}.map .edge,.map .hatch{{stroke:{2}}}"
      ".map .paper{{fill:{3}}}",
      ink, faint, line, paper);
}

float weight_at(const AttentionView& view, int row, int key) {
  return view
      .weights[static_cast<std::size_t>(row) * view.keys.size() + static_cast<std::size_t>(key)];
}

}  // namespace

MapFrame map_frame(const AttentionView& view) {
  MapFrame frame;
  frame.rows = static_cast<int>(view.queries.size());
  frame.columns = static_cast<int>(view.keys.size());
  const int longest = std::max({frame.rows, frame.columns, 1});
  frame.cell = std::clamp(std::floor(kMapSize / longest), kSmallest, kLargest);
  frame.font = std::clamp(std::floor(0.8 * frame.cell), kSmallText, kLargeText);
  frame.mirrored = mostly_from_right(view.keys);
  const bool downwards = std::any_of(view.keys.begin(), view.keys.end(), written_downwards);
  if (downwards || frame.cell < kSlantFrom) frame.headers = MapFrame::Headers::upright;

  const double header_width = widest(view.keys, frame.font);
  frame.left = widest(view.queries, frame.font) + 2 * kBeside;
  frame.top = header_width + 2 * kBeside;
  double right = kBeside;
  if (frame.headers == MapFrame::Headers::slanted) {
    frame.top = kSlope * (header_width + frame.font) + 2 * kBeside;
    double& side = frame.mirrored ? frame.left : right;
    side = std::max(side, overhang(view, frame) + kBeside);
  }
  frame.width = frame.left + frame.plot_width() + right;
  frame.height = frame.top + frame.plot_height() + kBeside;
  return frame;
}

std::string map_style() {
  std::string css =
      ".map text{font-family:system-ui,'Noto Sans','Segoe UI','Noto Sans Arabic','Noto Sans "
      "Hebrew',"
      "'PingFang SC','Hiragino Sans','Microsoft YaHei','Yu Gothic','Malgun Gothic',"
      "'Noto Sans CJK SC','Noto Sans CJK JP','Noto Sans CJK KR',sans-serif}"
      ".map .title{font-size:15px;font-weight:600}.map .faint{font-size:12px}"
      ".map .down{writing-mode:vertical-rl}.map .hatch{fill:none;stroke-width:.05}"
      ".map .cell:hover{stroke:#fff;stroke-width:.1}\n";
  css += colours("#1f2328", "#59636e", "#8c959f", "#ffffff") +
         "\n@media (prefers-color-scheme:dark){" +
         colours("#e6edf3", "#9198a1", "#59636e", "#0d1117") + "}\n";
  for (int level = 0; level < kColourLevels; ++level) {
    css += format(".c{}{{fill:{}}}", level, level_colour(level));
  }
  return css + "\n";
}

std::string weight_text(const std::string& query, const std::string& key, float weight) {
  return format("{} → {}: {:.3f}", isolated(query), isolated(key), weight);
}

std::string map_labels(const AttentionView& view, const MapFrame& frame) {
  std::string text =
      format("<g font-size=\"{:.0f}\"{}>\n", frame.font, language_attribute(view.keys));
  for (int key = 0; key < frame.columns; ++key) text += header(view, frame, key);
  text +=
      format("</g>\n<g font-size=\"{:.0f}\"{}>\n", frame.font, language_attribute(view.queries));
  for (int row = 0; row < frame.rows; ++row) text += row_label(view, frame, row);
  return text + "</g>\n";
}

std::string map_unseen_areas(const AttentionView& view, const MapFrame& frame) {
  std::string path;
  for (int row = 0; row < frame.rows; ++row)
    for (const Run& run : unseen_runs(view, frame, row))
      path += format("M{} {}h{}v1h-{}z", run.begin, row, run.count, run.count);
  if (path.empty()) return "";
  return cells_group(frame, "unseen") + format("<path class=\"paper\" d=\"{}\"/>\n</g>\n", path);
}

std::string map_background(const AttentionView& view, const MapFrame& frame,
                           const WeightScale& scale) {
  // The edge is around the cells, half a pixel away.
  const std::string place =
      format("x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"", frame.left - 0.5,
             frame.top - 0.5, frame.plot_width() + 1, frame.plot_height() + 1);
  std::string text = format("<rect class=\"c0 edge\" {0}><title>below {1:.3f}</title></rect>\n",
                            place, scale.threshold());
  std::string hatching;  // a line from corner to corner of each cell
  for (int row = 0; row < frame.rows; ++row)
    for (const Run& run : unseen_runs(view, frame, row))
      for (int i = 0; i < run.count; ++i) hatching += format("M{} {}l1-1", run.begin + i, row + 1);
  if (hatching.empty()) return text;
  return text + "<g><title>not seen</title>\n" + map_unseen_areas(view, frame) +
         format(
             "<path class=\"hatch\" transform=\"translate({:.1f} {:.1f}) scale({:.3f})\" "
             "d=\"{}\"/>\n</g>\n",
             frame.left, frame.top, frame.cell, hatching);
}

std::string map_cells(const AttentionView& view, const MapFrame& frame, const WeightScale& scale) {
  std::string text = cells_group(frame);
  for (int row = 0; row < frame.rows; ++row) {
    for (int key = 0; key < frame.columns; ++key) {
      const float weight = weight_at(view, row, key);
      const int level = scale.level(weight);
      if (level == 0) continue;
      text += format("<path class=\"cell c{}\" d=\"M{} {}h1v1h-1z\"><title>{}</title></path>\n",
                     level, frame.column(key), row,
                     xml_text(weight_text(view.queries[static_cast<std::size_t>(row)],
                                          view.keys[static_cast<std::size_t>(key)], weight)));
    }
  }
  return text + "</g>\n";
}

std::string map_areas(const AttentionView& view, const MapFrame& frame, const WeightScale& scale) {
  std::array<std::string, kColourLevels> areas;
  const auto level_at = [&](int row, int column) {
    return scale.level(weight_at(view, row, frame.column(column)));  // mirroring is its own inverse
  };
  for (int row = 0; row < frame.rows; ++row) {
    for (int column = 0, end = 0; column < frame.columns; column = end) {
      const int level = level_at(row, column);
      for (end = column + 1; end < frame.columns && level_at(row, end) == level;) ++end;
      if (level > 0)
        areas[static_cast<std::size_t>(level)] +=
            format("M{} {}h{}v1h-{}z", column, row, end - column, end - column);
    }
  }
  std::string text = cells_group(frame);
  for (std::size_t level = 1; level < areas.size(); ++level) {
    if (areas[level].empty()) continue;
    text += format("<path class=\"c{}\" d=\"{}\"/>\n", level, areas[level]);
  }
  return text + "</g>\n";
}

double legend_width(bool with_unseen) { return with_unseen ? kBarWidth + 100 : kBarWidth; }

std::string map_legend(const WeightScale& scale, bool with_unseen) {
  constexpr double kStep = kBarWidth / kColourLevels, kBar = 12, kText = 28;
  std::string text = format(
      "<g shape-rendering=\"crispEdges\" transform=\"scale({:.3f} {:.0f})\">\n", kStep, kBar);
  for (int level = 0; level < kColourLevels; ++level) {
    text += format("<path class=\"c{0}\" d=\"M{0} 0h1v1h-1z\"/>\n", level);
  }
  text += "</g>\n";
  constexpr const char* kAnchors[] = {"start", "middle", "end"};
  for (int tick = 0; tick < 3; ++tick) {
    text += format(
        "<text class=\"faint\" x=\"{:.1f}\" y=\"{:.0f}\" text-anchor=\"{}\">{:g}</text>\n",
        kBarWidth * tick / 2, kText, kAnchors[tick], static_cast<double>(scale.top) * tick / 2);
  }
  if (!with_unseen) return text;
  return text + format(
                    "<g transform=\"translate({:.0f} 0) scale({:.0f})\"><rect class=\"paper edge\" "
                    "stroke-width=\".08\" width=\"1\" height=\"1\"/><path class=\"hatch\" "
                    "d=\"M0 1l1-1\"/></g>\n<text class=\"faint\" x=\"{:.0f}\" y=\"10.5\">not "
                    "seen</text>\n",
                    kBarWidth + 20, kBar, kBarWidth + 20 + kBar + 6);
}

std::string axes_text(const AttentionView& view, const MapFrame& frame) {
  const Axes axes = axes_of(view.part);
  return format("rows: {}, columns: {}{}", axes.rows, axes.columns,
                frame.mirrored ? ", read from the right" : "");
}

}  // namespace nmt
