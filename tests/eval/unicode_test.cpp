#include "eval/unicode.h"
#include "base/utf8.h"

#include <gtest/gtest.h>

namespace nmt::unicode {
namespace {

TEST(Unicode, DecodesAndEncodesEveryLength) {
  const std::string text = "aé€😀";
  const std::u32string points = decode(text);
  EXPECT_EQ(points, U"aé€😀");
  std::string again;
  for (const char32_t c : points) append_utf8(again, c);
  EXPECT_EQ(again, text);
}

TEST(Unicode, LowersAsPythonDoes) {
  EXPECT_EQ(lower("ABC xyz 1"), "abc xyz 1");
  EXPECT_EQ(lower("ÇĞIŞÖÜ"), "çğişöü");
  EXPECT_EQ(lower("İz"), "i\u0307z");
  EXPECT_EQ(lower("ĀāǅẞΩﬁ"), "āāǆßωﬁ");
  EXPECT_EQ(lower("ЁЖ Ԑ Ა"), "ёж ԑ ა");
}

TEST(Unicode, LowersSigmaByItsPlace) {
  EXPECT_EQ(lower("ΟΔΟΣ ΣΑΣ."), "οδος σας.");
  EXPECT_EQ(lower("Σ ΑΣ'Α ΑΣ' Α"), "σ ασ'α ας' α");  // an apostrophe is passed over
}

TEST(Unicode, TrimsEveryWhiteSpaceAtTheEnd) {
  EXPECT_EQ(trim_end("a b \t\r\n"), "a b");
  EXPECT_EQ(trim_end("é\u00a0\u2003\u3000"), "é");
  EXPECT_EQ(trim_end(" \u2029"), "");
  EXPECT_EQ(trim_end("a\u200b"), "a\u200b");  // zero width space is none
}

TEST(Unicode, KnowsGeneralCategories) {
  EXPECT_TRUE(is_punctuation(U'。') && is_punctuation(U'«') && !is_punctuation(U'+'));
  EXPECT_TRUE(is_symbol(U'€') && is_symbol(U'😀') && !is_symbol(U'a'));
  EXPECT_TRUE(is_number(U'½') && is_number(U'٣') && !is_number(U'x'));
}

}  // namespace
}  // namespace nmt::unicode
