// What users may ask of a search beyond the best translation: lengths, repeats, prefixes, penalties,
// diversity, drawing, shortlists and ensembles.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "caught_error.h"
#include "decode/beam_search.h"
#include "decode/fake_models.h"

namespace nmt {
namespace {

using Sentence = std::vector<TokenId>;

Batch batch_of(const std::vector<Sentence>& sentences) {
  Batch batch;
  for (const Sentence& sentence : sentences) batch.add(sentence);
  return batch;
}

// What a test asks for beside the settings.
struct Wish {
  std::vector<Sentence> prefixes = {};
  std::vector<std::uint64_t> streams = {};
};

std::vector<std::vector<Hypothesis>> search(const SearchModels& models,
                                            const std::vector<Sentence>& source,
                                            const DecodingSettings& settings,
                                            const Wish& wish = {}) {
  Tape tape(Tape::Mode::infer);
  const Batch batch = batch_of(source);
  return beam_search(models, tape,
                     {.source = batch, .prefixes = wish.prefixes, .streams = wish.streams},
                     settings);
}

SearchModels one(const Seq2Seq& model) { return {.models = {{.model = &model}}}; }

// The same logits at every step.
FakeModel constant_model(std::vector<double> logits) {
  const int size = static_cast<int>(logits.size());
  return FakeModel(size, [logits](const auto&, const auto&, TokenId token) {
    return logits[static_cast<std::size_t>(token)];
  });
}

const Sentence kSource = {5, 4, 3, kEnd};

void expect_same_ids(const std::vector<Hypothesis>& a, const std::vector<Hypothesis>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_EQ(a[i].ids, b[i].ids);
}
void expect_near(const std::vector<Hypothesis>& a, const std::vector<Hypothesis>& b, double most) {
  expect_same_ids(a, b);
  for (std::size_t i = 0; i < a.size(); ++i)
    EXPECT_NEAR(a[i].log_probability, b[i].log_probability, most);
}

TEST(SearchLengths, MinLengthCountsTheEndMark) {
  const FakeModel model = constant_model({0, 0, 5, 1, 2});  // wants to end at once
  for (const int least : {0, 1, 4}) {
    const auto found = search(one(model), {kSource}, {.beam_size = 3, .min_length = least})[0][0];
    EXPECT_GE(static_cast<int>(found.ids.size()) + 1, least);
    EXPECT_LE(static_cast<int>(found.ids.size()), std::max(least, 1));
    EXPECT_TRUE(found.finished);
  }
}

TEST(SearchLengths, TheRatioIsOfEachSource) {
  const FakeModel model = constant_model({0, 0, 5, 1, 2});
  const auto found = search(one(model), {kSource, {3, 4, 5, 6, 3, 4, kEnd}},
                            {.beam_size = 1, .min_length_ratio = 1.5});
  EXPECT_EQ(found[0][0].ids.size() + 1, 6u);
  EXPECT_EQ(found[1][0].ids.size() + 1, 11u);
}

TEST(SearchLengths, TheLimitGoesFirst) {
  const FakeModel model = constant_model({0, 0, 5, 1, 2});
  const auto found =
      search(one(model), {kSource}, {.beam_size = 1, .min_length_ratio = 2, .max_length = 3})[0][0];
  EXPECT_EQ(found.ids.size(), 2u);
  EXPECT_TRUE(found.finished);
}

bool repeats(const Sentence& ids, std::size_t length) {
  std::set<Sentence> seen;
  for (std::size_t i = 0; i + length <= ids.size(); ++i)
    if (!seen.insert(Sentence(ids.begin() + std::ptrdiff_t(i),
                              ids.begin() + std::ptrdiff_t(i + length)))
             .second)
      return true;
  return false;
}

TEST(SearchRepeats, NoRunComesTwice) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const FakeModel model = random_model(6, seed, 0.2);
    for (const int length : {1, 2, 3}) {
      const auto all =
          search(one(model), {kSource},
                 {.beam_size = 4, .n_best = 4, .min_length = 20, .no_repeat_ngram = length});
      for (const Hypothesis& found : all[0])
        EXPECT_FALSE(repeats(found.ids, static_cast<std::size_t>(length)));
    }
  }
}

