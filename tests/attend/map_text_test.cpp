#include "attend/map_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <regex>
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

constexpr const char* kLegend = "░ from 10 percent on, ▒ 25, ▓ 45, █ 65\n";

TEST(MapText, ShadesCellsWithoutColour) {
  EXPECT_EQ(map_text(sample(), {}),
            "           日  e\u0301\n"
            "       a   本  t\n"
            "ein   90█ 10░  0\n"
            "Haus   0  50▓ 50▓\n"
            "</s>  30▒ 30▒ 40▒\n"
            "\n" +
                std::string(kLegend));
}

TEST(MapText, LeavesUnseenCellsBlankAndSaysSo) {
  AttentionView view = sample();
  view.part = "decoder";
  view.weights = {1, 0, 0, 0.004f, 0.996f, 0, 0.3f, 0.3f, 0.4f};
  view.seen = {{0, 1}, {0, 2}, {0, 3}};
  EXPECT_EQ(map_text(view, {}),
            "           日  e\u0301\n"
            "       a   本  t\n"
            "ein  100█\n"
            "Haus   0 100█\n"
            "</s>  30▒ 30▒ 40▒\n"
            "\n" +
                std::string(kLegend) + "blank: not seen\n");
  // A window of local attention begins anywhere.
  view.seen = {{1, 2}, {1, 3}, {2, 3}};
  view.weights = {0, 1, 0, 0, 0.5f, 0.5f, 0, 0, 1};
  EXPECT_THAT(map_text(view, {}), testing::HasSubstr("ein      100█\n"
                                                     "Haus      50▓ 50▓\n"
                                                     "</s>         100█\n"));
}

// The longest name and the widest number have a blank between them.
TEST(MapText, KeepsNamesAndNumbersApart) {
  AttentionView view = sample();
  view.queries = {"Çiftçi", "a", "b"};
  view.weights[0] = 1;
  EXPECT_THAT(map_text(view, {}), testing::HasSubstr("Çiftçi 100█"));
}

// As in pictures, the scale ends at a round number above the largest weight.
TEST(MapText, ShadesFollowTheLargestWeight) {
  AttentionView view = sample();
  for (float& weight : view.weights) weight *= 0.05f;
  const std::string text = map_text(view, {});
  EXPECT_THAT(text, testing::HasSubstr("ein    4█  1░  0\n"));
  EXPECT_THAT(text, testing::HasSubstr("░ from 0.5 percent on, ▒ 1, ▓ 2, █ 3\n"));
}

TEST(MapText, SaysWhatTheSignsOfTokensMean) {
  AttentionView view = sample();
  EXPECT_THAT(map_text(view, {}), testing::Not(testing::HasSubstr("continues")));
  view.queries[1] = "·Haus";
  view.keys[0] = "▁";
  const std::string text = map_text(view, {});
  EXPECT_THAT(text, testing::HasSubstr("· before a token: it continues the word before\n"));
  EXPECT_THAT(text, testing::HasSubstr("▁ alone: a word begins"));
}

TEST(MapText, ShowsWhatIsNoNumber) {
  AttentionView view = sample();
  view.weights[4] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(map_text(view, {}), testing::HasSubstr("Haus   0  nan 50▓\n"));
}

TEST(MapText, ColoursCellsByTheirWeight) {
  AttentionView view = sample();
  view.queries = {"ein"};
  view.keys = {"a", "b", "c"};
  view.weights = {0.9f, 0.1f, 0.0f};
  EXPECT_EQ(map_text(view, {.colour = MapStyle::Colour::ansi256}),
            "      a   b   c\n"
            "ein \x1B[48;5;229m\x1B[38;5;16m 90 \x1B[0m\x1B[48;5;24m\x1B[38;5;231m 10 \x1B[0m"
            "\x1B[48;5;17m\x1B[38;5;146m  0 \x1B[0m\n"
            "\n"
            "the colours from so many percent on:\n"
            "\x1B[48;5;17m\x1B[38;5;146m  0 \x1B[0m\x1B[48;5;18m\x1B[38;5;231m  3 \x1B[0m"
            "\x1B[48;5;24m\x1B[38;5;231m 10 \x1B[0m\x1B[48;5;30m\x1B[38;5;16m 25 \x1B[0m"
            "\x1B[48;5;37m\x1B[38;5;16m 45 \x1B[0m\x1B[48;5;115m\x1B[38;5;16m 65 \x1B[0m"
            "\x1B[48;5;229m\x1B[38;5;16m 85 \x1B[0m\n");
}

