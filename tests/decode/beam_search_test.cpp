#include "decode/beam_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "decode/fake_models.h"

namespace nmt {
namespace {

using Sentence = std::vector<TokenId>;

Batch batch_of(const std::vector<Sentence>& sentences) {
  Batch batch;
  for (const Sentence& sentence : sentences) batch.add(sentence);
  return batch;
}

std::vector<std::vector<Hypothesis>> search(const Seq2Seq& model,
                                            const std::vector<Sentence>& source,
                                            const DecodingSettings& settings) {
  Tape tape(Tape::Mode::infer);
  return beam_search(model, tape, batch_of(source), settings);
}

// log p of every token after this prefix, as the search sees it.
std::vector<double> next_log_probabilities(const Seq2Seq& model, const Sentence& source,
                                           const Sentence& prefix) {
  Tape tape(Tape::Mode::infer);
  const Encoded encoded = model.encode(tape, batch_of({source}));
  const auto state = model.start(tape, encoded);
  Tensor hidden = model.step(tape, *state, std::vector<TokenId>{kBegin});
  for (const TokenId token : prefix) hidden = model.step(tape, *state, std::vector<TokenId>{token});
  const Tensor all = model.output().log_probabilities(tape, hidden);
  return {all.row(0), all.row(0) + all.cols};
}

// Every sentence that ends within `limit` tokens.
void enumerate(const Seq2Seq& model, const Sentence& source, int limit, const Hypothesis& begun,
               std::vector<Hypothesis>& all) {
  const auto next = next_log_probabilities(model, source, begun.ids);
  for (TokenId token = 0; token < static_cast<TokenId>(next.size()); ++token) {
    if (token == kBegin) continue;
    Hypothesis longer = begun;
    longer.log_probability += next[token];
    if (token == kEnd) {
      all.push_back(longer);
    } else if (static_cast<int>(begun.ids.size()) + 1 < limit) {
      longer.ids.push_back(token);
      enumerate(model, source, limit, longer, all);
    }
  }
}

void expect_equal(const std::vector<Hypothesis>& a, const std::vector<Hypothesis>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].ids, b[i].ids);
    EXPECT_EQ(a[i].log_probability, b[i].log_probability);
    EXPECT_EQ(a[i].score, b[i].score);
    EXPECT_EQ(a[i].finished, b[i].finished);
  }
}

TEST(BeamSearch, AWideBeamFindsTheBestOfAllSentences) {
  constexpr int kLimit = 4, kBest = 9;
  for (const double penalty : {0.0, 0.6, 1.0, 2.0})
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
      const FakeModel model = random_model(5, seed);
      std::vector<Hypothesis> all;
      enumerate(model, {3, 4, kEnd}, kLimit, {}, all);
      for (Hypothesis& one : all)
        one.score = normalised_score(one.log_probability, static_cast<int>(one.ids.size()) + 1,
                                     {.length_penalty = penalty});
      std::sort(all.begin(), all.end(),
                [](const Hypothesis& a, const Hypothesis& b) { return a.score > b.score; });
      all.resize(kBest);
      const auto found = search(
          model, {{3, 4, kEnd}},
          {.beam_size = 200, .length_penalty = penalty, .n_best = kBest, .max_length = kLimit});
      expect_equal(found[0], all);
    }
}

TEST(BeamSearch, ABeamOfOneIsGreedy) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const FakeModel model = random_model(12, seed);
    const Sentence source = {5, 4, 3, kEnd};
    Hypothesis greedy;
    for (;;) {
      const auto next = next_log_probabilities(model, source, greedy.ids);
      TokenId best = 0;
      for (TokenId token = 0; token < 12; ++token)
        if (token != kBegin && next[token] > next[best]) best = token;
      greedy.log_probability += next[best];
      if (best == kEnd) break;
      greedy.ids.push_back(best);
      if (greedy.ids.size() == 15) {
        greedy.finished = false;
        break;
      }
    }
    const auto found = search(model, {source}, {.beam_size = 1, .max_length = 15});
    ASSERT_EQ(found[0].size(), 1u);
    EXPECT_EQ(found[0][0].ids, greedy.ids);
    EXPECT_EQ(found[0][0].log_probability, greedy.log_probability);
    EXPECT_EQ(found[0][0].finished, greedy.finished);
  }
}

TEST(BeamSearch, NeighboursAndTheirOrderChangeNothing) {
  const FakeModel model = random_model(20, 11);
  Random random(5);
  std::vector<Sentence> sentences;
  for (int i = 0; i < 12; ++i) {
    sentences.emplace_back();
    for (std::uint64_t n = random.below(9); n > 0; --n)
      sentences.back().push_back(3 + static_cast<TokenId>(random.below(17)));
    sentences.back().push_back(kEnd);
  }
  for (const int beam : {1, 4}) {
    const DecodingSettings settings = {.beam_size = beam, .n_best = beam, .max_length = 20};
    const auto together = search(model, sentences, settings);
    for (std::size_t i = 0; i < sentences.size(); ++i)
      expect_equal(search(model, {sentences[i]}, settings)[0], together[i]);
    const std::vector<Sentence> reversed(sentences.rbegin(), sentences.rend());
    const auto backwards = search(model, reversed, settings);
    for (std::size_t i = 0; i < sentences.size(); ++i)
      expect_equal(backwards[sentences.size() - 1 - i], together[i]);
  }
}

