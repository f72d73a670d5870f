#include "base/text_width.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

TEST(TextWidth, LeavesNothingThatSteersTheTerminal) {
  EXPECT_EQ(without_controls("a\x1B[31m\u202Eb\n"), "a\uFFFD[31m\uFFFDb\uFFFD");
  EXPECT_EQ(without_controls("日\u0308"), "日\u0308");
}

}  // namespace
}  // namespace nmt
