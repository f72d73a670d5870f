#include "eval/breakdown.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "eval/sample_systems.h"

namespace nmt {
namespace {

using testing::ElementsAre;

std::string edges_error(std::vector<std::int64_t> edges) {
  try {
    Buckets(std::move(edges), "--length_edges");
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(BucketsTest, HoldRanges) {
  const Buckets buckets({1, 2, 5, 10}, "edges");
  std::vector<std::string> labels;
  for (std::size_t b = 0; b < buckets.size(); ++b) labels.push_back(buckets.label(b));
  EXPECT_THAT(labels, ElementsAre("0", "1", "2-4", "5-9", "10+"));
  const std::vector<std::int64_t> numbers = {0, 1, 2, 4, 5, 9, 10, 1000000};
  std::vector<std::size_t> found;
  for (const std::int64_t number : numbers) found.push_back(buckets.of(number));
  EXPECT_THAT(found, ElementsAre(0, 1, 2, 2, 3, 3, 4, 4));
}

TEST(BucketsTest, RefuseEdgesThatDoNotAscend) {
  EXPECT_EQ(edges_error({10, 10}),
            "error: the edge 10 does not come after 10\n  at:  --length_edges\n"
            "  fix: give ascending numbers from 1 on, such as 10,20,30");
  EXPECT_THAT(edges_error({0}), testing::HasSubstr("the edge 0 does not come after 0"));
  EXPECT_THAT(edges_error({}), testing::HasSubstr("no edges"));
}

TEST(WordSplitterTest, SplitsAsTheMetricDoes) {
  WordSplitter splitter("13a", WordSplitter::Case::lowered);
  EXPECT_THAT(splitter.words("Ein Hund, sagt man.  "),
              ElementsAre("ein", "hund", ",", "sagt", "man", "."));
  EXPECT_THAT(splitter.words(""), ElementsAre());
  WordSplitter none("none", WordSplitter::Case::kept);
  EXPECT_THAT(none.words("Ein Hund, sagt man."), ElementsAre("Ein", "Hund,", "sagt", "man."));
}

// The score of a bucket is that of its sentences alone.
TEST(BreakdownTest, ScoresSentencesOfALength) {
  const auto metric = make_metric("bleu", {});
  const Statistics statistics = sample::count_sample(*metric, sample::kSecond);
  WordSplitter splitter("13a", WordSplitter::Case::kept);
  const Buckets buckets({8, 10, 50}, "edges");
  const auto bucket_of = length_buckets(sample::kReference, splitter, buckets);
  EXPECT_THAT(bucket_of, ElementsAre(1, 0, 2, 2, 1, 0, 1, 1, 1, 1, 1, 1));
  EXPECT_THAT(bucket_sizes(bucket_of, buckets), ElementsAre(2, 8, 2, 0));
  const auto scores = scores_by_bucket(*metric, statistics, bucket_of, buckets);
  ASSERT_EQ(scores.size(), 4u);
  const std::vector<std::string> longest = {sample::kSecond[2], sample::kSecond[3]};
  const References references = {{sample::kReference[2]}, {sample::kReference[3]}};
  EXPECT_DOUBLE_EQ(*scores[2], corpus_score(*metric, longest, references, 1));
  EXPECT_EQ(scores[3], std::nullopt);
}

// By hand: a is frequent, b rare, c unknown.
TEST(BreakdownTest, MatchesWordsByFrequency) {
  WordSplitter splitter("none", WordSplitter::Case::kept);
  WordCounts training(splitter);
  for (const char* line : {"a b a", "a"}) training.add(line);
  EXPECT_EQ(training.of("a"), 3);
  EXPECT_EQ(training.of("c"), 0);
  const std::vector<std::string> hypotheses = {"a a b c", "b a"};
  const std::vector<std::string> references = {"a b b d", "b"};
  const auto matches = matches_by_frequency({hypotheses, references}, training, splitter,
                                            Buckets({1, 2, 3}, "edges"));
  ASSERT_EQ(matches.size(), 4u);
  EXPECT_EQ(matches[0].in_hypotheses, 1);  // c
  EXPECT_EQ(matches[0].in_references, 1);  // d
  EXPECT_EQ(matches[0].common, 0);
  EXPECT_EQ(matches[0].f1(), 0);
  EXPECT_EQ(matches[1].in_hypotheses, 2);  // b, b
  EXPECT_EQ(matches[1].in_references, 3);
  EXPECT_EQ(matches[1].common, 2);
  EXPECT_EQ(matches[1].precision(), 1);
  EXPECT_DOUBLE_EQ(*matches[1].recall(), 2.0 / 3);
  EXPECT_DOUBLE_EQ(*matches[1].f1(), 0.8);
  EXPECT_EQ(matches[2].f1(), std::nullopt);
  EXPECT_EQ(matches[3].common, 1);  // a
  EXPECT_DOUBLE_EQ(*matches[3].f1(), 0.5);
}

}  // namespace
}  // namespace nmt