TEST(BeamSearch, TheBestComeFirstAndOnlyOnce) {
  const FakeModel model = random_model(9, 2);
  const auto found =
      search(model, {{3, kEnd}, {4, 5, kEnd}}, {.beam_size = 6, .n_best = 6, .max_length = 30});
  for (const auto& hypotheses : found) {
    ASSERT_GE(hypotheses.size(), 2u);
    ASSERT_LE(hypotheses.size(), 6u);
    for (std::size_t i = 1; i < hypotheses.size(); ++i) {
      EXPECT_GE(hypotheses[i - 1].score, hypotheses[i].score);
      for (std::size_t j = 0; j < i; ++j) EXPECT_NE(hypotheses[i].ids, hypotheses[j].ids);
    }
    for (const Hypothesis& one : hypotheses) {
      EXPECT_EQ(one.score, one.log_probability / (static_cast<double>(one.ids.size()) + 1));
      EXPECT_THAT(one.ids, testing::Each(testing::AllOf(testing::Ne(kBegin), testing::Ne(kEnd))));
    }
  }
}

TEST(BeamSearch, KeepsNeitherMoreThanTheBeamNorMoreThanAsked) {
  const FakeModel model = random_model(9, 2);
  for (const int n : {1, 2, 3})
    EXPECT_LE(search(model, {{3, kEnd}}, {.beam_size = 3, .n_best = n, .max_length = 30})[0].size(),
              static_cast<std::size_t>(n));
}

TEST(BeamSearch, StopsWhenNothingBetterCanCome) {
  // kEnd is nearly certain at once; the search need not follow the rest to the limit.
  const FakeModel model(
      8, [](const auto&, const auto&, TokenId token) { return token == kEnd ? 20.0 : 0.0; });
  const auto found =
      search(model, {{3, kEnd}}, {.beam_size = 4, .length_penalty = 0, .max_length = 400});
  EXPECT_TRUE(found[0][0].ids.empty());
  EXPECT_TRUE(found[0][0].finished);
  EXPECT_EQ(model.steps(), 1);
}

TEST(BeamSearch, AtTheLimitTheBestLiveHypothesisIsGiven) {
  const FakeModel endless(8, [](const auto&, const auto& prefix, TokenId token) {
    return token == kEnd                                          ? -200.0
           : token == 3 + static_cast<TokenId>(prefix.size() % 5) ? 5.0
                                                                  : 0.0;
  });
  const auto length_at = [&](const DecodingSettings& settings) {
    const auto found = search(endless, {{3, 4, 5, kEnd}}, settings);
    EXPECT_EQ(found[0].size(), 1u);
    EXPECT_FALSE(found[0][0].finished);
    EXPECT_EQ(found[0][0].ids[1], 4);
    EXPECT_EQ(found[0][0].score,
              found[0][0].log_probability / static_cast<double>(found[0][0].ids.size()));
    return found[0][0].ids.size();
  };
  EXPECT_EQ(length_at({.max_length = 7}), 7u);
  EXPECT_EQ(length_at({.max_length_ratio = 2}), 18u);  // 2 x 4 + 10
  EXPECT_EQ(length_at({.beam_size = 1}), 22u);
}

TEST(BeamSearch, NeverExceedsWhatTheModelCanTake) {
  const FakeModel endless(
      8, [](const auto&, const auto&, TokenId token) { return token == kEnd ? -200.0 : 0.0; }, 6);
  EXPECT_EQ(search(endless, {{3, kEnd}}, {})[0][0].ids.size(), 6u);
  EXPECT_EQ(endless.steps(), 6);
}

TEST(BeamSearch, GivesItsScratchMemoryBack) {
  const FakeModel model = random_model(50, 1);
  Tape tape(Tape::Mode::infer);
  tape.make(3, 3);
  const auto before = tape.arena().mark();
  beam_search(model, tape, batch_of({{3, 4, kEnd}, {5, kEnd}}), {});
  EXPECT_EQ(tape.arena().mark().chunk, before.chunk);
  EXPECT_EQ(tape.arena().mark().used, before.used);
}

TEST(BeamSearch, AnEmptyBatchGivesNothing) { EXPECT_TRUE(search(copy_model(5), {}, {}).empty()); }

TEST(BeamSearch, RefusesAModelThatHasDiverged) {
  const FakeModel broken(8, [](const auto&, const auto&, TokenId) {
    return std::numeric_limits<double>::quiet_NaN();
  });
  try {
    search(broken, {{3, kEnd}}, {});
    ADD_FAILURE() << "no Error was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().what, "the model gives probabilities that are not finite numbers");
    EXPECT_EQ(error.parts().where, "model weights");
    EXPECT_EQ(error.parts().fix,
              "use other weights: training has diverged, or the file is damaged");
    EXPECT_EQ(error.parts().kind, Error::Kind::runtime);
  }
}

}  // namespace
}  // namespace nmt
