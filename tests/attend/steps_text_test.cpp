// The printed numbers, read back, follow from one another.
#include "attend/steps_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

#include "base/text_width.h"
#include "model_variants.h"

namespace nmt {
namespace {

using testing::HasSubstr;

const std::vector<TokenId> kSource = {5, 9, 4, 17, 8, kEnd};
const std::vector<TokenId> kTarget = {7, 3, 14, kEnd};
const std::vector<std::string> kTokens = {"s1", "s2", "s3", "s4", "s5", "</s>"};

// The last number of each line that begins with `sign`.
std::vector<double> printed(const std::string& text, const std::string& sign) {
  std::vector<double> numbers;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string first, word, last;
    words >> first;
    if (first != sign) continue;
    while (words >> word) last = word;
    // Not a heading, and not a row of numbers.
    if (!last.empty() && last != "...") numbers.push_back(std::stod(last));
  }
  return numbers;
}

class StepsText : public testing::TestWithParam<ModelVariant> {};

TEST_P(StepsText, PrintedNumbersRecompute) {
  const auto model = GetParam().build();
  const ObservedPair pair(*model, kSource, kTarget);
  if (pair.places().empty()) return;
  const int cross = static_cast<int>(pair.places().size()) - 1;
  const QuerySteps steps = pair.steps(cross, 1, 1);
  const std::string text = steps_text(steps, kTokens, 120);
  const std::vector<double> scores = printed(text, "score"), weights = printed(text, "a");
  // "a" begins the lines of the weights first, then those of weight x value.
  ASSERT_EQ(scores.size(), steps.keys.size());
  ASSERT_GE(weights.size(), scores.size()) << text;
  double sum = 0, softmax_sum = 0;
  for (const double score : scores) softmax_sum += std::exp(score);
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const double near = steps.centre ? double(nearness(static_cast<float>(steps.keys[i].position),
                                                       *steps.centre, steps.deviation))
                                     : 1.0;
    EXPECT_NEAR(weights[i], std::exp(scores[i]) / softmax_sum * near, 2e-4) << text;
    sum += weights[i];
  }
  EXPECT_NEAR(printed(text, "sum").front(), sum, 5e-4);
  if (!steps.centre) {
    EXPECT_NEAR(sum, 1, 5e-4);
  }
}

INSTANTIATE_TEST_SUITE_P(Models, StepsText, testing::ValuesIn(model_variants()),
                         [](const auto& row) { return row.param.name; });

std::string text_of(const std::string& variant) {
  for (const ModelVariant& one : model_variants())
    if (one.name == variant) {
      const auto model = one.build();
      const ObservedPair pair(*model, kSource, kTarget);
      return steps_text(pair.steps(static_cast<int>(pair.places().size()) - 1, 1, 0), kTokens, 120);
    }
  return "";
}

TEST(StepsTextOf, SaysHowEachScoreIsMade) {
  EXPECT_THAT(text_of("transformer_pre_norm"), HasSubstr("score = q . k / sqrt(d), d = 8\n"));
  EXPECT_THAT(text_of("rnn_conditional"), HasSubstr("score = v . tanh(W q + U k)"));
  EXPECT_THAT(text_of("rnn_luong_dot"), HasSubstr("score = q . k\n"));
  EXPECT_THAT(text_of("rnn_luong_general"), HasSubstr("score = q . (U k)"));
  EXPECT_THAT(text_of("rnn_luong_location"), HasSubstr("score = (W q)_s\n"));
}

// A score says itself how it is made: nothing here knows any by name.
TEST(StepsTextOf, ShowsAScoreThatItHasNeverSeen) {
  const QuerySteps steps = {.score = "doubled",
                            .formula = "2 q . k",
                            .query_sign = "q",
                            .key_sign = "k",
                            .state = {},
                            .query = {1, 2},
                            .v = {},
                            .context = {1, 0},
                            .centre = {},
                            .sentence = 1,
                            .keys = {{.position = 0,
                                      .key = {1, 0},
                                      .value = {1, 0},
                                      .raw = 2,
                                      .score = 2,
                                      .softmax = 1,
                                      .weight = 1}}};
  EXPECT_THAT(steps_text(steps, kTokens, 80), HasSubstr("2. Scores: score = 2 q . k\n"));
}

// Positions are those of p_t, of windows, and of --steps: from 0.
TEST(StepsTextOf, CountsFromZero) {
  EXPECT_THAT(text_of("transformer_pre_norm"), HasSubstr("  k        0 s1 "));
  EXPECT_THAT(text_of("transformer_pre_norm"), HasSubstr("  a        5 </s>"));
}

TEST(StepsTextOf, NeverLeavesTheWidth) {
  for (const ModelVariant& one : model_variants()) {
    const auto model = one.build();
    const ObservedPair pair(*model, kSource, kTarget);
    if (pair.places().empty()) continue;
    const QuerySteps steps = pair.steps(static_cast<int>(pair.places().size()) - 1, 1, 0);
    const std::vector<std::string> tokens(kSource.size(), "Überraschungsmomente");
    std::size_t numbers = 0;
    for (const int width : {24, 40, 60, 80, 100, 200}) {
      const std::string text = steps_text(steps, tokens, width);
      std::istringstream lines(text);
      for (std::string line; std::getline(lines, line);)
        EXPECT_LE(text_width(line), width) << one.name << ": " << line;
      // Folding loses none.
      std::size_t seen = 0;
      for (std::size_t at = 0; (at = text.find('.', at)) != std::string::npos; ++at)
        seen += at + 1 < text.size() && std::isdigit(static_cast<unsigned char>(text[at + 1])) != 0;
      if (numbers == 0) numbers = seen;
      EXPECT_EQ(seen, numbers) << one.name << " in " << width;
    }
  }
}

TEST(StepsTextOf, SaysWhatLocalAttentionSees) {
  EXPECT_THAT(text_of("rnn_luong_local_p"), HasSubstr("p_t = "));
  EXPECT_THAT(text_of("rnn_luong_local_p"), HasSubstr("Gaussian"));
  EXPECT_THAT(text_of("rnn_luong_local_p"), HasSubstr("counted from 0"));
  EXPECT_THAT(text_of("rnn_luong_local_m"), HasSubstr("the query sees positions 0 to "));
}

}  // namespace
}  // namespace nmt
