#include "decode/scorer.h"

#include <gtest/gtest.h>

#include <cmath>

#include "decode/beam_search.h"
#include "model_variants.h"
#include "text/text_files.h"

namespace nmt {
namespace {

class ScorerTest : public TextFilesTest {
 protected:
  void SetUp() override {
    TextFilesTest::SetUp();
    std::string words = "nmt words 1\n";
    for (int i = 0; i < 20; ++i) words += "w" + std::to_string(i) + "\n";
    const auto tokenizer = load_tokenizer(file("words", words));
    tokenizers_ = {.source = tokenizer, .target = tokenizer, .shared = true};
  }
  static ModelVariant variant() { return model_variants().front(); }
  std::vector<PairScore> score(const std::vector<TextPair>& pairs,
                               const ScorerSettings& settings = {.threads = 1}) const {
    const auto model = variant().build();
    return Scorer(*model, tokenizers_, settings).score(pairs);
  }

  Tokenizers tokenizers_;
};

// The log probability that search reports for its translations, to the bit.
TEST_F(ScorerTest, GivesWhatTranslationGives) {
  for (const ModelVariant& chosen : model_variants()) {
    const auto model = chosen.build();
    if (chosen.vocabularies.source != 23) continue;
    Tape tape(Tape::Mode::infer);
    const std::vector<std::string> sources = {"w1 w5 w9 w2", "w3", "w4 w4 w11 w0 w19 w7"};
    Batch batch;
    for (const std::string& source : sources) {
      std::vector<TokenId> ids = tokenizers_.source->encode(source);
      ids.push_back(kEnd);
      batch.add(ids);
    }
    const DecodingSettings settings = {.beam_size = 4, .n_best = 4};
    const auto found = beam_search(*model, tape, batch, settings);
    std::vector<TextPair> pairs;
    std::vector<double> expected;
    for (std::size_t s = 0; s < sources.size(); ++s)
      for (const Hypothesis& hypothesis : found[s]) {
        const bool plain = std::all_of(hypothesis.ids.begin(), hypothesis.ids.end(),
                                       [](TokenId id) { return id > kEnd; });
        if (!hypothesis.finished || !plain) continue;
        pairs.push_back({sources[s], tokenizers_.target->decode(hypothesis.ids)});
        expected.push_back(hypothesis.log_probability);
      }
    const auto scores = Scorer(*model, tokenizers_, {.threads = 2}).score(pairs);
    for (std::size_t i = 0; i < pairs.size(); ++i)
      EXPECT_EQ(scores[i].score.log_probability, expected[i]) << chosen.name << pairs[i].target;
  }
}

TEST_F(ScorerTest, DependsNeitherOnNeighboursNorOnBatchesNorOnThreads) {
  std::vector<TextPair> pairs;
  for (int i = 0; i < 30; ++i) {
    TextPair pair;
    for (int k = 0; k <= i % 7; ++k) pair.source += "w" + std::to_string((i + k) % 20) + " ";
    for (int k = 0; k <= i % 5; ++k) pair.target += "w" + std::to_string((3 * i + k) % 20) + " ";
    pairs.push_back(pair);
  }
  const auto all = score(pairs);
  for (const int batch_tokens : {1, 10, 1000})
    for (const int threads : {1, 3}) {
      const auto other = score(pairs, {.batch_tokens = batch_tokens, .threads = threads});
      for (std::size_t i = 0; i < pairs.size(); ++i)
        EXPECT_EQ(other[i].score.tokens, all[i].score.tokens);
    }
}

TEST_F(ScorerTest, EmptyAndOverlongPairsKeepTheirPlaces) {
  const auto scores =
      score({{"w1", "w2"}, {"", " "}, {"w1", ""}, {"", "w1"}, {"w1 w2 w3 w4", "w1"}, {"w1", "w2"}},
            {.max_length = 4, .threads = 1});
  using Kind = PairScore::Kind;
  const Kind kinds[] = {Kind::scored, Kind::nothing,  Kind::scored,
                        Kind::scored, Kind::too_long, Kind::scored};
  for (std::size_t i = 0; i < scores.size(); ++i) EXPECT_EQ(scores[i].kind, kinds[i]) << i;
  EXPECT_EQ(scores[1].score.log_probability, 0);
  EXPECT_EQ(scores[2].score.tokens.size(), 1u);  // the end mark
  EXPECT_EQ(scores[3].score.tokens.size(), 2u);
  EXPECT_EQ(scores[4].warnings,
            (std::vector<std::string>{
                "the pair has 5 tokens on one side, more than 4; it was not scored"}));
  EXPECT_EQ(scores[0].score.tokens, scores[5].score.tokens);
}

TEST_F(ScorerTest, RepairsBytesThatAreNotText) {
  const auto scores = score({{"w1 \xFF", "w2"}});
  ASSERT_EQ(scores[0].warnings.size(), 1u);
  EXPECT_EQ(scores[0].warnings[0],
            "byte 4 of the source is not UTF-8; what is wrong was replaced by U+FFFD");
  EXPECT_EQ(scores[0].kind, PairScore::Kind::scored);
}

TEST(ScoreSummary, CountsTheEndMarkAsATokenAndNotAsAWord) {
  ScoreSummary summary;
  summary.add({.score = {.log_probability = -6, .tokens = {-1, -2, -3}}, .ids = {}, .words = 2});
  summary.add({.kind = PairScore::Kind::too_long, .score = {}, .ids = {}, .words = 9});
  EXPECT_EQ(summary.pairs, 2);
  EXPECT_EQ(summary.too_long, 1);
  EXPECT_DOUBLE_EQ(summary.token_perplexity(), std::exp(2.0));
  EXPECT_DOUBLE_EQ(summary.word_perplexity(), std::exp(3.0));
}

}  // namespace
}  // namespace nmt
