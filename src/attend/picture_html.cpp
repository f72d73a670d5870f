#include "attend/picture_html.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <vector>

#include "attend/heat_map.h"
#include "attend/page_parts.h"
#include "attend/tokens.h"
#include "base/format.h"
#include "base/xml.h"

namespace nmt {
namespace {

constexpr double kSmallMap = 64;  // pixels of the longer side of a small map
constexpr double kSmallCell = 8;  // at most, so that maps of short sentences are not coarse

using Views = std::vector<const AttentionView*>;

// Views of the same part, the same tokens and the same unseen cells, which one large map can show in
// turn.
bool same_frame(const AttentionView& a, const AttentionView& b) {
  return a.part == b.part && a.queries == b.queries && a.keys == b.keys && a.seen == b.seen;
}

int rank(const std::string& part) {
  return part == "cross" ? 0 : part == "encoder" ? 1 : part == "decoder" ? 2 : 3;
}

std::vector<Views> sections_of(std::span<const AttentionView> views) {
  std::vector<Views> sections;
  for (const AttentionView& view : views) {
    const auto section = std::find_if(sections.begin(), sections.end(), [&](const Views& other) {
      return same_frame(*other.front(), view);
    });
    if (section == sections.end())
      sections.push_back({&view});
    else
      section->push_back(&view);
  }
  std::stable_sort(sections.begin(), sections.end(), [](const Views& a, const Views& b) {
    return rank(a.front()->part) < rank(b.front()->part);
  });
  return sections;
}

// What is large at first: all heads of the last layer, where the mean is among the views.
const AttentionView& most_telling(const Views& views) {
  return **std::max_element(
      views.begin(), views.end(), [](const AttentionView* a, const AttentionView* b) {
        return std::pair(a->head == 0, a->layer) < std::pair(b->head == 0, b->layer);
      });
}

// Thousandths, row by row; nothing for 0, and - for what was not seen.
std::string weights_text(const AttentionView& view) {
  std::string text;
  for (std::size_t i = 0; i < view.weights.size(); ++i) {
    if (i > 0) text += ',';
    const int row = static_cast<int>(i / view.keys.size()),
              key = static_cast<int>(i % view.keys.size());
    const float weight = view.weights[i];
    if (!view.sees(row, key)) text += '-';
    if (weight >= 0.0005f) text += std::to_string(std::lround(1000 * weight));
  }
  return text;
}

// One section of the page: a part of the model.
class Section {
 public:
  Section(const Views& views, const WeightScale& scale, int number)
      : views_(views),
        scale_(scale),
        number_(number),
        shown_(most_telling(views)),
        frame_(map_frame(shown_)) {}

  std::string html() const {
    const std::string title = xml_text(part_name(shown_.part));
    return format(
               "<section aria-labelledby=\"part-{0}\">\n<h2 id=\"part-{0}\">{1}</h2>\n"
               "<p class=\"which\"><span class=\"head\">{2}</span>; {3}</p>\n"
               "<div class=\"sides\">\n",
               number_, title, layer_and_head(shown_), xml_text(axes_text(shown_, frame_))) +
           large(title) + table() + "</div>\n</section>\n";
  }

 private:
  std::string large(const std::string& title) const {
    return format(
               "<div class=\"large\" tabindex=\"0\" role=\"group\" aria-label=\"{}: arrow keys go "
               "from weight to weight\">\n"
               "<svg class=\"map\" width=\"{:.0f}\" height=\"{:.0f}\" data-left=\"{:.1f}\" "
               "data-top=\"{:.1f}\" data-cell=\"{:.3f}\" data-mirrored=\"{}\" role=\"img\" "
               "aria-label=\"heat map\">\n",
               title, frame_.width, frame_.height, frame_.left, frame_.top, frame_.cell,
               frame_.mirrored ? "yes" : "") +
           map_labels(shown_, frame_) + map_background(shown_, frame_, scale_) +
           map_cells(shown_, frame_, scale_) + "</svg>\n</div>\n";
  }

