#include "attend/map_text.h"

#include <gtest/gtest.h>

#include <sstream>

#include "base/text_width.h"

namespace nmt {
namespace {

AttentionView sample() {
  return {.part = "cross",
          .layer = 1,
          .head = 0,
          .queries = {"ein", "Haus", "</s>"},
          .keys = {"a", "日本", "e\u0301t"},
          .weights = {0.9f, 0.1f, 0.0f, 0.004f, 0.496f, 0.5f, 0.3f, 0.3f, 0.4f}};
}

TEST(MapText, ShadesCellsWithoutColour) {
  EXPECT_EQ(map_text(sample(), {}),
            "          日  e\u0301\n"
            "      a   本  t\n"
            "ein  90█ 10░\n"
            "Haus  ·  50▓ 50▓\n"
            "</s> 30▒ 30▒ 40▒\n");
}

TEST(MapText, ColoursCellsByTheirWeight) {
  AttentionView view = sample();
  view.queries = {"ein"};
  view.keys = {"a", "b", "c"};
  view.weights = {0.9f, 0.1f, 0.0f};
  EXPECT_EQ(map_text(view, {.colour = MapStyle::Colour::ansi256}),
            "     a   b   c\n"
            "ein\x1B[48;5;18m\x1B[38;5;231m 90 \x1B[0m\x1B[48;5;117m\x1B[38;5;16m 10 \x1B[0m\n");
}

TEST(MapText, WrapsIntoBlocksThatFit) {
  EXPECT_EQ(map_text(sample(), {.width = 12}),
            "          日\n"
            "      a   本\n"
            "ein  90█ 10░\n"
            "Haus  ·  50▓\n"
            "</s> 30▒ 30▒\n"
            "\n"
            "      e\u0301\n"
            "      t\n"
            "ein\n"
            "Haus 50▓\n"
            "</s> 40▒\n");
}

TEST(MapText, NeverLeavesTheWidth) {
  AttentionView view;
  for (int i = 0; i < 100; ++i) {
    view.queries.push_back("Überraschungsmomente" + std::to_string(i));
    view.keys.push_back(i % 2 ? "漢字かな" : "a longer word than there is room for");
  }
  view.weights.assign(100 * 100, 0.01f);
  for (const int width : {5, 24, 80, 133}) {
    std::istringstream lines(map_text(view, {.width = width}));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(text_width(line), width) << line;
  }
}

}  // namespace
}  // namespace nmt
