#include "attend/writing.h"

#include <gtest/gtest.h>

#include <vector>

namespace nmt {
namespace {

TEST(WritingTest, TheFirstLetterGivesTheDirection) {
  for (const char* token : {"كتاب", "·ا", "«ספר", "3 كتب", "ﷺ", "𞤀"})
    EXPECT_TRUE(written_from_right(token)) << token;
  for (const char* token : {"", "book", "</s>", "123", "…", "本", "naïve كتاب", "éa", "\xff"})
    EXPECT_FALSE(written_from_right(token)) << token;
}

TEST(WritingTest, MostTokensWithLettersGiveTheDirectionOfASentence) {
  EXPECT_TRUE(mostly_from_right(std::vector<std::string>{"كتاب", "كبير", ".", "1", "</s>"}));
  EXPECT_FALSE(mostly_from_right(std::vector<std::string>{"كتاب", "</s>"}));
  EXPECT_FALSE(mostly_from_right(std::vector<std::string>{".", "!"}));
  EXPECT_FALSE(mostly_from_right({}));
}

TEST(WritingTest, EastAsianTextIsWrittenDownwards) {
  for (const char* token : {"北京", "·本", "カ", "서울", "GPU卡", "𠀀"})
    EXPECT_TRUE(written_downwards(token)) << token;
  for (const char* token : {"", "a", "。", "😀", "كتاب", "\xe5\x8c"})
    EXPECT_FALSE(written_downwards(token)) << token;
}

TEST(WritingTest, NamesTheLanguageOfSharedCharacters) {
  EXPECT_EQ(east_asian_language(std::vector<std::string>{"直す", "本"}), "ja");
  EXPECT_EQ(east_asian_language(std::vector<std::string>{"漢字", "한자"}), "ko");
  EXPECT_EQ(east_asian_language(std::vector<std::string>{"a", "漢字"}), "zh");
  EXPECT_EQ(east_asian_language(std::vector<std::string>{"a"}), "");
}

TEST(WritingTest, ShortensBetweenCharacters) {
  EXPECT_EQ(shortened("abcdef", 6), "abcdef");
  EXPECT_EQ(shortened("abcdefg", 6), "abcde…");
  EXPECT_EQ(shortened("北京图书馆", 6), "北京…");
  EXPECT_EQ(shortened("e\u0301e\u0301e\u0301", 2), "e\u0301…");
  EXPECT_EQ(shortened("a\xff", 5), "a\uFFFD");
}

TEST(WritingTest, IsolatesDirections) { EXPECT_EQ(isolated("a"), "\u2068a\u2069"); }

}  // namespace
}  // namespace nmt
