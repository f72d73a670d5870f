// The search against two plain ones, with every setting that shapes it.
#include "decode/search_reference.h"

#include <gtest/gtest.h>

#include "base/format.h"

namespace nmt::search_reference {
namespace {

std::vector<Hypothesis> searched(const Models& models, const Task& task) {
  SearchModels all;
  for (std::size_t m = 0; m < task.weights.size(); ++m)
    all.models.push_back({&models[m], task.weights[m]});
  const Shortlist shortlist({.source = kVocabulary, .target = kVocabulary}, task.shortlist, {});
  if (!task.shortlist.empty()) all.shortlist = &shortlist;
  Batch source;
  source.add(kSource);
  Tape tape(Tape::Mode::infer);
  const std::vector<Sentence> prefixes = {task.prefix};
  const std::vector<std::vector<GlossaryTerm>> terms = {task.terms};
  return beam_search(all, tape, {.source = source, .prefixes = prefixes, .terms = terms},
                     task.settings)[0];
}

void expect_same(const std::vector<Hypothesis>& found, const std::vector<Hypothesis>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_EQ(found[i].ids, expected[i].ids) << "place " << i;
    EXPECT_NEAR(found[i].score, expected[i].score, 1e-5) << "place " << i;
    EXPECT_NEAR(found[i].log_probability, expected[i].log_probability, 1e-5) << "place " << i;
    EXPECT_EQ(found[i].finished, expected[i].finished) << "place " << i;
  }
}

GlossaryTerm random_term(Random& random) {
  GlossaryTerm term;
  term.choices.resize(1 + random.below(2));
  for (TermChoice& choice : term.choices) {
    for (std::uint64_t n = 1 + random.below(3); n > 0; --n)
      choice.tokens.push_back(static_cast<TokenId>(3 + random.below(kVocabulary - 3)));
    choice.only_first = random.below(4) == 0;
  }
  return term;
}

// One of a few values, the first most often.
template <class Value>
Value some(Random& random, std::initializer_list<Value> values) {
  const std::uint64_t at = random.below(2 * values.size());
  return *(values.begin() + (at < values.size() ? at : 0));
}

// Every setting that shapes a search but sampling, in any combination.
Task random_task(Random& random) {
  Task task;
  DecodingSettings& s = task.settings;
  s.max_length = some(random, {kLimit, 1, 2, 3, 4});
  s.length_penalty = some(random, {1.0, 0.0, 0.4, 2.0, 5.0});
  s.length_penalty_type = some<const char*>(random, {"power", "wu"});
  s.coverage_penalty = some(random, {0.0, 0.01, 0.3});
  s.min_length = some(random, {0, 2, 4, kLimit});
  s.min_length_ratio = some(random, {0.0, 0.5, 1.0});
  s.no_repeat_ngram = some(random, {0, 1, 2});
  s.glossary_weight = some(random, {8.0, 0.5, 3.0, 50.0});
  s.n_best = some(random, {1, 2, 5});
  for (int n = some(random, {2, 0, 1, 3}); n > 0; --n) task.terms.push_back(random_term(random));
  if (random.below(4) == 0)
    for (std::uint64_t n = 1 + random.below(kLimit - 1); n > 0; --n)
      task.prefix.push_back(static_cast<TokenId>(3 + random.below(kVocabulary - 3)));
  task.prefix.resize(std::min(task.prefix.size(), static_cast<std::size_t>(s.max_length)));
  // The whole of a translation.
  if (!task.prefix.empty() && task.prefix.size() < kLimit && random.below(3) == 0)
    task.prefix.push_back(kEnd);
  if (random.below(3) == 0) task.weights = {1, 2.5};
  return task;
}

Models random_models(Random& random) {
  const double spread = some(random, {2.0, 0.3, 5.0});
  return {random_model(kVocabulary, random.next(), spread),
          random_model(kVocabulary, random.next(), spread)};
}

std::string said_of(const Task& task) {
  const DecodingSettings& s = task.settings;
  return format(
      "beam {}/{} lp {} {} coverage {} least {} {} no_repeat {} weight {} terms {} prefix {} "
      "n_best "
      "{} models {} most {} {}",
      s.beam_size, s.diverse_groups, s.length_penalty, s.length_penalty_type, s.coverage_penalty,
      s.min_length, s.min_length_ratio, s.no_repeat_ngram, s.glossary_weight, task.terms.size(),
      task.prefix.size(), s.n_best, task.weights.size(), s.max_length, s.max_length_ratio);
}

// 4 tokens and the end mark, 5 deep: 341 sentences that end.
TEST(SearchReference, AWideBeamFindsTheBestOfAllSentencesWithEverySetting) {
  Random random(1);
  int compared = 0;
  for (int round = 0; round < 300; ++round) {
    Task task = random_task(random);
    task.settings.beam_size = 800;
    const Models models = random_models(random);
    const auto best = Reference(models, task).exhaustive();
    if (best.empty()) continue;  // the rules leave nothing: what is cut off is not enumerated
    SCOPED_TRACE(said_of(task));
    expect_same(searched(models, task), best);
    if (HasFailure()) return;
    ++compared;
  }
  EXPECT_GT(compared, 250);
}

TEST(SearchReference, ANarrowBeamIsTheOneThatNeverStopsEarly) {
  Random random(2);
  for (int round = 0; round < 1500; ++round) {
    Task task = random_task(random);
    task.settings.max_length = some(random, {task.settings.max_length, 30});
    task.settings.max_length_ratio = some(random, {3.0, 0.0, 0.3});
    task.settings.diverse_groups = some(random, {1, 2, 3});
    task.settings.diversity = some(random, {0.5, 0.0, 3.0});
    task.settings.beam_size = task.settings.diverse_groups * some(random, {1, 2, 4});
    task.settings.n_best = std::min(task.settings.n_best, task.settings.beam_size);
    const Models models = random_models(random);
    SCOPED_TRACE(said_of(task));
    expect_same(searched(models, task), Reference(models, task).beam());
    if (HasFailure()) return;
  }
}

TEST(SearchReference, AShortlistLeavesTheRestToTheRules) {
  Random random(3);
  for (int round = 0; round < 100; ++round) {
    Task task = random_task(random);
    task.settings.beam_size = some(random, {800, 1, 5});
    task.settings.n_best = 1;
    task.terms.clear();
    task.prefix.clear();
    task.weights = {1};
    task.shortlist = {3, 5};
    const Models models = random_models(random);
    SCOPED_TRACE(said_of(task));
    expect_same(searched(models, task), Reference(models, task).beam());
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace nmt::search_reference
