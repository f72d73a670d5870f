// What of a Markdown text is translated, which marks are tags, and that what is written is read again
// as the same.
#include "document/markdown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "document/format_checks.h"
#include "document/markdown_parser.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Markdown : public testing::Test {
 protected:
  void SetUp() override {
    if (markdown_library_version().empty()) GTEST_SKIP() << "built without MD4C";
  }
};

using Texts = std::vector<std::string>;
Texts texts(const std::string& content) { return texts_of("markdown", content); }

// One text, translated as `translate` says.
std::string written(const std::string& content, Translate translate) {
  return translated("markdown", content, translate);
}

// The translation is always these words; each tag stands where it stood or at the end.
std::string as(const std::string& content, const std::string& words) {
  const auto document = document_of("markdown", content);
  TranslatedText translation{.text = words};
  const DocumentText& text = document->texts().at(0);
  for (std::size_t i = 0; i < text.tags.size(); ++i) {
    const std::size_t begin = translation.text.size();
    translation.text += in_range(text.text, text.tags[i].range);
    translation.tags.push_back({i, {begin, translation.text.size()}});
  }
  return document->write(std::vector{translation}, {});
}

const std::string kPage = R"(---
title: A page
---

# The *first* heading #

Second heading
--------------

A paragraph with **strong**, *emphasised*, __strong__, _emphasised_, ***both***
and ~~struck~~ words, `code`, [a link](https://a.example/x "A title"), and a
![picture](p.png). See [there][ref], [ref] and <https://b.example>.\
A hard break, \*stars\*, &amp; an <b>element</b>.

[ref]: https://c.example "Title"

- One item
  goes on here.
- [ ] A task
  1. Deep

     Loose

> A quote **over
> two** lines
> > and another

| Head | *Other* |
|------|---------|
| One \| two | `code` words |
| Last ||

```python
print("code")
```

    indented code

<div>
A block
</div>

[![](badge.svg)](https://d.example) Words behind it[^1].

[^1]: A note.
)";

TEST_F(Markdown, TextsAndTags) {
  EXPECT_THAT(
      texts(kPage),
      ElementsAre(
          "The [*]first[*] heading", "Second heading",
          "A paragraph with [**]strong[**], [*]emphasised[*], [__]strong[__], [_]emphasised[_], "
          "[*][**]both[**][*] and [~~]struck[~~] words, [`code`], [[]a link[](https://a.example/x "
          "\"A title\")], and a [![]picture[](p.png)]. See [[]there[][ref]], [[]ref[]] and "
          "[<https://b.example>].[<br>]A hard break, *stars*, & an [<b>]element[</b>].",
          "One item goes on here.", "A task", "Deep", "Loose", "A quote [**]over two[**] lines",
          "and another", "Head", "[*]Other[*]", "One | two", "[`code`] words", "Last",
          "[[][![](badge.svg)][](https://d.example)] Words behind it[[^1]].", "[[^1]]: A note."));
}

TEST_F(Markdown, PairsArePairs) {
  const auto document = document_of("markdown", "a **b [c](d) e** `f` <i>g</i> <br> ![](h)");
  Texts pairs;
  for (const InlineTag& tag : document->texts().at(0).tags)
    pairs.push_back(std::to_string(tag.partner));
  EXPECT_THAT(pairs, ElementsAre("3", "2", "1", "0", "-1", "6", "5", "-1", "-1"));
}

TEST_F(Markdown, AllElseStays) {
  std::string capitals = written(kPage, in_capitals);
  for (const char* same :
       {"---\ntitle: A page\n---\n", "--------------", "`code`",
        "](https://a.example/x \"A title\")", "[ref]: https://c.example \"Title\"\n",
        "- [ ] A TASK\n  1. DEEP\n\n     LOOSE\n", "|------|---------|",
        "```python\nprint(\"code\")\n```\n\n    indented code\n", "<div>\nA block\n</div>",
        "\\*STARS\\*, & AN <b>ELEMENT</b>", "| ONE \\| TWO | `code` WORDS |\n| LAST ||\n",
        "[^1]: A NOTE."})
    EXPECT_THAT(capitals, HasSubstr(same));
}

TEST_F(Markdown, WhatIsWrittenIsReadAgain) {
  Texts expected = texts(kPage);
  for (std::string& text : expected) {
    DocumentText words{.text = text};
    text = in_capitals(words).text;
  }
  // Words that named a target have its name behind them.
  const std::size_t named = expected[2].find("[[]REF[]]");
  ASSERT_NE(named, std::string::npos);
  expected[2].replace(named, 9, "[[]REF[][REF]]");
  Texts read = texts(written(kPage, in_capitals));
  for (std::string& text : read) text = in_capitals({.text = text}).text;
  EXPECT_EQ(read, expected);
  EXPECT_EQ(texts(written(kPage, backwards)).size(), expected.size());
}

TEST_F(Markdown, SoftBreaksAreWrappedAgain) {
  EXPECT_EQ(written("> - The old farmer who lived\n>   beside the river had a dog.\n", backwards),
            "> - dog. a had river the beside\n>   lived who farmer old The\n");
  EXPECT_EQ(written("one\r\ntwo three\r\n", backwards), "three two\r\none\r\n");
  // A number, a mark of a list or a code span do not come to stand at the begin of a line.
  EXPECT_EQ(written("aa 1. bbbbbbb\nccc\n", backwards), "ccc bbbbbbb 1.\naa\n");
  EXPECT_EQ(written("`a b c` x\nddddd\n", backwards), "ddddd x\n`a b c`\n");
}

TEST_F(Markdown, SentencesOnLinesOfTheirOwnStayThere) {
  const std::string text = "A sentence.\nAnother one.\nThe last\n",
                    item = "- A sentence.\n  Another one.\n";
  EXPECT_THAT(texts(text), ElementsAre("A sentence.\nAnother one.\nThe last"));
  EXPECT_THAT(texts("一二。\n三四。\n"), ElementsAre("一二。\n三四。"));
  EXPECT_THAT(texts("One *two*.\nThree.\n"), ElementsAre("One [*]two[*].[<br>]Three."));
  EXPECT_EQ(written("> One *two*.\n> Three.\n", backwards), "> Three.\n> .*two* One\n");
  EXPECT_EQ(written(item, in_capitals), "- A SENTENCE.\n  ANOTHER ONE.\n");
}

TEST_F(Markdown, WordsAreEscaped) {
  EXPECT_EQ(
      as("a\n", "5 * 3 a*b snake_case _a `x` [b](c) <d> &amp; AT&T a\\b \\* ~c #d"),
      "5 * 3 a\\*b snake_case \\_a \\`x\\` \\[b\\](c) \\<d> \\&amp; AT&T a\\b \\\\\\* \\~c #d\n");
  EXPECT_EQ(as("a\n", "# b"), "\\# b\n");
  EXPECT_EQ(as("a\n", "12. b"), "12\\. b\n");
  EXPECT_EQ(as("a\n", "- b"), "\\- b\n");
  EXPECT_EQ(as("# a\n", "- b"), "# \\- b\n");
  EXPECT_EQ(as("a\n===\n", "- b"), "\\- b\n===\n");
  EXPECT_EQ(as("# a\n", "C #"), "# C \\#\n");
  // Brackets that are no links, and would be.
  EXPECT_EQ(as("a [1] b\n", "c [1] d [e](f)"), "c [1] d [e\\](f)\n");
  EXPECT_EQ(as("|a|1|\n|---|---|\n", "b|c"), "|b\\|c|1|\n|---|---|\n");
  EXPECT_EQ(as("|a|1|\n|---|---|\n", "b\nc"), "|b c|1|\n|---|---|\n");
  EXPECT_EQ(as("[a](b)\n", "Oh!"), "Oh\\![](b)\n");
}

TEST_F(Markdown, MarksThatWouldFailBecomeElements) {
  const auto move = [](const std::string& content, const std::string& before,
                       const std::string& within, const std::string& after) {
    const auto document = document_of("markdown", content);
    const DocumentText& text = document->texts().at(0);
    const std::string open(in_range(text.text, text.tags.at(0).range)),
        close(in_range(text.text, text.tags.at(1).range));
    TranslatedText translation{.text = before + open + within + close + after};
    const std::size_t begin = before.size(), end = begin + open.size() + within.size();
    translation.tags = {{0, {begin, begin + open.size()}}, {1, {end, end + close.size()}}};
    return document->write(std::vector{translation}, {});
  };
  EXPECT_EQ(move("a **b** c", "x ", "y", " z"), "x **y** z");
  EXPECT_EQ(move("a **b** c", "x", "y", "z"), "x**y**z");
  EXPECT_EQ(move("a **b** c", "x", " y ", "z"), "x **y** z");
  EXPECT_EQ(move("a _b_ c", "x", "y", "z"), "x<em>y</em>z");
  EXPECT_EQ(move("a **b** c", "", "注意：", "请"), "<strong>注意：</strong>请");
  EXPECT_EQ(move("a **b** c", "x ", "", "z"), "x z");
  EXPECT_EQ(move("a **b** c", " ", " x - 1. y ", ""), "**x - 1. y**");
}

TEST_F(Markdown, LinksKeepTheTargetThatTheirWordsNamed) {
  EXPECT_EQ(
      written("> See [the\n> page][] and [it] or ![it].\n\n[the page]: a\n[it]: b\n", in_capitals),
      "> SEE [THE PAGE][the page]\n> AND [IT][it] OR ![IT][it].\n\n[the page]: a\n[it]: b\n");
  EXPECT_EQ(written("a [B], [c d][e]\n\n[b]: f\n[e]: g\n", in_capitals),
            "A [B], [C D][e]\n\n[b]: f\n[e]: g\n");
}

TEST_F(Markdown, IsFoundByItsName) {
  ASSERT_NE(format_of_file("README.MD"), nullptr);
  EXPECT_EQ(format_of_file("README.MD")->name, "markdown");
}

TEST_F(Markdown, ZeroBytesAreRefused) {
  try {
    document_of("markdown", std::string("a\0b", 3));
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "error: a zero byte is in a text\n  at:  file");
  }
}

