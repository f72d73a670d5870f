#include "attend/picture_svg.h"

#include <gmock/gmock.h>

#include <regex>

#include "attend/occurrences.h"
#include "attend/sample_views.h"
#include "attend/well_formed.h"

namespace nmt {
namespace {

using testing::HasSubstr;
using testing::Not;

// width and height of the whole picture.
std::pair<int, int> size_of(const std::string& svg) {
  std::smatch match;
  EXPECT_TRUE(std::regex_search(svg, match, std::regex("width=\"(\\d+)\" height=\"(\\d+)\"")));
  return {std::stoi(match[1]), std::stoi(match[2])};
}

TEST(PictureSvgTest, IsWellFormedAndNeedsNothingElse) {
  for (const Tokens& tokens : {Tokens{"a"}, nasty_tokens(), many_tokens(40)}) {
    const std::string svg = attention_svg(diagonal_view("cross", tokens, tokens));
    EXPECT_EQ(xml_complaint(svg), "");
    EXPECT_EQ(occurrences(svg, "href|url\\(|@import|<script"), 0);
    EXPECT_THAT(svg, HasSubstr("prefers-color-scheme:dark"));
  }
}

TEST(PictureSvgTest, DrawsAViewWithoutTokens) {
  const std::string svg = attention_svg(
      {.part = "cross", .layer = 1, .head = 1, .queries = {}, .keys = {}, .weights = {}});
  EXPECT_EQ(xml_complaint(svg), "");
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
}

TEST(PictureSvgTest, EachVisibleWeightHasACellAndSaysItsValue) {
  const std::string svg = attention_svg(small_view());
  EXPECT_EQ(occurrences(svg, "<path class=\"cell "), 5);
  EXPECT_THAT(svg, HasSubstr("<path class=\"cell c63\" d=\"M0 0h1v1h-1z\"><title>"
                             "\u2068ein\u2069 → \u2068a\u2069: 1.000</title>"));
  EXPECT_THAT(svg, HasSubstr("<path class=\"cell c16\" d=\"M0 1h1v1h-1z\"><title>"
                             "\u2068Hund\u2069 → \u2068a\u2069: 0.250</title>"));
  EXPECT_THAT(svg, HasSubstr("<title>\u2068&lt;/s&gt;\u2069 → \u2068dog\u2069: 0.250</title>"));
}

// Of 63 visible levels up to 1, the first begins at 1/126.
TEST(PictureSvgTest, LeavesOutWeightsBelowTheFirstLevel) {
  AttentionView view = small_view();
  view.weights = {1.0f, 0.0079f, 0.008f, 0, 1, 0, 0, 0, 1};
  const std::string svg = attention_svg(view);
  EXPECT_EQ(occurrences(svg, "<path class=\"cell "), 4);
  EXPECT_THAT(svg, HasSubstr("<title>below 0.008</title>"));
}

TEST(PictureSvgTest, SaysWhatIsShown) {
  AttentionView view = small_view();
  EXPECT_THAT(attention_svg(view),
              HasSubstr(">layer 1 of 1, mean of 2 heads; rows: target, columns: source<"));
  view.part = "encoder";
  view.layer = view.layers = 6;
  view.head = view.heads = 8;
  const std::string svg = attention_svg(view);
  EXPECT_THAT(svg, HasSubstr("<title>encoder self-attention, layer 6 of 6, head 8 of 8</title>"));
  EXPECT_THAT(svg, HasSubstr(">layer 6 of 6, head 8 of 8; rows: source, columns: source<"));
}

// A causal mask and a window can be seen.
TEST(PictureSvgTest, HatchesWhatIsNotSeen) {
  AttentionView view = diagonal_view("decoder", {"a", "b", "c"}, {"<s>", "a", "b"});
  EXPECT_THAT(attention_svg(view), Not(HasSubstr("not seen")));
  view.seen = {{0, 1}, {0, 2}, {0, 3}};
  const std::string svg = attention_svg(view);
  EXPECT_EQ(xml_complaint(svg), "");
  EXPECT_THAT(svg, HasSubstr("<path class=\"paper\" d=\"M1 0h2v1h-2zM2 1h1v1h-1z\"/>"));
  EXPECT_THAT(svg, HasSubstr("d=\"M1 1l1-1M2 1l1-1M2 2l1-1\"/>"));
  EXPECT_THAT(svg, HasSubstr("<title>not seen</title>"));
  EXPECT_THAT(svg, HasSubstr(">not seen</text>"));
  // Mirrored as the weights are.
  view.keys = {"كتاب", "كبير", "."};
  EXPECT_THAT(attention_svg(view), HasSubstr("d=\"M0 0h2v1h-2zM0 1h1v1h-1z\"/>"));
}

TEST(PictureSvgTest, CellsShrinkWithTheirNumberButStayReadable) {
  const std::string small = attention_svg(small_view());
  EXPECT_THAT(small, HasSubstr("scale(36.000)"));
  EXPECT_THAT(small, HasSubstr("rotate(-45)"));
  const std::string large =
      attention_svg(diagonal_view("cross", many_tokens(100), many_tokens(100)));
  EXPECT_THAT(large, HasSubstr("scale(13.000)"));
  EXPECT_THAT(large, HasSubstr("font-size=\"10\""));
  EXPECT_THAT(large, HasSubstr("rotate(-90)"));
  const auto [width, height] = size_of(large);
  EXPECT_GT(width, 1300);
  EXPECT_LT(width, 1450);
  EXPECT_GT(height, 1300);
  EXPECT_LT(height, 1550);
  EXPECT_LT(large.size(), 80'000u);
}

TEST(PictureSvgTest, LongTokensAreShortenedAndKeptForThePointer) {
  const std::string token(100, 'x');
  const std::string svg = attention_svg(diagonal_view("cross", {token}, {"a"}));
  EXPECT_THAT(svg, HasSubstr(" data-token=\"" + token + "\">" + std::string(27, 'x') + "…<title>" +
                             token + "</title></text>"));
}

TEST(PictureSvgTest, TextFromTheRightTurnsTheColumns) {
  const std::string svg = attention_svg(diagonal_view("cross", {"a", "book"}, {"كتاب", "كبير."}));
  EXPECT_EQ(xml_complaint(svg), "");
  EXPECT_THAT(svg, HasSubstr("columns: source, read from the right"));
  // The first word is the right column; its label ends there and reaches to the left.
  EXPECT_THAT(svg, HasSubstr("d=\"M1 0h1v1h-1z\"><title>\u2068a\u2069 → \u2068كتاب\u2069: 1.000"));
  EXPECT_THAT(svg, HasSubstr("rotate(45)\" text-anchor=\"start\" direction=\"rtl\" "
                             "unicode-bidi=\"embed\">كبير.</text>"));
}

TEST(PictureSvgTest, RowsFromTheRightEndBesideTheMap) {
  const std::string svg = attention_svg(diagonal_view("cross", {"ספר", "x"}, {"a", "book"}));
  EXPECT_THAT(svg, HasSubstr(" text-anchor=\"start\" direction=\"rtl\" "
                             "unicode-bidi=\"embed\">ספר</text>"));
  EXPECT_THAT(svg, HasSubstr(" text-anchor=\"end\">x</text>"));
  EXPECT_THAT(svg, Not(HasSubstr("from the right")));
}

TEST(PictureSvgTest, EastAsianHeadersStandUpright) {
  const std::string svg = attention_svg(diagonal_view("cross", {"a"}, {"北京", "GPU", "。"}));
  EXPECT_THAT(svg, HasSubstr("class=\"key down\""));
  EXPECT_THAT(svg, HasSubstr("lang=\"zh\""));
  EXPECT_EQ(occurrences(svg, "rotate\\(-90\\)"), 2);
  EXPECT_THAT(attention_svg(diagonal_view("cross", {"本を"}, {"a"})), HasSubstr("lang=\"ja\""));
  EXPECT_THAT(attention_svg(diagonal_view("cross", {"책"}, {"a"})), HasSubstr("lang=\"ko\""));
}

TEST(PictureSvgTest, IsTheSameEachTime) {
  const AttentionView view = diagonal_view("cross", nasty_tokens(), many_tokens(7));
  EXPECT_EQ(attention_svg(view), attention_svg(view));
}

}  // namespace
}  // namespace nmt