// The numbers of a colour of xterm's 256, each from 0 to 1.
std::array<double, 3> terminal_colour(int number) {
  constexpr std::array kLevels = {0.0, 95.0, 135.0, 175.0, 215.0, 255.0};
  const auto level = [&](int n) { return kLevels[static_cast<std::size_t>(n)] / 255; };
  const int cube = number - 16;
  return {level(cube / 36), level(cube / 6 % 6), level(cube % 6)};
}

// Relative luminance (WCAG 2).
double luminance(const std::array<double, 3>& colour) {
  const auto linear = [](double x) {
    return x <= 0.04045 ? x / 12.92 : std::pow((x + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2]);
}

// On dark and light terminals alike, and as in pictures: the more weight, the brighter; numbers can
// be read on each.
TEST(MapText, MoreWeightIsBrighter) {
  AttentionView view = sample();
  view.queries = {"ein"};
  view.keys.clear();
  view.weights.clear();
  for (const float weight : {0.0f, 0.04f, 0.15f, 0.3f, 0.5f, 0.7f, 1.0f}) {
    view.keys.emplace_back("k");
    view.weights.push_back(weight);
  }
  const std::string text = map_text(view, {.colour = MapStyle::Colour::ansi256});
  const std::string row = text.substr(text.find("ein"), text.find('\n', text.find("ein")));
  const std::regex painted("48;5;([0-9]+)m\x1B\\[38;5;([0-9]+)m");
  double before = -1;
  int cells = 0;
  for (auto it = std::sregex_iterator(row.begin(), row.end(), painted);
       it != std::sregex_iterator() && cells < 7; ++it, ++cells) {
    const double behind = luminance(terminal_colour(std::stoi((*it)[1])));
    const double ink = luminance(terminal_colour(std::stoi((*it)[2])));
    EXPECT_GT(behind, before) << cells;
    EXPECT_GT((std::max(ink, behind) + 0.05) / (std::min(ink, behind) + 0.05), 4.5) << cells;
    before = behind;
  }
  EXPECT_EQ(cells, 7);
}

TEST(MapText, WrapsIntoBlocksThatFit) {
  EXPECT_EQ(map_text(sample(), {.width = 13}),
            "           日\n"
            "       a   本\n"
            "ein   90█ 10░\n"
            "Haus   0  50▓\n"
            "</s>  30▒ 30▒\n"
            "\n"
            "       e\u0301\n"
            "       t\n"
            "ein    0\n"
            "Haus  50▓\n"
            "</s>  40▒\n"
            "\n"
            "░ from 10\n"
            "  percent on,\n"
            "  ▒ 25, ▓ 45,\n"
            "  █ 65\n");
}

TEST(MapText, NeverLeavesTheWidth) {
  AttentionView view;
  for (int i = 0; i < 100; ++i) {
    view.queries.push_back("Überraschungsmomente" + std::to_string(i));
    view.keys.push_back(i % 2 ? "漢字かな" : "a longer word than there is room for");
  }
  view.weights.assign(100 * 100, 0.01f);
  for (const int width : {6, 24, 80, 133}) {
    std::istringstream lines(map_text(view, {.width = width}));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(text_width(line), width) << line;
  }
}

}  // namespace
}  // namespace nmt