TEST_F(Markdown, BearsWhateverItIsGiven) {
  EXPECT_THAT(texts(""), IsEmpty());
  expect_all_borne("markdown", kPage);
}

TEST_F(Markdown, TakesTimeInProportion) {
  expect_fast("markdown", kPage, "", "", 10'000'000);
  for (const char* part :
       {"words ", "**",       "*a ", "a**b",      "_a __b", "[",      "](",  "[a](b", "![",
        "![](a)", "[a]",      "`",   "`a``b",     "<a ",    "<!--",   "<b>", "</b>",  "&",
        "&a;",    "~",        "~~a", "> ",        "- ",     "1. a\n", "a\n", "\\",    "a\\\n",
        "|a",     "[a]: b\n", "[^",  "<http://a", "\"",     "(",      "*a_ "})
    expect_fast("markdown", part);
  expect_fast("markdown", "![](a)", "", " end");
  std::string marks;
  for (int i = 0; i < 200'000; ++i) marks += "**";
  expect_fast("markdown", "b", marks + "a", "a" + marks, 500'000);
  expect_fast("markdown", "`a`**b `c` d**");
}

TEST_F(Markdown, TablesOfMoreCellsThanAreWrittenAreRefused) {
  std::string table, line;
  for (int i = 0; i < 5000; ++i) {
    table += "|a";
    line += "|---";
  }
  table += "|\n" + line + "|\n";
  for (int i = 0; i < 5000; ++i) table += "|b|\n";
  // Newer versions of MD4C do not take it for a table.
  try {
    EXPECT_LT(document_of("markdown", table)->texts().size(), 20'000u);
  } catch (const Error& error) {
    EXPECT_STREQ(
        error.what(),
        "error: the Markdown has tables with far more cells than are written, or needs too "
        "much memory\n  at:  file");
  }
}

}  // namespace
}  // namespace nmt
