// HTML pages: what is translated of them, and that nothing else changes.
#include "document/html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>

#include "document/fake_translations.h"
#include "document/html_characters.h"
#include "document/html_tokens.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> texts(const std::string& page) {
  return texts_of(*read_document("html", page));
}

std::string capitals(const std::string& page, const DocumentLanguages& languages = {}) {
  return write_with(*read_document("html", page), in_capitals, languages);
}

std::string turned(const std::string& page) {
  return write_with(*read_document("html", page), turned_around);
}

constexpr const char* kPage = R"(<!DOCTYPE html>
<html lang='en'>
<head>
  <meta charset="utf-8">
  <title>The farmer &amp; the car</title>
  <meta name=description content="Four   cows">
  <style>p > b { content: "<b>" }</style>
  <script>if (a<b && "<p>x") { f("</p>") } </script>
</head>
<body class=main>
<!-- a comment -->
<h1>The <b>old</b> farmer</h1>
<p>
  I see
  the <a href="x?a=1&b=2" title='The "car"'>car</a>.
  <img src=a.png alt="A horse">
</p>
<ul><li>one<li>two &copy; three</ul>
<pre>not  this</pre><p>but <code>x = 1</code> this<br>and this</p>
</body>
</html>
)";

TEST(Html, TextsEndAtBlocksAndHoldInlineElements) {
  EXPECT_THAT(texts("<p>a b</p>c<div>d<p>e</div>f"), ElementsAre("a b", "c", "d", "e", "f"));
  EXPECT_THAT(texts("<p>the <b>old</b> <i>man</i> runs</p>"),
              ElementsAre("the <b>old</b> <i>man</i> runs"));
  EXPECT_THAT(texts("one<br>two<br/>three"), ElementsAre("one", "two", "three"));
  EXPECT_THAT(texts("<td>a</td><td>b</td>"), ElementsAre("a", "b"));
  EXPECT_THAT(texts("<x-chip>a</x-chip> b"), ElementsAre("<x-chip>a</x-chip> b"));
  EXPECT_THAT(texts(""), IsEmpty());
  EXPECT_THAT(texts("<p> \n </p>"), IsEmpty());
}

TEST(Html, WhiteSpaceIsOneBlank) {
  EXPECT_THAT(texts("<p>\n  a\n\tb <b> c</b>  d </p>"), ElementsAre("a b <b>c</b> d"));
  EXPECT_EQ(capitals("<p>\n  a\n\tb\n</p>"), "<p>\n  A B\n</p>");
}

TEST(Html, TagsAroundAWholeTextAreNoneOfIt) {
  EXPECT_THAT(texts("<p><a href=x><b>car</b></a></p>"), ElementsAre("car"));
  EXPECT_THAT(texts("<p><img src=a> car <!-- x --></p>"), ElementsAre("car"));
  EXPECT_THAT(texts("<b>one<br>two</b>"), ElementsAre("one", "two"));
  EXPECT_THAT(texts("<p><b>old</b> car</p>"), ElementsAre("<b>old</b> car"));
}

TEST(Html, CharactersAreReadAndWritten) {
  EXPECT_THAT(texts("<p>a &amp; b &lt;c&gt; &eacute;&#233;&#xE9; &apos;</p>"),
              ElementsAre("a & b <c> ééé '"));
  EXPECT_EQ(capitals("<p>a &amp; b &lt;c&gt;</p>"), "<p>A &amp; B &lt;C&gt;</p>");
  // Those that nobody knows stay, as what cannot be told does.
  EXPECT_EQ(capitals("<p>a &foo; b & c &#150; d</p>"), "<p>A &foo; B &amp; C &#150; D</p>");
  EXPECT_EQ(html_decoded("&hearts;&nbsp;&unknown;&"), "\u2665\u00a0&unknown;&");
  EXPECT_EQ(html_encoded("a\u00a0\"b\" <&>", '"'), "a&#160;&quot;b&quot; &lt;&amp;&gt;");
}

TEST(Html, AttributesForPeopleAreTexts) {
  EXPECT_THAT(texts("<img alt=\"A horse\" title='x'><input type=submit value=Go placeholder=p>"
                    "<input type='reset' value='Start over'><input type=text value=no>"),
              ElementsAre("A horse", "x", "Go", "p", "Start over"));
  EXPECT_THAT(texts("<meta name=\"description\" content=\"d\"><meta name=\"viewport\" content=w>"),
              ElementsAre("d"));
  EXPECT_EQ(capitals("<img alt='it&#39;s' title=x>"), "<img alt='IT&#39;S' title=\"X\">");
  // Within a text, with its tag.
  EXPECT_EQ(capitals("<p>a <img alt=\"b\"> c</p>"), "<p>A <img alt=\"B\"> C</p>");
}

