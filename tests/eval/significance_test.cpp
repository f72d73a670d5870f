#include "eval/significance.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/format.h"
#include "eval/sample_systems.h"

namespace nmt {
namespace {

using sample::count_sample, sample::kFirst, sample::kSecond, sample::kThird;

struct Expected {
  std::string metric;
  std::vector<ConfidenceInterval> intervals;         // of each system, the baseline first
  std::vector<std::string> bootstrap_p, exchange_p;  // of each system after the baseline
};

// sacreBLEU adds up resampled statistics in 32 bits.
constexpr double kItsRounding = 2e-5;

void expect_tests(const Metric& metric, const std::vector<Statistics>& systems,
                  const Expected& expected) {
  std::vector<double> baseline;
  for (std::size_t s = 0; s < systems.size(); ++s) {
    const std::vector<double> scores = bootstrap_scores(metric, systems[s], {});
    const ConfidenceInterval interval = confidence_interval(scores);
    EXPECT_NEAR(interval.mean, expected.intervals[s].mean, kItsRounding) << metric.name() << s;
    EXPECT_NEAR(interval.half_width, expected.intervals[s].half_width, kItsRounding)
        << metric.name() << s;
    if (s == 0) {
      baseline = scores;
      continue;
    }
    const double difference = metric.score(systems[s].sums()) - metric.score(systems[0].sums());
    const double bootstrap_p = paired_bootstrap_p_value(baseline, scores, difference);
    EXPECT_EQ(format("{:.4f}", bootstrap_p), expected.bootstrap_p[s - 1]) << metric.name() << s;
    const double exchange_p =
        approximate_randomisation_p_value(metric, systems[0], systems[s], {.samples = 10000});
    EXPECT_EQ(format("{:.4f}", exchange_p), expected.exchange_p[s - 1]) << metric.name() << s;
  }
}

TEST(SignificanceTest, EqualsSacrebleu) {
  const std::vector<Expected> table = {
      {"bleu",
       {{58.982701, 13.814885}, {46.122314, 11.265644}, {70.211364, 12.843164}},
       {"0.0959", "0.0250"},
       {"0.2836", "0.0001"}},
      {"chrf",
       {{75.672424, 7.414246}, {74.308655, 4.936295}, {82.057327, 8.360664}},
       {"0.2957", "0.0270"},
       {"0.8184", "0.0001"}},
      {"ter",
       {{19.510391, 6.624650}, {24.068716, 4.285715}, {14.870886, 7.222222}},
       {"0.1329", "0.0160"},
       {"0.2635", "0.0001"}},
  };
  for (const Expected& expected : table) {
    const auto metric = make_metric(expected.metric, {});
    expect_tests(*metric,
                 {count_sample(*metric, kFirst), count_sample(*metric, kSecond),
                  count_sample(*metric, kThird)},
                 expected);
  }
}

TEST(SignificanceTest, DoesNotDependOnTheThreads) {
  const auto metric = make_metric("bleu", {});
  const Statistics first = count_sample(*metric, kFirst), second = count_sample(*metric, kSecond);
  const Resampling one = {.samples = 333, .seed = 7, .threads = 1};
  const Resampling three = {.samples = 333, .seed = 7, .threads = 3};
  EXPECT_EQ(bootstrap_scores(*metric, first, one), bootstrap_scores(*metric, first, three));
  EXPECT_EQ(approximate_randomisation_p_value(*metric, first, second, one),
            approximate_randomisation_p_value(*metric, first, second, three));
}

TEST(SignificanceTest, DependsOnTheSeed) {
  const auto metric = make_metric("bleu", {});
  const Statistics first = count_sample(*metric, kFirst);
  EXPECT_NE(bootstrap_scores(*metric, first, {.seed = 1}),
            bootstrap_scores(*metric, first, {.seed = 2}));
}

// Its own score counts the sums that it is asked for: resampled sets are as large as the whole.
TEST(SignificanceTest, DrawsAsManySegmentsAsThereAre) {
  struct Counting : Metric {
    std::string name() const override { return "Count"; }
    Better better() const override { return Better::higher; }
    int width() const override { return 1; }
    std::unique_ptr<SegmentCounter> counter() const override { return nullptr; }
    double score(std::span<const double> sums) const override { return sums[0]; }
    std::string details(std::span<const double>) const override { return ""; }
    std::vector<SignatureField> settings() const override { return {}; }
  };
  for (const std::size_t segments : {1, 7, 8, 1000}) {
    const Statistics ones = {.width = 1, .numbers = std::vector<double>(segments, 1)};
    const std::vector<double> scores = bootstrap_scores(Counting(), ones, {.samples = 40});
    EXPECT_EQ(scores, std::vector<double>(40, static_cast<double>(segments)));
  }
}

// A system against itself: no exchange makes a difference, and sacreBLEU says so in this way.
TEST(SignificanceTest, FindsNothingByChanceBetweenEqualSystems) {
  const auto metric = make_metric("bleu", {});
  const Statistics first = count_sample(*metric, kFirst);
  const std::vector<double> scores = bootstrap_scores(*metric, first, {});
  EXPECT_DOUBLE_EQ(paired_bootstrap_p_value(scores, scores, 0), 1.0 / 1001);
  EXPECT_DOUBLE_EQ(approximate_randomisation_p_value(*metric, first, first, {.samples = 99}),
                   1.0 / 100);
}

// The interval leaves out 1/40 of the scores at each end.
TEST(SignificanceTest, TakesTheMiddle95Percent) {
  std::vector<double> scores;
  for (int i = 99; i >= 0; --i) scores.push_back(i);
  const ConfidenceInterval interval = confidence_interval(scores);
  EXPECT_EQ(interval.mean, 49.5);
  EXPECT_EQ(interval.half_width, (97 - 2) / 2.0);
  EXPECT_EQ(confidence_interval({3}).half_width, 0);
}

std::vector<std::string> read_lines(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

TEST(SignificanceTest, EqualsSacrebleuOnNews) {
  const char* given = std::getenv("NMT_DATA");
  const std::filesystem::path folder =
      (given != nullptr ? std::filesystem::path(given)
                        : std::filesystem::path(NMT_SOURCE_DIR) / "../shared/data") /
      "metrics";
  if (!std::filesystem::exists(folder)) {
    GTEST_SKIP() << "no data at " << folder << "; set NMT_DATA";
  }
  References references;
  for (const std::string& line : read_lines(folder / "en-de.ref")) references.push_back({line});
  const std::vector<std::string> baseline = read_lines(folder / "en-de.marian.hyp");
  const std::vector<std::string> other = read_lines(folder / "en-de.nematus.hyp");
  // Near enough to the baseline that p-values have digits.
  std::vector<std::string> mixed = baseline;
  for (std::size_t i = 0; i < mixed.size(); i += 40) mixed[i] = other[i];
  const std::vector<Expected> table = {
      {"bleu", {{27.403253, 0.651257}, {27.363361, 0.652493}}, {"0.0939"}, {"0.2242"}},
      {"chrf", {{56.750500, 0.450327}, {56.719631, 0.453768}}, {"0.0270"}, {"0.0561"}},
      {"ter", {{62.562759, 0.796803}, {62.525513, 0.794682}}, {"0.1279"}, {"0.3182"}},
  };
  for (const Expected& expected : table) {
    const auto metric = make_metric(expected.metric, {});
    expect_tests(
        *metric,
        {count_all(*metric, baseline, references, 0), count_all(*metric, mixed, references, 0)},
        expected);
  }
}

}  // namespace
}  // namespace nmt
