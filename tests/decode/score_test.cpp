#include "decode/score.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "decode/beam_search.h"
#include "decode/fake_models.h"
#include "model_variants.h"

namespace nmt {
namespace {

const std::vector<TokenId> kSources[] = {{5, 9, 7, kEnd}, {4, kEnd}, {12, 6, 6, 15, 8, kEnd}};

PairBatch pairs_of(const std::vector<std::vector<TokenId>>& targets) {
  PairBatch pairs;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    pairs.source.add(kSources[i]);
    pairs.target.add(targets[i]);
  }
  return pairs;
}

TEST(ScoreTargets, SumsTheLogProbabilitiesOfItsTokens) {
  // p(token) is proportional to 1 for all but kEnd, and to 3 for that.
  const FakeModel model(10, [](const auto&, const auto&, TokenId token) {
    return token == kEnd ? std::log(3.0) : 0.0;
  });
  Tape tape(Tape::Mode::infer);
  const auto scores = score_targets(model, tape, pairs_of({{4, 5, kEnd}, {kEnd}}));
  ASSERT_EQ(scores.size(), 2u);
  ASSERT_EQ(scores[0].tokens.size(), 3u);
  EXPECT_NEAR(scores[0].tokens[1], std::log(1 / 12.0), 1e-6);
  EXPECT_NEAR(scores[0].log_probability, std::log(1 / 12.0 / 12.0 * 3 / 12.0), 1e-5);
  EXPECT_NEAR(scores[1].log_probability, std::log(0.25), 1e-6);
}

TEST(ScoreTargets, GivesWhatSearchGives) {
  for (const ModelVariant& variant : model_variants()) {
    const auto model = variant.build();
    Tape tape(Tape::Mode::infer);
    Batch source;
    for (const auto& sentence : kSources) source.add(sentence);
    const auto found = beam_search(*model, tape, source, {.beam_size = 3, .max_length = 12});
    std::vector<std::vector<TokenId>> targets;
    for (const auto& hypotheses : found) {
      targets.push_back(hypotheses.front().ids);
      if (hypotheses.front().finished) targets.back().push_back(kEnd);
    }
    const auto scores = score_targets(*model, tape, pairs_of(targets));
    for (std::size_t i = 0; i < found.size(); ++i)
      EXPECT_EQ(scores[i].log_probability, found[i].front().log_probability) << variant.name;
  }
}

TEST(ScoreTargets, CompanyChangesNothing) {
  const FakeModel model = random_model(30, 4);
  Tape tape(Tape::Mode::infer);
  const std::vector<TokenId> target = {8, 9, kEnd};
  const double alone = score_targets(model, tape, pairs_of({target})).front().log_probability;
  const auto together = score_targets(model, tape, pairs_of({target, {3, 3, 3, kEnd}, {kEnd}}));
  EXPECT_EQ(together.front().log_probability, alone);
}

TEST(ScoreTargets, RefusesNumbersThatAreNone) {
  const FakeModel model(10, [](const auto&, const auto&, TokenId) { return std::nan(""); });
  Tape tape(Tape::Mode::infer);
  EXPECT_THROW(score_targets(model, tape, pairs_of({{kEnd}})), Error);
}

}  // namespace
}  // namespace nmt
