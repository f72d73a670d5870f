// What is one paragraph of a plain text, and that it is wrapped again as it was.
#include "document/plain_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "document/format_checks.h"
#include "document/wrapping.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kWrapped =
    "The old farmer who lived beside the river had\n"
    "three dogs, and each of them was larger than the\n"
    "one before. He called them by their numbers.\n";

TEST(PlainText, LinesThatWereWrappedAreOneText) {
  EXPECT_THAT(texts_of("text", kWrapped),
              ElementsAre("The old farmer who lived beside the river had three dogs, and each of "
                          "them was larger than the one before. He called them by their numbers."));
}

TEST(PlainText, OtherLinesAreTextsOfTheirOwn) {
  EXPECT_THAT(texts_of("text", "A heading\n\nMilk\nEggs\nBread and butter for the whole family\n"),
              ElementsAre("A heading", "Milk", "Eggs", "Bread and butter for the whole family"));
}

TEST(PlainText, LinesOfOneSentenceEachStayApart) {
  const std::string corpus =
      "The farmer gives an apple to the child today.\n"
      "The child thanks the farmer for the red apple.\n"
      "Nobody has seen the other farmer for some time.\n";
  EXPECT_EQ(texts_of("text", corpus).size(), 3u);
}

TEST(PlainText, VersesStayApart) {
  const std::string verses =
      "Upon the hill above the town there stood,\n"
      "Before the war, a house of oaken wood,\n"
      "Whose windows saw the ships go out to sea\n"
      "And never, in those years, come back to me.\n";
  EXPECT_EQ(texts_of("text", verses).size(), 4u);
}

TEST(PlainText, AHeadingBeforeAParagraphStaysApart) {
  EXPECT_EQ(texts_of("text", "On dogs\n" + kWrapped).size(), 2u);
}

TEST(PlainText, WhatIsWrappedAsTheOthersAreIsAParagraphToo) {
  // By itself it could be two lines of a list.
  const std::string two =
      "He was not fond of cats, of course, as the old\n"
      "Smith was.\n";
  EXPECT_EQ(texts_of("text", two).size(), 2u);
  EXPECT_EQ(texts_of("text", kWrapped + "\n" + two).size(), 2u);
}

TEST(PlainText, LongLinesAreParagraphsThemselves) {
  std::string line;
  for (int i = 0; i < 40; ++i) line += "words ";
  EXPECT_EQ(texts_of("text", line + "\n" + line + "\n").size(), 2u);
}

TEST(PlainText, ATranslationIsWrappedAtTheSameWidth) {
  EXPECT_EQ(translated("text", kWrapped, backwards),
            "numbers. their by them called He before. one the\n"
            "than larger was them of each and dogs, three had\n"
            "river the beside lived who farmer old The\n");
}

TEST(PlainText, IndentsQuotesAndItemsStay) {
  const std::string text =
      "> > - The old farmer who lived beside the river\n"
      "> >   had three dogs and a cat, and each of them\n"
      "> >   was larger than the one before.\n"
      "> >\n"
      "> > - Next\n";
  EXPECT_EQ(translated("text", text, backwards),
            "> > - before. one the than larger was them of\n"
            "> >   each and cat, a and dogs three had river\n"
            "> >   the beside lived who farmer old The\n"
            "> >\n"
            "> > - Next\n");
  EXPECT_THAT(texts_of("text", "1. one\n(2) two\n c) three\n\t• four\n12.5\n* * *\n2026. Year\n"),
              ElementsAre("one", "two", "three", "four", "2026. Year"));
}

TEST(PlainText, EndsOfLinesAndByteOrderMarksStay) {
  EXPECT_EQ(translated("text", "\xEF\xBB\xBFone \r\n\r\n\ttwo\r\nthree", in_capitals),
            "\xEF\xBB\xBFONE \r\n\r\n\tTWO\r\nTHREE");
  std::string with_returns;
  for (const char c : kWrapped) with_returns += c == '\n' ? "\r\n" : std::string(1, c);
  const std::string written = translated("text", with_returns, backwards);
  EXPECT_THAT(written, HasSubstr("before. one the\r\nthan"));
}

TEST(PlainText, ScriptsWithoutBlanksAreJoinedWithoutThem) {
  const std::string text =
      "这位老农民住在河边，养了三只狗，每一只都比前面\n"
      "一只大。他用数字来称呼它们，它们也都听得懂，每\n"
      "天都跟着他去田里。\n";
  ASSERT_EQ(texts_of("text", text).size(), 1u);
  EXPECT_THAT(texts_of("text", text)[0], HasSubstr("前面一只大"));
  // A closing mark begins no line.
  EXPECT_EQ(wrapped("一二三四，五六", {.width = 8, .line_break = "\n"}), "一二三\n四，五六");
}

TEST(PlainText, DividedWordsAreJoined) {
  EXPECT_FALSE(has_blank_between("a well-", "known"));
  EXPECT_FALSE(has_blank_between("trans\u00ad", "lation"));
  EXPECT_TRUE(has_blank_between("pre-", "and postwar"));
  EXPECT_TRUE(has_blank_between("5 -", "that"));
}

TEST(PlainText, OtherEncodingsAreRefused) {
  try {
    document_of("text", "one\ntw\xE9\n");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "error: invalid UTF-8: byte 0xE9\n  at:  file:2\n"
                 "  fix: convert it: iconv -f LATIN1 -t UTF-8 file > file.utf8");
  }
  EXPECT_THROW(document_of("text", std::string("\xFF\xFEo\0n\0", 6)), Error);
}

TEST(PlainText, BearsWhateverItIsGiven) {
  EXPECT_THAT(texts_of("text", ""), IsEmpty());
  expect_all_borne("text",
                   "> - " + kWrapped + "\r\n\t1) 这位老农民住在河边，养了\n=====\n" + kWrapped);
}

TEST(PlainText, TakesTimeInProportion) {
  expect_fast("text", kWrapped, "", "", 10'000'000);
  expect_fast("text", kWrapped + "\n");
  expect_fast("text", "words ");
  expect_fast("text", "字");
  expect_fast("text", "> ");
  expect_fast("text", "\n");
}

}  // namespace
}  // namespace nmt
