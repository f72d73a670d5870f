#include "eval/comparison.h"

#include <gtest/gtest.h>

#include "eval/sample_systems.h"

namespace nmt {
namespace {

using sample::count_sample, sample::kFirst, sample::kSecond;

std::vector<std::size_t> segments_of(const std::vector<SentenceDifference>& differences) {
  std::vector<std::size_t> segments;
  for (const SentenceDifference& difference : differences) segments.push_back(difference.segment);
  return segments;
}

SentenceComparison compare_by(const std::string& metric_name, std::size_t most) {
  MetricSettings settings;
  settings.bleu.effective_order = true;
  const auto metric = make_metric(metric_name, settings);
  return compare_sentences(*metric, count_sample(*metric, kFirst), count_sample(*metric, kSecond),
                           most);
}

TEST(ComparisonTest, FindsTheLargestDifferences) {
  const SentenceComparison comparison = compare_by("bleu", 3);
  EXPECT_EQ(segments_of(comparison.improved), (std::vector<std::size_t>{5, 3, 8}));
  EXPECT_EQ(segments_of(comparison.harmed), (std::vector<std::size_t>{9, 4, 0}));
  EXPECT_EQ(comparison.better, 4);
  EXPECT_EQ(comparison.worse, 8);
  EXPECT_EQ(comparison.equal, 0);
  for (const SentenceDifference& difference : comparison.improved) {
    EXPECT_GT(difference.system, difference.baseline);
  }
}

// Fewer edits are better.
TEST(ComparisonTest, KnowsWhichWayAMetricGoes) {
  const SentenceComparison comparison = compare_by("ter", 100);
  EXPECT_EQ(comparison.better, static_cast<std::int64_t>(comparison.improved.size()));
  EXPECT_EQ(comparison.worse, static_cast<std::int64_t>(comparison.harmed.size()));
  for (const SentenceDifference& difference : comparison.improved) {
    EXPECT_LT(difference.system, difference.baseline);
  }
}

TEST(ComparisonTest, KeepsTheOrderOfEqualDifferences) {
  const auto metric = make_metric("ter", {});
  const Statistics before = {.width = 2, .numbers = {1, 10, 0, 10, 2, 10, 0, 10}};
  const Statistics after = {.width = 2, .numbers = {0, 10, 1, 10, 1, 10, 1, 10}};
  const SentenceComparison comparison = compare_sentences(*metric, before, after, 10);
  EXPECT_EQ(segments_of(comparison.improved), (std::vector<std::size_t>{0, 2}));
  EXPECT_EQ(segments_of(comparison.harmed), (std::vector<std::size_t>{1, 3}));
}

}  // namespace
}  // namespace nmt
