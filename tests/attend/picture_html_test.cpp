#include "attend/picture_html.h"

#include <gmock/gmock.h>

#include <regex>

#include "attend/occurrences.h"
#include "attend/sample_views.h"
#include "attend/well_formed.h"

namespace nmt {
namespace {

using testing::HasSubstr;
using testing::Not;

// Of a model with `layers` layers: in each part the mean and two heads of each layer.
std::vector<AttentionView> all_views(int layers, const Tokens& source, const Tokens& target) {
  std::vector<AttentionView> views;
  for (const char* part : {"encoder", "decoder", "cross"}) {
    const bool of_source = std::string_view(part) == "encoder";
    const bool at_target = std::string_view(part) == "decoder";
    for (int layer = 1; layer <= layers; ++layer) {
      for (int head = 0; head <= 2; ++head) {
        AttentionView view =
            diagonal_view(part, of_source ? source : target, at_target ? target : source);
        view.layer = layer;
        view.layers = layers;
        view.head = head;
        views.push_back(view);
      }
    }
  }
  return views;
}

TEST(PictureHtmlTest, IsWellFormedAndNeedsNothingElse) {
  for (const Tokens& tokens : {Tokens{"a"}, nasty_tokens(), Tokens{"كتاب", "本"}}) {
    const std::string html =
        attention_html(all_views(2, tokens, tokens), {"<t> & \"t\"", "</script>", "\xff"});
    EXPECT_EQ(xml_complaint(html), "");
    EXPECT_EQ(occurrences(html, "src=|url\\(|@import|https?://|<link"), 0);
    EXPECT_EQ(occurrences(html, "href=\"[^#]"), 0);
    EXPECT_EQ(occurrences(html, "</script>"), 1);
    EXPECT_THAT(html, HasSubstr("<title>&lt;t&gt; &amp; &quot;t&quot;</title>"));
    EXPECT_THAT(html, HasSubstr("prefers-color-scheme:dark"));
  }
}

TEST(PictureHtmlTest, HasASectionForEachPartWithAllItsHeads) {
  const std::string html = attention_html(all_views(3, {"a", "b"}, {"x", "y", "z"}), {});
  EXPECT_EQ(occurrences(html, "<section "), 3);
  EXPECT_EQ(occurrences(html, "<div class=\"large\""), 3);
  EXPECT_EQ(occurrences(html, "<a class=\"small\""), 3 * 3 * 3);
  EXPECT_EQ(occurrences(html, "aria-current=\"true\" data"), 3);
  EXPECT_EQ(occurrences(html, "<th scope=\"col\">head 2</th>"), 3);
  EXPECT_EQ(occurrences(html, "<th scope=\"row\">layer 3</th>"), 3);
  const std::size_t cross = html.find(">cross-attention</h2>");
  const std::size_t encoder = html.find(">encoder self-attention</h2>");
  EXPECT_LT(cross, encoder);
  EXPECT_LT(encoder, html.find(">decoder self-attention</h2>"));
}

TEST(PictureHtmlTest, TheMeanOfTheLastLayerIsLargeAtFirst) {
  const std::string html = attention_html(all_views(3, {"a"}, {"x"}), {});
  EXPECT_EQ(occurrences(html, "<span class=\"head\">layer 3 of 3, mean of 2 heads</span>"), 3);
  EXPECT_THAT(html,
              HasSubstr("id=\"map-1-3-0\" href=\"#map-1-3-0\" aria-label=\"layer 3 of 3, mean of 2 "
                        "heads\" title=\"layer 3 of 3, mean of 2 heads\" aria-current=\"true\""));
}

TEST(PictureHtmlTest, NamesEachMapOnce) {
  const std::string html = attention_html(all_views(2, {"a"}, {"x"}), {});
  const std::regex id(" id=\"([^\"]+)\"");
  std::set<std::string> names;
  for (std::sregex_iterator i(html.begin(), html.end(), id), end; i != end; ++i)
    EXPECT_TRUE(names.insert((*i)[1]).second) << (*i)[1];
}

// What the script reads: thousandths, nothing for 0; and what is drawn without it.
TEST(PictureHtmlTest, HoldsTheWeightsOfEachMap) {
  AttentionView view = small_view();
  view.weights = {1, 0, 0.0004f, 0.25f, 0.25f, 0.5f, 0.0005f, 0, 0.9995f};
  const std::string html = attention_html({&view, 1}, {});
  EXPECT_THAT(html, HasSubstr("data-weights=\"1000,,,250,250,500,1,,1000\""));
  EXPECT_THAT(html, HasSubstr("<path class=\"c16\" d=\"M0 1h2v1h-2z\"/>"));
  EXPECT_THAT(html, HasSubstr("<title>\u2068Hund\u2069 → \u2068a\u2069: 0.250</title>"));
}

TEST(PictureHtmlTest, TellsUnseenFromSeen) {
  AttentionView view = diagonal_view("decoder", {"a", "b"}, {"<s>", "a"});
  EXPECT_THAT(attention_html({&view, 1}, {}), Not(HasSubstr("not seen</t")));
  view.seen = {{0, 1}, {0, 2}};
  const std::string html = attention_html({&view, 1}, {});
  EXPECT_EQ(xml_complaint(html), "");
  EXPECT_THAT(html, HasSubstr("data-weights=\"1000,-,250,750\""));
  // The cell in both maps, hatched in the large one; and in the legend.
  EXPECT_EQ(occurrences(html, "<path class=\"paper\" d=\"M1 0h1v1h-1z\"/>"), 2);
  EXPECT_EQ(occurrences(html, "class=\"hatch\""), 2);
  EXPECT_THAT(html, HasSubstr(">not seen</text>"));
}

TEST(PictureHtmlTest, SaysWhatTheSignsOfTokensMean) {
  const AttentionView view = diagonal_view("cross", {"·a"}, {"▁"});
  const std::string html = attention_html({&view, 1}, {});
  EXPECT_THAT(html, HasSubstr("· before a token: it continues the word before"));
  EXPECT_THAT(html, HasSubstr("▁ alone: a word begins"));
}

TEST(PictureHtmlTest, AModelWithOneMapHasNoSmallOnes) {
  const AttentionView view = small_view();
  EXPECT_THAT(attention_html({&view, 1}, {}),
              HasSubstr("<div class=\"scroll\" hidden=\"hidden\">"));
  EXPECT_THAT(attention_html(all_views(1, {"a"}, {"b"}), {}), Not(HasSubstr("hidden=\"hidden\"")));
}

TEST(PictureHtmlTest, SharesOneScale) {
  std::vector<AttentionView> views = {small_view(), small_view()};
  views[0].weights = {0.3f, 0, 0, 0, 0.3f, 0, 0, 0, 0.3f};
  views[1].head = 1;
  views[1].weights = {0.6f, 0, 0, 0, 0.6f, 0, 0, 0, 0.6f};
  const std::string html = attention_html(views, {});
  EXPECT_THAT(html, HasSubstr("colours from 0 to 0.6"));
  EXPECT_THAT(html, HasSubstr("<path class=\"c32\" d=\"M0 0h1v1h-1zM1 1h1v1h-1zM2 2h1v1h-1z\"/>"));
  EXPECT_THAT(html, HasSubstr("<path class=\"c63\" d=\"M0 0h1v1h-1zM1 1h1v1h-1zM2 2h1v1h-1z\"/>"));
}

TEST(PictureHtmlTest, WithoutViewsIsAPage) {
  EXPECT_EQ(xml_complaint(attention_html({}, {"t", "s", ""})), "");
}

TEST(PictureHtmlTest, StaysSmallForManyTokens) {
  const std::vector<AttentionView> views = all_views(6, many_tokens(100), many_tokens(100));
  EXPECT_LT(attention_html(views, {}).size(), 1'500'000u);
}

}  // namespace
}  // namespace nmt
