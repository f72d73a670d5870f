#include "train/scoreboard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ScoreboardTest, BleuIsBetterHighTheOthersLow) {
  EXPECT_TRUE(is_better("bleu", 30, 20));
  EXPECT_FALSE(is_better("bleu", 20, 20));
  EXPECT_TRUE(is_better("cross_entropy", 2, 3));
  EXPECT_TRUE(is_better("perplexity", 2, 3));
  EXPECT_FALSE(is_better("perplexity", 4, 3));
}

TEST(ScoreboardTest, KeepsTheBestOfEachMetricAndCountsStalledValidations) {
  Scoreboard board;
  EXPECT_THAT(board.note({{"bleu", 20}, {"cross_entropy", 3}}, 100, "bleu"),
              ElementsAre("bleu", "cross_entropy"));
  EXPECT_THAT(board.note({{"bleu", 19}, {"cross_entropy", 2}}, 200, "bleu"),
              ElementsAre("cross_entropy"));
  EXPECT_THAT(board.note({{"bleu", 20}, {"cross_entropy", 2}}, 300, "bleu"), IsEmpty());
  EXPECT_EQ(board.stalled, 2);
  EXPECT_EQ(board.best.at("bleu"), (Scoreboard::Best{20, 100}));
  EXPECT_EQ(board.best.at("cross_entropy"), (Scoreboard::Best{2, 200}));
  board.note({{"bleu", 21}}, 400, "bleu");
  EXPECT_EQ(board.stalled, 0);
}

TEST(ScoreboardTest, NotANumberIsNeverTheBest) {
  Scoreboard board;
  EXPECT_THAT(board.note({{"cross_entropy", std::nan("")}}, 1, "cross_entropy"), IsEmpty());
  EXPECT_THAT(board.note({{"cross_entropy", INFINITY}}, 1, "cross_entropy"), IsEmpty());
  EXPECT_EQ(board.stalled, 2);
}

TEST(ScoreboardTest, TextShowsEachMetric) {
  EXPECT_EQ(to_text(Scores{{"bleu", 34.567}, {"cross_entropy", 2.31456}}),
            "bleu 34.57, cross_entropy 2.3146");
}

}  // namespace
}  // namespace nmt
