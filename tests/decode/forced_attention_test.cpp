// The weights of forced decoding are those of the model's own steps, and their entropy is the
// textbook's.
#include "decode/forced_attention.h"

#include <gtest/gtest.h>

#include <cmath>

#include "decode/beam_search.h"
#include "model_variants.h"
#include "random_pairs.h"

namespace nmt {
namespace {

class ForcedAttention : public testing::TestWithParam<ModelVariant> {};

TEST_P(ForcedAttention, DoesNotDependOnTheNeighbours) {
  const auto model = GetParam().build();
  const PairBatch batch = random_pairs(GetParam().vocabularies, 5, 8, 3);
  Tape tape(Tape::Mode::infer);
  const std::vector<AttentionMap> together = forced_attention(*model, tape, batch);
  ASSERT_EQ(together.size(), 5u);
  for (int s = 0; s < 5; ++s) {
    PairBatch one;
    one.source.add(batch.source.sentence(s));
    one.target.add(batch.target.sentence(s));
    const std::vector<AttentionMap> alone = forced_attention(*model, tape, one);
    ASSERT_EQ(alone.size(), 1u);
    EXPECT_EQ(together[s].target, batch.target.length(s));
    EXPECT_EQ(together[s].source, batch.source.length(s));
    EXPECT_EQ(together[s].weights, alone[0].weights);
    for (int t = 0; t < together[s].target; ++t) {
      double sum = 0;
      for (const Real weight : together[s].row(t)) sum += double(weight);
      EXPECT_GE(sum, GetParam().least_attention - 1e-5);
      EXPECT_LE(sum, GetParam().most_attention + 1e-5);
    }
  }
}

// Of all hypotheses of a beam, with prefixes, ended or (of most models) cut off; the bits are the
// same.
TEST_P(ForcedAttention, IsWhatASearchKeeps) {
  const auto model = GetParam().build();
  const PairBatch batch = random_pairs(GetParam().vocabularies, 4, 7, 5);
  const std::vector<std::vector<TokenId>> prefixes = {{}, {4}, {3, kEnd}, {kEnd}};
  Tape tape(Tape::Mode::infer);
  for (const int max_length : {1, 3, 12}) {
    const auto found =
        beam_search({.models = {{.model = model.get()}}}, tape,
                    {.source = batch.source, .prefixes = prefixes, .keeps_attention = true},
                    {.beam_size = 3, .n_best = 2, .max_length = max_length});
    for (int s = 0; s < 4; ++s)
      for (const Hypothesis& hypothesis : found[static_cast<std::size_t>(s)]) {
        PairBatch one;
        one.source.add(batch.source.sentence(s));
        std::vector<TokenId> target = hypothesis.ids;
        if (hypothesis.finished || target.empty()) target.push_back(kEnd);
        one.target.add(target);
        const AttentionMap forced = forced_attention(*model, tape, one).front();
        EXPECT_EQ(hypothesis.attention.target, forced.target);
        EXPECT_EQ(hypothesis.attention.source, forced.source);
        EXPECT_EQ(hypothesis.attention.weights, forced.weights);
      }
  }
}

INSTANTIATE_TEST_SUITE_P(Models, ForcedAttention, testing::ValuesIn(model_variants()),
                         [](const auto& row) { return row.param.name; });

TEST(AttentionEntropy, IsThatOfTheShares) {
  const AttentionMap even{.target = 1, .source = 4, .weights = {0.25, 0.25, 0.25, 0.25}};
  EXPECT_NEAR(attention_entropy(even), std::log(4.0), 1e-6);
  const AttentionMap sharp{.target = 2, .source = 2, .weights = {1, 0, 0, 1}};
  EXPECT_NEAR(attention_entropy(sharp), 0, 1e-9);
  // Weights that a Gaussian has made smaller count by their shares.
  const AttentionMap smaller{.target = 1, .source = 2, .weights = {Real(0.1), Real(0.1)}};
  EXPECT_NEAR(attention_entropy(smaller), std::log(2.0), 1e-6);
  const AttentionMap nowhere{.target = 1, .source = 2, .weights = {0, 0}};
  EXPECT_EQ(attention_entropy(nowhere), 0);
}

}  // namespace
}  // namespace nmt