TEST(Html, ScriptsStylesAndWhatIsKeptStay) {
  EXPECT_THAT(texts("<script>var a = '<p>x</p>'; if (a<b) {}</script><p>y</p>"), ElementsAre("y"));
  EXPECT_THAT(texts("<style>a > b {}</style><textarea>t</textarea>y"), ElementsAre("y"));
  EXPECT_THAT(texts("<pre>a\n b</pre>y"), ElementsAre("y"));
  EXPECT_THAT(texts("<p translate=no>a</p><p class='x notranslate'>b</p>c"), ElementsAre("c"));
  EXPECT_THAT(texts("<p>see <code>ls <b>-l</b></code> now</p>"),
              ElementsAre("see <code>ls <b>-l</b></code> now"));
  EXPECT_EQ(capitals("<p>see <code>ls</code> now</p>"), "<p>SEE <code>ls</code> NOW</p>");
  EXPECT_THAT(texts("<title>a <b> c</title>"), ElementsAre("a <b> c"));
}

TEST(Html, TheLanguageOfThePageIsThatOfTheTranslation) {
  EXPECT_EQ(capitals("<html lang=\"en\"><p>a</p>", {.source = "en", .target = "tr"}),
            "<html lang=\"tr\"><p>A</p>");
  EXPECT_EQ(capitals("<html lang=\"en\"><p>a</p>"), "<html lang=\"en\"><p>A</p>");
}

TEST(Html, WhatIsNotTranslatedStaysByteForByte) {
  EXPECT_EQ(write_with(*read_document("html", kPage), unchanged), kPage);
  EXPECT_THAT(
      texts(kPage),
      ElementsAre("The farmer & the car", "Four   cows", "The <b>old</b> farmer", "The \"car\"",
                  "A horse", "I see the <a href=\"x?a=1&b=2\" title='The \"car\"'>car</a>.", "one",
                  "two © three", "but <code>x = 1</code> this", "and this"));
  const std::string translated = capitals(kPage, {.source = "en", .target = "tr"});
  EXPECT_THAT(translated, testing::HasSubstr("<script>if (a<b && \"<p>x\") { f(\"</p>\") } "));
  EXPECT_THAT(translated, testing::HasSubstr(
                              "<p>\n  I SEE THE <a href=\"x?a=1&b=2\" title='THE \"CAR\"'>CAR</a>"
                              ".\n  <img src=a.png alt=\"A HORSE\">\n</p>"));
}

TEST(Html, TagsGoWithTheirWords) {
  EXPECT_EQ(turned("<p>the <b>old <i>x</i></b> man</p>"), "<p> man<b>old <i>x</i></b>the </p>");
}

TEST(Html, PlacesAreLines) {
  const auto document = read_document("html", "<p>a</p>\n\n<p title=b>\nc</p>");
  ASSERT_EQ(document->texts().size(), 3u);
  EXPECT_EQ(document->texts()[0].place, "line 1");
  EXPECT_EQ(document->texts()[1].place, "line 3");
  EXPECT_EQ(document->texts()[2].place, "line 4");
}

TEST(Html, BrokenPagesAreReadAllTheSame) {
  EXPECT_EQ(capitals("<p>a <b>b <i>c</b> d</i> e"), "<p>A <b>B <i>C</b> D</i> E");
  EXPECT_EQ(capitals("a < b > c <d"), "A &lt; B &gt; C &lt;D");
  EXPECT_EQ(capitals("<p title=\"x>y</p>"), "<p title=\"x>Y</p>");
  EXPECT_EQ(capitals("<script>a"), "<script>a");
  EXPECT_THAT(
      error_of([] { read_document("html", "<p>\n\xff</p>"); }),
      testing::AllOf(testing::HasSubstr("the page is not in UTF-8"), testing::HasSubstr("file:2")));
}

TEST(Html, FuzzIsADocumentOrAnError) { read_damaged("html", kPage, {"en", "tr"}); }

// Of reading and writing a page of that many bytes made of one part.
double seconds_for_page(const std::string& part, std::size_t bytes) {
  std::string page;
  while (page.size() < bytes) page += part;
  const std::clock_t begin = std::clock();
  const auto document = read_document("html", page);
  EXPECT_EQ(write_with(*document, unchanged), page) << part;
  return double(std::clock() - begin) / CLOCKS_PER_SEC;
}

// Eight times the size takes about eight times as long, and 64 times where each text looks at the page.
TEST(Html, LargePagesTakeTimeAsLongAsTheyAre) {
  const std::string parts[] = {"<b>",         "<b a=1>x</b>", "</i>",   "<!-- ", "<script>",
                               "<p>x",        "&amp;",        "<code>", "&x",    "<",
                               "<a title=\"", "<br>x<b>y",    "<i><b>", "<p x='"};
  for (const std::string& part : parts) {
    const double small = seconds_for_page(part, 250'000), large = seconds_for_page(part, 2'000'000);
    EXPECT_LT(large, 0.2 + 24 * small) << part;
  }
}

TEST(HtmlTokens, AttributesAsBrowsersReadThem) {
  const std::string tag = "<a href=x y='1 2' Z = \"3\" w =>";
  std::vector<std::string> found;
  for (const HtmlAttribute& attribute : html_attributes(tag))
    found.push_back(attribute.name + "=" + std::string(in_range(tag, attribute.value)));
  EXPECT_THAT(found, ElementsAre("href=x", "y=1 2", "z=3", "w="));
}

}  // namespace
}  // namespace nmt
