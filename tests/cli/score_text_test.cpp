#include "cli/score_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

namespace nmt {
namespace {

// A vocabulary whose tokens are what a careless format stumbles over.
class AwkwardTokens : public Tokenizer {
 public:
  AwkwardTokens() : Tokenizer("awkward") {}
  std::vector<TokenId> encode(std::string_view) const override { return {}; }
  std::string decode(std::span<const TokenId>) const override { return ""; }
  int vocabulary_size() const override { return static_cast<int>(std::size(kPieces)); }
  std::string piece(TokenId id) const override { return kPieces[id]; }

 private:
  static constexpr const char* kPieces[] = {":", "a b", "\t", "\"", "x:-1"};
};

PairScore sample() {
  return {.score = {.log_probability = -83.42017602920532,
                    .tokens = {-0.1, -1e-7, -2.5, -30, -std::numeric_limits<double>::infinity()}},
          .ids = {0, 1, 2, 3, 4},
          .words = 3};
}

TEST(ScoreDigits, AreThoseOfAnF32) {
  EXPECT_EQ(score_digits(-83.42017602920532), "-83.42017");
  EXPECT_EQ(score_digits(0), "0");
  EXPECT_EQ(score_digits(-1), "-1");
  for (const float number : {-1.0f / 3, -123.456f, -1e-8f, -7.0000005f}) {
    EXPECT_EQ(std::strtof(score_digits(number).c_str(), nullptr), number);
    EXPECT_LE(score_digits(number).size(), 15u);
  }
}

TEST(ScoreText, TokensCanBeReadBackWhateverTheyHold) {
  const AwkwardTokens tokens;
  for (const char* form : {"text", "tsv"}) {
    const std::string line = ScoreText(form, ScoreText::Detail::tokens, tokens).line(7, sample());
    EXPECT_EQ(std::count(line.begin(), line.end(), '\t'), form == std::string("text") ? 1 : 4);
    const auto list = nlohmann::json::parse(line.substr(line.rfind('\t') + 1));
    ASSERT_EQ(list.size(), 5u);
    EXPECT_EQ(list[0], nlohmann::json::parse("[\":\",-0.1]"));
    EXPECT_EQ(list[1][0], "a b");
    EXPECT_EQ(list[2][0], "\t");
    EXPECT_EQ(list[4][0], "x:-1");
    EXPECT_TRUE(list[4][1].is_null());
  }
}

TEST(ScoreText, JsonHasTheSameDigits) {
  const AwkwardTokens tokens;
  const std::string line = ScoreText("json", ScoreText::Detail::tokens, tokens).line(1, sample());
  EXPECT_EQ(line.substr(0, 43), "{\"line\":1,\"log_probability\":-83.42017,\"toke");
  EXPECT_NE(line.find("{\"token\":\"a b\",\"log_probability\":-1e-07}"), std::string::npos);
}

}  // namespace
}  // namespace nmt
