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

std::vector<std::string> labels(const Tokenizer& tokenizer, const std::vector<TokenId>& ids) {
  return labels_of(shown_tokens(tokenizer, ids));
}
std::vector<std::string> parts(const Tokenizer& tokenizer, const std::vector<TokenId>& ids) {
  return sentence_parts(shown_tokens(tokenizer, ids));
}

TEST(ShownTokens, TellsWhereAWordGoesOn) {
  const ListedPieces pieces({"<unk>", "<s>", "</s>", "▁walk", "ing", "▁", "日", "."});
  EXPECT_THAT(labels(pieces, {3, 4, 7, 0, 2}), ElementsAre("walk", "·ing", "·.", "<unk>", "</s>"));
  EXPECT_THAT(labels(pieces, {5, 6, 2}), ElementsAre("▁", "·日", "</s>"));
}

TEST(ShownTokens, LeavesWholeWordsAlone) {
  const ListedPieces words({"<unk>", "<s>", "</s>", "walking", "\x1B[31m"});
  EXPECT_THAT(labels(words, {3, 4, 2}), ElementsAre("walking", "\uFFFD[31m", "</s>"));
}

// Letters that the vocabulary lacks come as bytes.
TEST(ShownTokens, JoinsBytesToLetters) {
  const ListedPieces pieces({"<unk>", "<s>", "</s>", "▁", "z", "<0xC3>", "<0x9C>", "<0x3C>",
                             "<0xF0>", "<0x9F>", "<0x98>", "<0x80>", "<0x0A>", "<0xe9>"});
  const std::vector<TokenId> letter = {3, 5, 6, 4, 2};
  EXPECT_THAT(labels(pieces, letter), ElementsAre("▁", "·Ü‹C3›", "·Ü‹9C›", "·z", "</s>"));
  EXPECT_THAT(parts(pieces, letter), ElementsAre("▁", "·Ü", "·z", "</s>"));
  // A letter of one byte is a letter.
  EXPECT_THAT(labels(pieces, {3, 7, 4}), ElementsAre("▁", "·<", "·z"));
  const std::vector<TokenId> face = {3, 8, 9, 10, 11};
  EXPECT_THAT(labels(pieces, face), ElementsAre("▁", "·😀‹F0›", "·😀‹9F›", "·😀‹98›", "·😀‹80›"));
  EXPECT_THAT(parts(pieces, face), ElementsAre("▁", "·😀"));
  // Bytes that make no letter, and one that would steer the terminal.
  EXPECT_THAT(labels(pieces, {3, 6, 5, 4, 8, 9, 5, 6}),
              ElementsAre("▁", "·‹9C›", "·‹C3›", "·z", "·‹F0›", "·‹9F›", "·Ü‹C3›", "·Ü‹9C›"));
  EXPECT_THAT(parts(pieces, {3, 12, 5}), ElementsAre("▁", "·‹0A›", "·‹C3›"));
  // Nothing but bytes.
  EXPECT_THAT(parts(pieces, {5, 6, 2}), ElementsAre("·Ü", "</s>"));
  // What only looks like a byte.
  EXPECT_THAT(labels(pieces, {3, 13}), ElementsAre("▁", "·<0xe9>"));
}

TEST(TokenNotes, ExplainTheSignsThatThereAre) {
  const auto notes = [](const std::vector<std::string>& tokens) { return token_notes(tokens); };
  EXPECT_THAT(notes({"she", "walks", "</s>"}), testing::IsEmpty());
  EXPECT_THAT(notes({"walk", "·ing"}), ElementsAre(testing::StartsWith("· before a token")));
  EXPECT_THAT(notes({"▁", "·ö‹C3›"}),
              ElementsAre(testing::StartsWith("·"), testing::StartsWith("▁ alone"),
                          testing::StartsWith("ö‹C3›")));
}

TEST(FindWord, TakesTokensAndWholeWords) {
  const ListedPieces pieces(
      {"<unk>", "<s>", "</s>", "▁she", "▁walk", "ing", ".", "▁", "<0xC3>", "<0x9C>", "z", "▁ing"});
  const auto found = [&](const std::vector<TokenId>& ids, std::string_view word) {
    return find_word(shown_tokens(pieces, ids), word);
  };
  const std::vector<TokenId> sentence = {3, 4, 5, 6, 4, 2};  // she walk ing . walk </s>
  EXPECT_THAT(found(sentence, "walk"), ElementsAre(1, 4));
  EXPECT_THAT(found(sentence, "walking"), ElementsAre(1));
  EXPECT_THAT(found(sentence, "·ing"), ElementsAre(2));
  EXPECT_THAT(found(sentence, "ing"), ElementsAre(2));
  EXPECT_THAT(found(sentence, "."), ElementsAre(3));
  EXPECT_THAT(found(sentence, "</s>"), ElementsAre(5));
  EXPECT_THAT(found(sentence, "walked"), testing::IsEmpty());
  EXPECT_THAT(found(sentence, ""), testing::IsEmpty());
  // The very token comes before those that add the same.
  EXPECT_THAT(found({4, 5, 11}, "ing"), ElementsAre(2));
  // A word that begins with the bare mark, and a letter in bytes.
  EXPECT_THAT(found({3, 7, 8, 9, 10, 2}, "Üz"), ElementsAre(2));
  EXPECT_THAT(found({3, 7, 8, 9, 10, 2}, "Ü"), ElementsAre(2));
  EXPECT_THAT(found({3, 7, 8, 9, 10, 2}, "▁"), ElementsAre(1));
}

}  // namespace
}  // namespace nmt
