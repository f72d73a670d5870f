#include "decode/split.h"

#include <gtest/gtest.h>

#include "base/utf8.h"

namespace nmt {
namespace {

std::string head_of(std::string_view text) { return std::string(text.substr(0, best_cut(text))); }

// One token for each byte that is not a space.
class ByteTokenizer : public Tokenizer {
 public:
  ByteTokenizer() : Tokenizer("bytes") {}
  std::vector<TokenId> encode(std::string_view text) const override {
    std::vector<TokenId> ids;
    for (const char c : text)
      if (c != ' ') ids.push_back(3 + static_cast<unsigned char>(c));
    return ids;
  }
  std::string decode(std::span<const TokenId> ids) const override {
    std::string text;
    for (const TokenId id : ids)
      if (id != kEnd) text += static_cast<char>(id - 3);
    return text;
  }
  int vocabulary_size() const override { return 259; }
  std::string piece(TokenId id) const override { return std::to_string(id); }
};

std::vector<std::string> pieces_of(std::string_view text, int limit) {
  const ByteTokenizer tokenizer;
  std::vector<std::string> pieces;
  for (const SourcePiece& piece : split_tokens(text, tokenizer, limit)) {
    EXPECT_LE(static_cast<int>(piece.ids.size()), limit);
    EXPECT_EQ(piece.ids.back(), kEnd);
    pieces.push_back(tokenizer.decode(piece.ids));
  }
  return pieces;
}

TEST(Split, CutsAtTheBestPlaceNearTheMiddle) {
  EXPECT_EQ(head_of("One, two three. Four five, six seven"), "One, two three.");
  EXPECT_EQ(head_of("A b. C d. E f. G h."), "A b. C d.");
  EXPECT_EQ(head_of("one two, three four five"), "one two,");
  EXPECT_EQ(head_of("one two three four"), "one two");
  EXPECT_EQ(head_of("3.14159,26535:8979"), "3.14159,2");
  EXPECT_EQ(head_of("日本語。英語、独語"), "日本語。");
  EXPECT_EQ(head_of("日本語、英語と独語"), "日本語、");
}

TEST(Split, NeverCutsACharacter) {
  EXPECT_EQ(head_of("äöüß"), "äö");
  EXPECT_EQ(head_of("x€"), "x");
  EXPECT_EQ(head_of("€"), "€");
  EXPECT_EQ(head_of("x"), "x");
}

TEST(Split, WhatFitsStaysWhole) {
  EXPECT_EQ(pieces_of("a b. c d", 6), std::vector<std::string>{"ab.cd"});
  EXPECT_EQ(pieces_of("a b. c d", 5), (std::vector<std::string>{"ab.", "cd"}));
  EXPECT_TRUE(pieces_of("", 5).empty());
  EXPECT_TRUE(pieces_of("   ", 5).empty());
}

TEST(Split, TooLongATextIsCutIntoItsSentences) {
  using Pieces = std::vector<std::string>;
  EXPECT_EQ(pieces_of("One two. Three? Four five! Six.", 20),
            (Pieces{"Onetwo.", "Three?", "Fourfive!", "Six."}));
  EXPECT_EQ(pieces_of("日本語。英語。独語。", 25), (Pieces{"日本語。", "英語。", "独語。"}));
  // Full stops that end no sentence, and a sentence that is too long by itself.
  EXPECT_EQ(pieces_of("It was Dr. Smith. He lives at No. 5 in the U.S. today.", 30),
            (Pieces{"ItwasDr.Smith.", "HelivesatNo.5intheU.S.today."}));
  EXPECT_EQ(pieces_of("Some words, e.g. these. More", 17),
            (Pieces{"Somewords,", "e.g.these.", "More"}));
  // What belongs to the sentence before, and dots that stand alone.
  EXPECT_EQ(pieces_of("He said \"Yes.\" (She did not.) Or.", 20),
            (Pieces{"Hesaid\"Yes.\"", "(Shedidnot.)", "Or."}));
  EXPECT_EQ(pieces_of("「日本語。」英語！？独語。", 30),
            (Pieces{"「日本語。」", "英語！？", "独語。"}));
  EXPECT_EQ(pieces_of("Wait . . . What ? Nothing more .", 20),
            (Pieces{"Wait...", "What?", "Nothingmore."}));
  EXPECT_EQ(pieces_of("First. Then a sentence, which goes on. ", 25),
            (Pieces{"First.", "Thenasentence,", "whichgoeson."}));
}

TEST(Split, LosesNothingOfALongText) {
  std::string sentences, characters;
  for (int i = 0; i < 2000; ++i)
    sentences += "Word" + std::to_string(i) + (i % 9 == 8 ? ". " : " ");
  for (int i = 0; i < 5000; ++i) characters += i % 3 == 0 ? "\u00e4" : "x";
  for (const std::string& text : {sentences, characters, std::string(100'000, 'a')})
    for (const int limit : {8, 100}) {
      std::string joined, expected = text;
      for (const std::string& piece : pieces_of(text, limit)) {
        EXPECT_EQ(find_invalid_utf8(piece), std::string::npos);
        joined += piece;
      }
      std::erase(expected, ' ');
      EXPECT_EQ(joined, expected);
    }
}

TEST(Split, ACharacterOfTooManyTokensLosesSome) {
  EXPECT_EQ(pieces_of("\u20ac", 3), std::vector<std::string>{"\xe2\x82"});
}

// Between the pieces a bar where they are one word.
std::string jointed(std::string_view text, int limit) {
  const ByteTokenizer tokenizer;
  std::string joined;
  for (const SourcePiece& piece : split_tokens(text, tokenizer, limit))
    joined += (joined.empty()                 ? ""
               : piece.before == Joint::space ? " "
                                              : "|") +
              tokenizer.decode(piece.ids);
  return joined;
}

TEST(Split, KnowsWhereItCutThroughAWord) {
  EXPECT_EQ(jointed("a b. c d", 5), "ab. cd");
  EXPECT_EQ(jointed("abcdefgh", 5), "abcd|efgh");
  EXPECT_EQ(jointed("3.141,592", 8), "3.14|1,592");
  EXPECT_EQ(jointed("日本。英語", 12), "日本。 英語");
  EXPECT_EQ(jointed("ภาษาไทย", 12).find('|'), std::string::npos);
}

TEST(Split, PiecesAreJoinedAsTheirScriptWants) {
  const auto joined = [](std::string text, std::string_view translation, Joint joint,
                         std::string blank = {}) {
    append_piece(text, translation,
                 {.ids = {}, .before = joint, .text = {}, .blank = std::move(blank)});
    return text;
  };
  EXPECT_EQ(joined("one.", "two", Joint::space), "one. two");
  EXPECT_EQ(joined("one", "two", Joint::none), "onetwo");
  EXPECT_EQ(joined("", "two", Joint::space), "two");
  EXPECT_EQ(joined("one", "", Joint::space), "one");
  EXPECT_EQ(joined("日本語。", "英語", Joint::space), "日本語。英語");
  EXPECT_EQ(joined("한국어.", "영어", Joint::space), "한국어. 영어");
  EXPECT_EQ(joined("one.", "two", Joint::space, "\t"), "one.\ttwo");
  EXPECT_EQ(joined("日本語。", "英語", Joint::space, "  "), "日本語。英語");
  EXPECT_EQ(joined("größer", "\u00fcber", Joint::space), "größer über");
}

TEST(BestCut, DoesNotGoThroughAMask) {
  for (std::size_t before = 1; before < 12; ++before) {
    const std::string text = std::string(before, 'x') + "⟨1⟩" + std::string(12 - before, 'x');
    const std::string head = head_of(text);
    EXPECT_TRUE(head.size() <= before || head.find("⟨1⟩") != std::string::npos) << head;
  }
}

}  // namespace
}  // namespace nmt
