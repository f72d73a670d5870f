#include "base/utf8.h"

#include <gtest/gtest.h>

namespace nmt {
namespace {

TEST(Utf8, AcceptsEveryLengthAndTheLimits) {
  for (const std::string text : {"", "plain text, longer than eight bytes", "\xC2\x80", "\xDF\xBF",
                                 "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF0\x90\x80\x80",
                                 "\xF4\x8F\xBF\xBF", "seven b\xC3\xA9 eight"})
    EXPECT_EQ(find_invalid_utf8(text), std::string::npos) << text;
  EXPECT_EQ(find_invalid_utf8(std::string("a\0b", 3)), std::string::npos);
}

TEST(Utf8, FindsTheFirstBadByte) {
  EXPECT_EQ(find_invalid_utf8("\x80"), 0u);                  // continuation alone
  EXPECT_EQ(find_invalid_utf8("caf\xE9"), 3u);               // Latin-1
  EXPECT_EQ(find_invalid_utf8("0123456789\xC0\x80"), 10u);   // overlong NUL
  EXPECT_EQ(find_invalid_utf8("\xC3\xA9\xE0\x9F\xBF"), 2u);  // overlong
  EXPECT_EQ(find_invalid_utf8("a\xED\xA0\x80"), 1u);         // surrogate
  EXPECT_EQ(find_invalid_utf8("a\xF4\x90\x80\x80"), 1u);     // above U+10FFFF
  EXPECT_EQ(find_invalid_utf8("abcdefgh\xE2\x82"), 8u);      // cut off
  EXPECT_EQ(find_invalid_utf8("\xFF\xFE"), 0u);
}

TEST(Utf8, ReplacesEachMaximalSubpartOnce) {
  EXPECT_EQ(replace_invalid_utf8("caf\xE9!"), "caf\xEF\xBF\xBD!");
  EXPECT_EQ(replace_invalid_utf8("\xE2\x82|"), "\xEF\xBF\xBD|");  // one for a cut-off character
  EXPECT_EQ(replace_invalid_utf8("\xF1\x80\x80\xC3\xA9"),
            "\xEF\xBF\xBD\xC3\xA9");  // the next one survives
  EXPECT_EQ(replace_invalid_utf8("\xC0\xAF"), "\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(replace_invalid_utf8("fine"), "fine");
}

}  // namespace
}  // namespace nmt