TEST(SearchRepeats, WhenNothingIsLeftToSayTheHypothesisIsCutOff) {
  const FakeModel model = constant_model({0, 0, -5, 1, 2});
  const auto found =
      search(one(model), {kSource}, {.beam_size = 2, .min_length = 10, .no_repeat_ngram = 1})[0];
  ASSERT_FALSE(found.empty());
  EXPECT_FALSE(found[0].finished);
  EXPECT_EQ(found[0].ids.size(), 3u);  // each of the three tokens once
}

TEST(SearchSuppressed, NoTranslationHasThem) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const FakeModel model = random_model(7, seed, 0.2);
    SearchModels models = one(model);
    const auto free = search(models, {kSource}, {.beam_size = 1, .min_length = 8})[0][0];
    const std::vector<TokenId> suppressed = {free.ids.front(), 6};
    models.suppressed = suppressed;
    const auto held = search(models, {kSource}, {.beam_size = 1, .min_length = 8})[0][0];
    for (const TokenId token : suppressed)
      EXPECT_EQ(std::count(held.ids.begin(), held.ids.end(), token), 0) << seed;
  }
}

TEST(SearchSuppressed, ProbabilitiesAreThoseOfTheModel) {
  const FakeModel model = constant_model({0, 0, 1, 5, 2});
  SearchModels models = one(model);
  const std::vector<TokenId> suppressed = {3};
  models.suppressed = suppressed;
  const auto found = search(models, {kSource}, {.beam_size = 1, .max_length = 2})[0][0];
  ASSERT_EQ(found.ids, (Sentence{4, 4}));
  const double all = std::log(1 + 1 + std::exp(1) + std::exp(5) + std::exp(2));
  EXPECT_NEAR(found.log_probability, 2 * (2 - all), 1e-5);
}

TEST(SearchPrefix, ItIsSaidFirstAndCounted) {
  const FakeModel model = random_model(9, 3);
  const auto found = search(one(model), {kSource, {3, kEnd}}, {.beam_size = 3, .n_best = 3},
                            {.prefixes = {{7, 8, 7}, {}}});
  for (const Hypothesis& each : found[0]) {
    ASSERT_GE(each.ids.size(), 3u);
    EXPECT_EQ(Sentence(each.ids.begin(), each.ids.begin() + 3), (Sentence{7, 8, 7}));
  }
  const auto plain = search(one(model), {{3, kEnd}}, {.beam_size = 3, .n_best = 3});
  EXPECT_EQ(found[1][0].ids, plain[0][0].ids);
  EXPECT_EQ(found[1][0].score, plain[0][0].score);
}

TEST(SearchPrefix, TheRestOfTheBestTranslationFollowsItself) {
  const FakeModel model = random_model(9, 4);
  const Hypothesis best = search(one(model), {kSource}, {.beam_size = 1, .min_length = 4})[0][0];
  const Sentence begin(best.ids.begin(), best.ids.begin() + 2);
  const Hypothesis again =
      search(one(model), {kSource}, {.beam_size = 1, .min_length = 4}, {.prefixes = {begin}})[0][0];
  EXPECT_EQ(again.ids, best.ids);
  EXPECT_EQ(again.log_probability, best.log_probability);
}

TEST(SearchPrefix, OneThatTheModelCannotTakeIsRefused) {
  const FakeModel model = copy_model(9, 4);
  const Error::Parts parts = error_of([&] {
    search(one(model), {{3, kEnd}}, {.beam_size = 1}, {.prefixes = {{4, 4, 4, 4}}});
  });
  EXPECT_EQ(parts.what, "a prefix of 4 tokens leaves no room for more: the model takes 4");
  EXPECT_EQ(parts.fix, "shorten the prefix");
  EXPECT_NO_THROW(search(one(model), {{3, kEnd}}, {.beam_size = 1}, {.prefixes = {{4, 4, 4}}}));
}

