#include "base/line_chart.h"

#include <gmock/gmock.h>

#include <regex>

namespace nmt {
namespace {

using testing::HasSubstr;
using testing::Not;

LineChart sample_chart() {
  return {.title = "BLEU by <length>",
          .x_title = "words",
          .y_title = "BLEU",
          .x_labels = {"0-9", "10-19", "20+"},
          .x_notes = {"n = 1", "n = 2", "n = 3"},
          .curves = {{"a & b", {20.0, 25.0, 22.5}}, {"\xff\"c\"", {std::nullopt, 30.0, 28.0}}}};
}

std::ptrdiff_t occurrences(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  return std::distance(std::sregex_iterator(text.begin(), text.end(), regex), {});
}

TEST(LineChartTest, DrawsEachCurveWithItsPoints) {
  const std::vector<LineChart> charts = {sample_chart()};
  const std::string svg = draw_charts(charts);
  // In the legend and in the plot.
  EXPECT_EQ(occurrences(svg, "<path class=\"curve line0\""), 2);
  EXPECT_EQ(occurrences(svg, "<path class=\"curve line1\""), 2);
  EXPECT_EQ(occurrences(svg, "<path class=\"mark0\""), 1 + 3);
  EXPECT_EQ(occurrences(svg, "<path class=\"mark1\""), 1 + 2);
  EXPECT_THAT(svg, HasSubstr("<title>a &amp; b, 10-19: 25.00</title>"));
}

// Ten units are 260 pixels: 20 at the bottom, 30 at the top.
TEST(LineChartTest, PutsAPointWhereItsValueIs) {
  LineChart chart = sample_chart();
  chart.curves = {{"a", {20.0, 30.0, 25.0}}};
  const std::string svg = draw_charts({&chart, 1});
  EXPECT_THAT(svg, HasSubstr("M169.3 320.0L396.0 60.0L622.7 190.0"));
}

TEST(LineChartTest, IsWellFormedAndNeedsNothingElse) {
  const std::vector<LineChart> charts = {sample_chart(), sample_chart()};
  const std::string svg = draw_charts(charts);
  EXPECT_THAT(svg, HasSubstr("BLEU by &lt;length&gt;"));
  EXPECT_THAT(svg, HasSubstr("\xEF\xBF\xBD&quot;c&quot;"));
  EXPECT_EQ(occurrences(svg, "<[a-z]"), occurrences(svg, "</[a-z]") + occurrences(svg, "/>"));
  EXPECT_THAT(svg, HasSubstr("prefers-color-scheme:dark"));
  EXPECT_EQ(occurrences(svg, "href|url\\("), 0);
}

// 50 of 100 is in the middle of the axis, 30 at the top of the plot.
TEST(LineChartTest, MarksPointsAndPlaces) {
  LineChart chart = {.title = "BLEU",
                     .x_title = "step",
                     .y_title = "BLEU",
                     .x_labels = {},
                     .x_notes = {},
                     .curves = {{"a", {20.0, 30.0, 25.0}}},
                     .x_numbers = {10, 50, 100},
                     .marks = {{50, 30.0, "best: <30>"}, {100, std::nullopt, "kept"}}};
  const std::string svg = draw_charts({&chart, 1});
  EXPECT_THAT(svg, HasSubstr("<circle class=\"ring\" cx=\"396.0\" cy=\"60.0\""));
  EXPECT_THAT(svg, HasSubstr(">best: &lt;30&gt;</text>"));
  EXPECT_THAT(svg, HasSubstr("<path class=\"across\" d=\"M736.0 60.0V320.0\"/>"));
  // Text stays within the picture.
  EXPECT_THAT(svg, HasSubstr("text-anchor=\"end\">kept</text>"));
}

// 100 is in the middle of the axis, which ends at the last number.
TEST(LineChartTest, PutsNumbersWhereTheyLie) {
  LineChart chart = {
      .title = "Loss",
      .x_title = "step",
      .y_title = "loss",
      .x_labels = {},
      .x_notes = {},
      .curves = {{"train", {4.0, std::nullopt, 2.0}}, {"valid", {std::nullopt, 3.0}}},
      .x_numbers = {100, 150, 200}};
  const std::string svg = draw_charts({&chart, 1});
  EXPECT_THAT(svg, HasSubstr("d=\"M396.0 80.0L736.0 340.0\""));
  EXPECT_THAT(svg, HasSubstr("<title>valid, 150: 3</title>"));
  EXPECT_THAT(svg, HasSubstr("text-anchor=\"middle\">50</text>"));
}

TEST(LineChartTest, ManyNumbersAreALineWithoutMarkers) {
  LineChart chart = sample_chart();
  chart.x_labels = chart.x_notes = {};
  chart.curves = {{"a", {}}};
  for (int i = 0; i < 1000; ++i) {
    chart.x_numbers.push_back(i);
    chart.curves[0].values.push_back(1e-4 * i);
  }
  const std::string svg = draw_charts({&chart, 1});
  EXPECT_EQ(occurrences(svg, "class=\"mark0\""), 0);
  EXPECT_THAT(svg, HasSubstr(">0.02</text>"));
}

TEST(LineChartTest, DrawsWithoutAnyValueOrWithManyCurves) {
  LineChart chart = sample_chart();
  chart.curves = {{"none", {std::nullopt, std::nullopt, std::nullopt}}};
  EXPECT_THAT(draw_charts({&chart, 1}), Not(HasSubstr("nan")));
  chart.curves.assign(20, {"a system with a long name", {1.0, 1.0, 1.0}});
  const std::string svg = draw_charts({&chart, 1});
  EXPECT_THAT(svg, HasSubstr("stroke-dasharray=\"5 5\""));
  EXPECT_THAT(svg, HasSubstr("stroke-dasharray=\"8 8\""));
}

}  // namespace
}  // namespace nmt
