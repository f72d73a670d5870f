#include "decode/token_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nmt {
namespace {

using testing::ElementsAre;

TEST(TokenWords, EachTokenBelongsToTheLastWordThatItsBeginningHas) {
  const std::vector<std::string> beginnings = {"The", "The far", "The farmer", "The farmer.", ""};
  const TokenWords words = token_words(beginnings);
  EXPECT_THAT(words.word, ElementsAre(0, 1, 1, 1, 1));
  EXPECT_EQ(words.count, 2);
  EXPECT_EQ(token_words(std::vector<std::string>()).count, 0);
  EXPECT_THAT(token_words(std::vector<std::string>{" ", " a"}).word, ElementsAre(0, 0));
}

// Bytes that look like a space until the next has come leave a text of fewer words than its beginnings.
TEST(TokenWords, OfATextThatCannotBeToldApartAreOne) {
  TokenWords words = token_words(std::vector<std::string>{"a", "a b", "ab"});
  EXPECT_EQ(words.count, 2);
  words.make_one();
  EXPECT_THAT(words.word, ElementsAre(0, 0, 0));
  EXPECT_EQ(words.count, 1);
  TokenWords none;
  none.make_one();
  EXPECT_EQ(none.count, 0);
}

TEST(TokenWords, AWordGetsTheMeanOfItsTokensAndGivesTheirSum) {
  const AttentionMap tokens{
      .target = 3, .source = 3, .weights = {0.5, 0.25, 0.25, 0, 1, 0, 0.25, 0.25, 0.5}};
  const TokenWords target{.word = {0, 1, 1}, .count = 2}, source{.word = {0, 0, 1}, .count = 2};
  const AttentionMap words = by_words(tokens, target, source);
  EXPECT_EQ(words.target, 2);
  EXPECT_THAT(words.weights, ElementsAre(0.75, 0.25, 0.75, 0.25));
}

}  // namespace
}  // namespace nmt