TEST(Ranking, LengthPenaltiesAreTheirFormulas) {
  EXPECT_DOUBLE_EQ(normalised_score(-6, 4, {.length_penalty = 0.5}), -3);
  EXPECT_DOUBLE_EQ(normalised_score(-6, 7, {.length_penalty = 1, .length_penalty_type = "wu"}), -3);
  EXPECT_DOUBLE_EQ(normalised_score(-6, 7, {.length_penalty = 0, .length_penalty_type = "wu"}), -6);
}

TEST(Ranking, CoverageIsTheSumOfLogsOfWhatWasReceived) {
  const std::vector<Real> received = {1.5, 1, 0.5, 0};
  EXPECT_NEAR(coverage_of(received), std::log(0.5) + std::log(kLeastAttention), 1e-6);
}

// The fake models look at the position that they have come to.
TEST(SearchCoverage, PrefersTheHypothesisThatLookedEverywhere) {
  const FakeModel model(6, [](const auto&, const auto& prefix, TokenId token) {
    if (token == kEnd) return prefix.size() == 1 ? 3.0 : prefix.size() == 3 ? 2.0 : -9.0;
    return token == 5 ? 2.9 : -9.0;
  });
  const auto short_one = search(one(model), {kSource}, {.beam_size = 8})[0][0];
  EXPECT_EQ(short_one.ids.size(), 1u);
  EXPECT_EQ(short_one.coverage, 0);
  const auto covering =
      search(one(model), {kSource}, {.beam_size = 8, .coverage_penalty = 0.3})[0][0];
  EXPECT_EQ(covering.ids.size(), 3u);
  EXPECT_EQ(covering.coverage, 0);
  const auto all =
      search(one(model), {kSource}, {.beam_size = 8, .coverage_penalty = 0.3, .n_best = 8})[0];
  const auto found = std::find_if(all.begin(), all.end(),
                                  [](const Hypothesis& each) { return each.ids.size() == 1; });
  ASSERT_NE(found, all.end());
  EXPECT_NEAR(found->coverage, 2 * std::log(kLeastAttention), 1e-9);
  EXPECT_NEAR(found->score, normalised_score(found->log_probability, 2, {}) + 0.3 * found->coverage,
              1e-12);
}

TEST(SearchDiversity, OneGroupIsPlainSearch) {
  const FakeModel model = random_model(12, 8);
  const auto plain = search(one(model), {kSource}, {.beam_size = 4, .n_best = 4});
  const auto grouped = search(one(model), {kSource}, {.beam_size = 4, .n_best = 4, .diversity = 3});
  expect_same_ids(plain[0], grouped[0]);
}

TEST(SearchDiversity, WithoutPenaltyEachGroupIsASmallerBeam) {
  const FakeModel model = random_model(12, 8);
  const auto small = search(one(model), {kSource}, {.beam_size = 2, .n_best = 2});
  const auto grouped = search(one(model), {kSource},
                              {.beam_size = 6, .n_best = 6, .diverse_groups = 3, .diversity = 0});
  ASSERT_EQ(grouped[0].size(), 3 * small[0].size());
  for (std::size_t i = 0; i < grouped[0].size(); ++i)
    EXPECT_EQ(grouped[0][i].ids, small[0][i / 3].ids);
}

TEST(SearchDiversity, AStrongPenaltyMakesGroupsBeginApart) {
  const FakeModel model(30, [](const auto&, const auto& prefix, TokenId token) {
    return token == kEnd ? -30.0 : 0.1 * token + 0.01 * double(prefix.size());
  });
  const auto found = search(
      one(model), {kSource},
      {.beam_size = 4, .n_best = 4, .max_length = 3, .diverse_groups = 4, .diversity = 50})[0];
  std::set<TokenId> first;
  for (const Hypothesis& each : found) first.insert(each.ids[0]);
  EXPECT_EQ(first.size(), 4u);
  // Scores are those of the model, without the penalty.
  for (const Hypothesis& each : found) {
    EXPECT_DOUBLE_EQ(each.score, normalised_score(each.log_probability, 3, {}));
    EXPECT_GT(each.score, -10);
  }
}

