#include "attend/tokens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nmt {
namespace {

using testing::ElementsAre;

class ListedPieces : public Tokenizer {
 public:
  explicit ListedPieces(std::vector<std::string> pieces)
      : Tokenizer("pieces"), pieces_(std::move(pieces)) {}
  std::vector<TokenId> encode(std::string_view) const override { return {}; }
  std::string decode(std::span<const TokenId>) const override { return ""; }
  int vocabulary_size() const override { return static_cast<int>(pieces_.size()); }
  std::string piece(TokenId id) const override { return pieces_.at(static_cast<std::size_t>(id)); }

 private:
  std::vector<std::string> pieces_;
};

TEST(ShownTokens, TellsWhereAWordGoesOn) {
  const ListedPieces pieces({"<unk>", "<s>", "</s>", "▁walk", "ing", "▁", "日", "."});
  EXPECT_THAT(shown_tokens(pieces, std::vector<TokenId>{3, 4, 7, 0, 2}),
              ElementsAre("walk", "·ing", "·.", "<unk>", "</s>"));
  EXPECT_THAT(shown_tokens(pieces, std::vector<TokenId>{5, 6, 2}), ElementsAre("▁", "·日", "</s>"));
}

TEST(ShownTokens, LeavesWholeWordsAlone) {
  const ListedPieces words({"<unk>", "<s>", "</s>", "walking", "\x1B[31m"});
  EXPECT_THAT(shown_tokens(words, std::vector<TokenId>{3, 4, 2}),
              ElementsAre("walking", "\uFFFD[31m", "</s>"));
}

TEST(FindWord, TakesTokensAndWholeWords) {
  const std::vector<std::string> tokens = {"she", "walk", "·ing", "·.", "walk", "</s>"};
  EXPECT_EQ(find_word(tokens, "walk"), 1);
  EXPECT_EQ(find_word(tokens, "walking"), 1);
  EXPECT_EQ(find_word(tokens, "·ing"), 2);
  EXPECT_EQ(find_word(tokens, "ing"), 2);
  EXPECT_EQ(find_word(tokens, "."), 3);
  EXPECT_EQ(find_word(tokens, "</s>"), 5);
  EXPECT_EQ(find_word(tokens, "walked"), -1);
  EXPECT_EQ(find_word(tokens, ""), -1);
}

}  // namespace
}  // namespace nmt
