// What the trace holds is what the model computed, and its numbers follow from one another: for
// every model variant.
#include "attend/observed_pair.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "decode/forced_attention.h"
#include "model_variants.h"

namespace nmt {
namespace {

const std::vector<TokenId> kSource = {5, 9, 4, 17, 8, 11, 6, 3, 12, kEnd};
const std::vector<TokenId> kTarget = {7, 3, 14, 6, 10, 5, kEnd};

float dot(const std::vector<float>& a, const std::vector<float>& b) {
  EXPECT_EQ(a.size(), b.size());
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0f);
}

// The score by its formula.
float score_again(const QuerySteps& steps, const QuerySteps::Key& key) {
  if (steps.score == "location") return steps.query[static_cast<std::size_t>(key.position)];
  if (steps.v.empty()) return steps.scale * dot(steps.query, key.key);
  std::vector<float> hidden;
  for (std::size_t i = 0; i < key.key.size(); ++i)
    hidden.push_back(std::tanh(steps.query[i] + key.key[i]));
  return dot(steps.v, hidden);
}

void expect_that_steps_recompute(const QuerySteps& steps) {
  ASSERT_FALSE(steps.keys.empty());
  float highest = steps.keys[0].score, sum = 0, softmax_sum = 0;
  for (const auto& key : steps.keys) highest = std::max(highest, key.score);
  for (const auto& key : steps.keys) sum += std::exp(key.score - highest);
  std::vector<float> context(steps.context.size());
  for (const auto& key : steps.keys) {
    EXPECT_NEAR(key.score, score_again(steps, key), 1e-5);
    EXPECT_NEAR(key.score, steps.scale * key.raw, 1e-6);
    EXPECT_NEAR(key.softmax, std::exp(key.score - highest) / sum, 1e-5);
    const float near =
        steps.centre ? nearness(static_cast<float>(key.position), *steps.centre, steps.deviation)
                     : 1;
    EXPECT_NEAR(key.weight, key.softmax * near, 1e-5);
    softmax_sum += key.softmax;
    ASSERT_EQ(key.value.size(), context.size());
    for (std::size_t i = 0; i < context.size(); ++i) context[i] += key.weight * key.value[i];
  }
  EXPECT_NEAR(softmax_sum, 1, 1e-5);
  for (std::size_t i = 0; i < context.size(); ++i) EXPECT_NEAR(context[i], steps.context[i], 1e-5);
}

class ObservedPairs : public testing::TestWithParam<ModelVariant> {};

TEST_P(ObservedPairs, StepsRecompute) {
  const auto model = GetParam().build();
  const ObservedPair pair(*model, kSource, kTarget);
  for (std::size_t i = 0; i < pair.places().size(); ++i) {
    const AttentionPlace& place = pair.places()[i];
    for (int head = 1; head <= place.heads; ++head)
      for (int query = 0; query < place.queries; ++query) {
        const QuerySteps steps = pair.steps(static_cast<int>(i), head, query);
        expect_that_steps_recompute(steps);
        const std::vector<float> weights = pair.weights(static_cast<int>(i), head);
        // What the model reads by itself before the target stands at the place of <s>.
        std::map<int, float> seen;
        for (const auto& key : steps.keys) seen[key.position] += key.weight;
        for (const auto& [position, weight] : seen)
          EXPECT_EQ(weights[static_cast<std::size_t>(query * place.keys + position)], weight);
      }
  }
}

TEST_P(ObservedPairs, WeightsAreThoseOfTheSteps) {
  const auto model = GetParam().build();
  const ObservedPair pair(*model, kSource, kTarget);
  PairBatch batch;
  batch.source.add(kSource);
  batch.target.add(kTarget);
  Tape tape(Tape::Mode::infer);
  const AttentionMap map = forced_attention(*model, tape, batch).front();
  if (pair.places().empty()) {
    EXPECT_THAT(map.weights, testing::Each(0));
    return;
  }
  const int last = static_cast<int>(pair.places().size()) - 1;
  EXPECT_EQ(pair.places().back().part, "cross");
  EXPECT_EQ(pair.places().back().queries, map.target);
  // There are none of an end mark that the encoder has not read; to a search they are zeros.
  const int keys = pair.places().back().keys;
  EXPECT_EQ(keys, map.source - (GetParam().name == "transformer_source_without_end_mark" ? 1 : 0));
  const std::vector<Real> weights = pair.weights(last, 0);
  for (int t = 0; t < map.target; ++t)
    for (int s = 0; s < map.source; ++s)
      EXPECT_EQ(s < keys ? weights[static_cast<std::size_t>(t * keys + s)] : 0,
                map.row(t)[static_cast<std::size_t>(s)]);
}

TEST_P(ObservedPairs, WatchingChangesNoBit) {
  const auto model = GetParam().build();
  Batch source, target;
  source.add(kSource);
  target.add(kTarget);
  const auto hidden = [&](AttentionTrace* trace) {
    Tape tape(Tape::Mode::infer);
    tape.watch(trace);
    const Tensor h = model->teacher_force(tape, model->encode(tape, source), target).value();
    return std::vector<Real>(h.data, h.data + h.size());
  };
  AttentionTrace trace;
  EXPECT_EQ(hidden(nullptr), hidden(&trace));
}

INSTANTIATE_TEST_SUITE_P(Models, ObservedPairs, testing::ValuesIn(model_variants()),
                         [](const auto& row) { return row.param.name; });

ModelVariant variant(const std::string& name) {
  const auto all = model_variants();
  return *std::find_if(all.begin(), all.end(),
                       [&](const ModelVariant& one) { return one.name == name; });
}

TEST(ObservedPair, HasEveryLayerAndHead) {
  const auto model = variant("transformer_pre_norm").build();
  const ObservedPair pair(*model, kSource, kTarget);
  std::string places;
  for (const AttentionPlace& place : pair.places())
    places += place.part + std::to_string(place.layer) + " " + std::to_string(place.heads) + " " +
              std::to_string(place.queries) + "x" + std::to_string(place.keys) + "; ";
  EXPECT_EQ(places,
            "encoder1 2 10x10; encoder2 2 10x10; decoder1 2 7x7; decoder2 2 7x7; cross1 2 7x10; "
            "cross2 2 7x10; ");
}

TEST(ObservedPair, ADecoderDoesNotSeeWhatIsToCome) {
  const auto model = variant("transformer_pre_norm").build();
  const ObservedPair pair(*model, kSource, kTarget);
  const std::vector<float> weights = pair.weights(2, 0);
  for (int q = 0; q < 7; ++q)
    for (int k = q + 1; k < 7; ++k) EXPECT_EQ(weights[static_cast<std::size_t>(q * 7 + k)], 0);
}

std::vector<AttentionView::Seen> seen_by(const std::string& name, int place) {
  const auto model = variant(name).build();
  return ObservedPair(*model, kSource, kTarget).seen(place);
}

TEST(ObservedPair, TellsWhatEachQueryCouldSee) {
  using Seen = AttentionView::Seen;
  EXPECT_THAT(seen_by("transformer_pre_norm", 0), testing::Each(Seen{0, 10}));
  EXPECT_THAT(seen_by("transformer_pre_norm", 2),
              testing::ElementsAre(Seen{0, 1}, Seen{0, 2}, Seen{0, 3}, Seen{0, 4}, Seen{0, 5},
                                   Seen{0, 6}, Seen{0, 7}));
  EXPECT_THAT(seen_by("rnn_conditional", 0), testing::Each(Seen{0, 10}));
  const std::vector<Seen> windows = seen_by("rnn_luong_local_m", 0);
  ASSERT_EQ(windows.size(), 7u);
  EXPECT_EQ(windows[0].begin, 0);
  // Further on in the target, further on in the source.
  for (std::size_t t = 1; t < windows.size(); ++t) {
    EXPECT_GE(windows[t].begin, windows[t - 1].begin);
    EXPECT_GE(windows[t].end, windows[t - 1].end);
    EXPECT_LT(windows[t].end - windows[t].begin, 10);
  }
}

TEST(ObservedPair, NamesRowsAndColumns) {
  const PairTokens tokens{{"ein", "Haus", "</s>"}, {"a", "house", "</s>"}};
  using testing::ElementsAre;
  EXPECT_THAT(view_tokens("encoder", tokens).keys, ElementsAre("ein", "Haus", "</s>"));
  EXPECT_THAT(view_tokens("cross", tokens).queries, ElementsAre("a", "house", "</s>"));
  EXPECT_THAT(view_tokens("cross", tokens).keys, ElementsAre("ein", "Haus", "</s>"));
  EXPECT_THAT(view_tokens("decoder", tokens).queries, ElementsAre("a", "house", "</s>"));
  EXPECT_THAT(view_tokens("decoder", tokens).keys, ElementsAre("<s>", "a", "house"));
}

TEST(ObservedPair, ViewsAreMeansAndHeads) {
  const auto model = variant("transformer_pre_norm").build();
  const ObservedPair pair(*model, kSource, kTarget);
  const PairTokens tokens{std::vector<std::string>(kSource.size(), "s"),
                          std::vector<std::string>(kTarget.size(), "t")};
  const std::vector<AttentionView> views = attention_views(pair, tokens);
  ASSERT_EQ(views.size(), 18u);
  for (const AttentionView& view : views) {
    ASSERT_EQ(view.weights.size(), view.queries.size() * view.keys.size());
    for (std::size_t q = 0; q < view.queries.size(); ++q) {
      const auto row = view.weights.begin() + static_cast<std::ptrdiff_t>(q * view.keys.size());
      EXPECT_NEAR(std::accumulate(row, row + static_cast<std::ptrdiff_t>(view.keys.size()), 0.0f),
                  1, 1e-5);
    }
  }
  // One head is its own mean.
  const auto recurrent = variant("rnn_conditional").build();
  EXPECT_EQ(attention_views(ObservedPair(*recurrent, kSource, kTarget), tokens).size(), 1u);
}

}  // namespace
}  // namespace nmt