DecodingSettings drawing(int seed) {
  return {.beam_size = 1, .sampling = true, .sampling_seed = seed};
}

TEST(SearchSampling, TheSameSeedAndStreamGiveTheSame) {
  const FakeModel model = random_model(40, 5, 0.5);
  const Wish streams{.streams = {7, 7, 8}};
  const auto a = search(one(model), {kSource, kSource, kSource}, drawing(1), streams);
  EXPECT_EQ(a[0][0].ids, a[1][0].ids);
  EXPECT_NE(a[0][0].ids, a[2][0].ids);
  EXPECT_EQ(a[2][0].ids, search(one(model), {kSource}, drawing(1), {.streams = {8}})[0][0].ids);
  EXPECT_NE(a[2][0].ids, search(one(model), {kSource}, drawing(2), {.streams = {8}})[0][0].ids);
}

// The first tokens of many drawings.
std::map<TokenId, int> first_tokens(const DecodingSettings& settings, int drawings) {
  const FakeModel model = constant_model({-20, 9, -20, 0, 1, 2, -20});
  std::vector<Sentence> sources(static_cast<std::size_t>(drawings), Sentence{3, kEnd});
  Wish wish;
  for (int i = 0; i < drawings; ++i) wish.streams.push_back(static_cast<std::uint64_t>(i));
  std::map<TokenId, int> counts;
  for (const auto& found : search(one(model), sources, settings, wish)) ++counts[found[0].ids[0]];
  return counts;
}

TEST(SearchSampling, DrawsByProbability) {
  DecodingSettings settings = drawing(3);
  settings.max_length = 1;
  const auto counts = first_tokens(settings, 4000);
  const double sum = 1 + std::exp(1.0) + std::exp(2.0);
  EXPECT_NEAR(counts.at(3) / 4000.0, 1 / sum, 0.03);
  EXPECT_NEAR(counts.at(4) / 4000.0, std::exp(1.0) / sum, 0.03);
  EXPECT_NEAR(counts.at(5) / 4000.0, std::exp(2.0) / sum, 0.03);
  EXPECT_EQ(counts.count(kBegin), 0u);
}

TEST(SearchSampling, TemperatureTopKAndTopPNarrowTheChoice) {
  DecodingSettings settings = drawing(3);
  settings.max_length = 1;
  settings.temperature = 0.5;
  const double sum = 1 + std::exp(2.0) + std::exp(4.0);
  EXPECT_NEAR(first_tokens(settings, 4000).at(4) / 4000.0, std::exp(2.0) / sum, 0.03);
  settings.temperature = 1;
  settings.top_k = 2;
  EXPECT_EQ(first_tokens(settings, 500).count(3), 0u);
  EXPECT_EQ(first_tokens(settings, 500).size(), 2u);
  settings.top_k = 0;
  settings.top_p = 0.6;  // the likeliest alone has 0.665
  EXPECT_EQ(first_tokens(settings, 100).size(), 1u);
  settings.top_p = 0.7;
  EXPECT_EQ(first_tokens(settings, 500).size(), 2u);
}

Shortlist shortlist(std::vector<TokenId> frequent, std::vector<Sentence> of_source) {
  return {{.source = 12, .target = 12, .source_hash = "a", .target_hash = "b"},
          std::move(frequent),
          of_source};
}

