#include "base/text_width.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace nmt {
namespace {

TEST(TextWidth, CountsCells) {
  EXPECT_EQ(text_width(""), 0);
  EXPECT_EQ(text_width("naïve"), 5);
  EXPECT_EQ(text_width("nai\u0308ve"), 5);  // with a combining mark
  EXPECT_EQ(text_width("日本語"), 6);
  EXPECT_EQ(text_width("한국"), 4);
  EXPECT_EQ(text_width("שלום"), 4);
  EXPECT_EQ(text_width("हिन्दी"), 5);
  EXPECT_EQ(text_width("😀"), 2);
  EXPECT_EQ(text_width("a\tb"), 3);
}

TEST(TextWidth, KeepsMarksWithTheirCharacter) {
  EXPECT_THAT(text_clusters("nai\u0308日"), testing::ElementsAre("n", "a", "i\u0308", "日"));
  EXPECT_THAT(text_clusters("\u0308x"), testing::ElementsAre("\u0308", "x"));
}

TEST(TextWidth, FitsText) {
  EXPECT_EQ(fit_text("ab", 4), "ab  ");
  EXPECT_EQ(fit_text("abcd", 4), "abcd");
  EXPECT_EQ(fit_text("abcde", 4), "abc…");
  EXPECT_EQ(fit_text("日本語", 4), "日… ");
  EXPECT_EQ(fit_text("e\u0301e\u0301e\u0301", 2), "e\u0301…");
  EXPECT_EQ(fit_text("abc", 0), "");
}

TEST(TextWidth, WrapsBetweenWords) {
  EXPECT_EQ(wrap_text("one two three", 80), "one two three\n");
  EXPECT_EQ(wrap_text("one two three", 13), "one two three\n");
  EXPECT_EQ(wrap_text("one two three", 12), "one two\nthree\n");
  EXPECT_EQ(wrap_text("one  two three", 8, 2), "one two\n  three\n");
  EXPECT_EQ(wrap_text("日本語 日本", 8), "日本語\n日本\n");
  EXPECT_EQ(wrap_text("", 8), "\n");
  EXPECT_EQ(wrap_words(std::vector<std::string>{"a b", "c"}, 4, 1), "a b\n c\n");
  // A word that no line can hold.
  EXPECT_EQ(wrap_text("a abcdefgh b", 4, 1), "a\n abc\n def\n gh\n b\n");
  EXPECT_EQ(wrap_text("a abcdefgh b", 4, 1, 0, WideWord::whole), "a\n abcdefgh\n b\n");
  // A line that has begun.
  EXPECT_EQ(wrap_text("one two three", 10, 4, 6), "one\n    two\n    three\n");
  for (int width = 1; width < 12; ++width)
    for (const char* text : {"one two three", "e\u0301e\u0301 abcdefghijk l", "a"}) {
      std::istringstream lines(wrap_text(text, width, 3));
      for (std::string line; std::getline(lines, line);) EXPECT_LE(text_width(line), width);
    }
}

TEST(TextWidth, LeavesNothingThatSteersTheTerminal) {
  EXPECT_EQ(without_controls("a\x1B[31m\u202Eb\n"), "a\uFFFD[31m\uFFFDb\uFFFD");
  EXPECT_EQ(without_controls("日\u0308"), "日\u0308");
}

}  // namespace
}  // namespace nmt