  // The small maps: a row for each layer, a column for each head.
  std::string table() const {
    std::map<int, std::map<int, const AttentionView*>> layers;
    std::set<int> heads;
    for (const AttentionView* view : views_) {
      layers[view->layer][view->head] = view;
      heads.insert(view->head);
    }
    std::string text = format("<div class=\"scroll\"{}>\n<table>\n<tr><td></td>",
                              views_.size() == 1 ? " hidden=\"hidden\"" : "");
    for (const int head : heads) {
      text += format("<th scope=\"col\">{}</th>", head == 0 ? "mean" : format("head {}", head));
    }
    text += "</tr>\n";
    for (const auto& [layer, views] : layers) {
      text += format("<tr><th scope=\"row\">layer {}</th>\n", layer);
      for (const int head : heads) {
        const auto view = views.find(head);
        text += "<td>" + (view == views.end() ? "" : small(*view->second)) + "</td>\n";
      }
      text += "</tr>\n";
    }
    return text + "</table>\n</div>\n";
  }

  std::string small(const AttentionView& view) const {
    const double longest = std::max({frame_.rows, frame_.columns, 1});
    MapFrame frame = frame_;
    frame.cell = std::min(kSmallMap / longest, kSmallCell);
    frame.left = frame.top = 0;
    const std::string id = format("map-{}-{}-{}", number_, view.layer, view.head);
    return format(
               "<a class=\"small\" id=\"{0}\" href=\"#{0}\" aria-label=\"{1}\" title=\"{1}\" "
               "aria-current=\"{2}\" data-weights=\"{3}\">\n"
               "<svg class=\"map\" width=\"{4:.1f}\" height=\"{5:.1f}\" viewBox=\"0 0 {4:.1f} "
               "{5:.1f}\" aria-hidden=\"true\">\n<rect class=\"c0\" width=\"100%\" "
               "height=\"100%\"/>\n",
               id, layer_and_head(view), &view == &shown_, weights_text(view), frame.plot_width(),
               frame.plot_height()) +
           map_unseen_areas(view, frame) + map_areas(view, frame, scale_) + "</svg></a>";
  }

  const Views& views_;
  const WeightScale scale_;
  const int number_;
  const AttentionView& shown_;
  const MapFrame frame_;
};

std::string page_head(const PageTexts& texts) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>" +
         xml_text(texts.title) + "</title>\n<style>" + std::string(attention_page::kStyle) +
         map_style() + "</style>\n</head>\n";
}

std::string sentence(const char* name, const std::string& text) {
  return format("<dt>{}</dt><dd dir=\"auto\">{}</dd>\n", name, xml_text(text));
}

}  // namespace

std::string attention_html(std::span<const AttentionView> views, const PageTexts& texts) {
  const WeightScale scale = scale_for(views);
  std::string html =
      page_head(texts) + "<body>\n<main>\n<h1>" + xml_text(texts.title) + "</h1>\n<dl>\n";
  html += sentence("source", texts.source) + sentence("target", texts.target);
  html += "</dl>\n";
  std::vector<std::string> labels;
  bool unseen = false;
  for (const AttentionView& view : views) {
    unseen = unseen || !view.sees_all();
    labels.insert(labels.end(), view.queries.begin(), view.queries.end());
    labels.insert(labels.end(), view.keys.begin(), view.keys.end());
  }
  for (const std::string& note : token_notes(labels))
    html += "<p class=\"which\">" + xml_text(note) + "</p>\n";
  html += format(
      "<svg class=\"map\" width=\"{0:g}\" height=\"{1}\" role=\"img\" aria-label=\"colours from "
      "0 to {2:g}\">\n{3}</svg>\n",
      legend_width(unseen), kLegendHeight, scale.top, map_legend(scale, unseen));
  int number = 0;
  for (const Views& section : sections_of(views)) html += Section(section, scale, ++number).html();
  html += "</main>\n<div id=\"told\" role=\"status\"></div>\n<script>" +
          std::string(attention_page::kScript) + "</script>\n</body>\n</html>\n";
  return html;
}

}  // namespace nmt