// kBegin, which the shortlist leaves out, has no probability here.
TEST(SearchShortlist, WholeVocabularyChangesNothing) {
  const FakeModel model(12, [](const auto& source, const auto& prefix, TokenId token) {
    std::uint64_t key = 6 + source.size();
    for (const TokenId id : prefix) key = derive_key(key, static_cast<std::uint64_t>(id));
    return token == kBegin ? -60.0
                           : Random(derive_key(key, static_cast<std::uint64_t>(token))).normal();
  });
  const Shortlist all = shortlist({3, 4, 5, 6, 7, 8, 9, 10, 11}, {});
  SearchModels models = one(model);
  const auto without = search(models, {kSource, {3, kEnd}}, {.beam_size = 3, .n_best = 3});
  models.shortlist = &all;
  const auto with = search(models, {kSource, {3, kEnd}}, {.beam_size = 3, .n_best = 3});
  for (std::size_t i = 0; i < 2; ++i) expect_near(with[i], without[i], 1e-4);
}

TEST(SearchShortlist, EachSentenceHasItsOwnWords) {
  const FakeModel model = random_model(12, 6);
  const Shortlist some = shortlist({}, {{}, {}, {}, {6, 7}, {8}});
  SearchModels models = one(model);
  models.shortlist = &some;
  const DecodingSettings settings{.beam_size = 4, .n_best = 4, .min_length = 4, .max_length = 6};
  const auto found = search(models, {{3, kEnd}, {4, kEnd}}, settings);
  for (const Hypothesis& each : found[0])
    EXPECT_THAT(each.ids, testing::Each(testing::AnyOf(kUnknown, 6, 7)));
  for (const Hypothesis& each : found[1])
    EXPECT_THAT(each.ids, testing::Each(testing::AnyOf(kUnknown, 8)));
  const auto alone = search(models, {{4, kEnd}}, settings);
  ASSERT_EQ(alone[0].size(), found[1].size());
  for (std::size_t i = 0; i < alone[0].size(); ++i) {
    EXPECT_EQ(alone[0][i].ids, found[1][i].ids);
    EXPECT_EQ(alone[0][i].score, found[1][i].score);
  }
}

TEST(SearchShortlist, APrefixMayLeaveIt) {
  const FakeModel model = random_model(12, 6);
  const Shortlist some = shortlist({}, {});
  SearchModels models = one(model);
  models.shortlist = &some;
  const auto found = search(models, {{4, kEnd}}, {.beam_size = 2, .no_repeat_ngram = 1},
                            {.prefixes = {{9, 10}}})[0][0];
  EXPECT_EQ(Sentence(found.ids.begin(), found.ids.begin() + 2), (Sentence{9, 10}));
}

TEST(SearchEnsemble, OfOneModelTwiceIsThatModel) {
  const FakeModel model = random_model(12, 6);
  const auto alone = search(one(model), {kSource}, {.beam_size = 3, .n_best = 3})[0];
  const auto twice =
      search({.models = {{&model, 1}, {&model, 3}}}, {kSource}, {.beam_size = 3, .n_best = 3})[0];
  expect_near(alone, twice, 1e-5);
}

TEST(SearchEnsemble, AveragesProbabilitiesByWeight) {
  const FakeModel a = constant_model({-30, -30, std::log(0.1), std::log(0.9), -30}),
                  b = constant_model({-30, -30, std::log(0.6), -30, std::log(0.4)});
  const auto found =
      search({.models = {{&a, 3}, {&b, 1}}}, {kSource}, {.beam_size = 1, .max_length = 1})[0][0];
  EXPECT_EQ(found.ids, Sentence{3});
  EXPECT_NEAR(found.log_probability, std::log(0.75 * 0.9), 1e-4);
  const auto other =
      search({.models = {{&a, 1}, {&b, 9}}}, {kSource}, {.beam_size = 1, .max_length = 1})[0][0];
  EXPECT_TRUE(other.ids.empty());
  EXPECT_NEAR(other.log_probability, std::log(0.1 * 0.1 + 0.9 * 0.6), 1e-4);
}

TEST(SearchEnsemble, TheShortestLimitHolds) {
  const FakeModel a = copy_model(12, 0), b = copy_model(12, 5), c = copy_model(12, 7);
  EXPECT_EQ(max_length(SearchModels{.models = {{&a}, {&b}, {&c}}}), 5);
  EXPECT_EQ(max_length(one(a)), 0);
}

}  // namespace
}  // namespace nmt
