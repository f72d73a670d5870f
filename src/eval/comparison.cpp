#include "eval/comparison.h"

#include <algorithm>
#include <cmath>

namespace nmt {
namespace {

// Differences that rounding alone tells apart are equal.
double rounded_gain(const SentenceDifference& difference) {
  return std::round((difference.system - difference.baseline) * 1e9);
}

void keep_largest(std::vector<SentenceDifference>& differences, std::size_t most) {
  std::stable_sort(differences.begin(), differences.end(),
                   [](const SentenceDifference& a, const SentenceDifference& b) {
                     return std::abs(rounded_gain(a)) > std::abs(rounded_gain(b));
                   });
  if (differences.size() > most) differences.resize(most);
}

}  // namespace

SentenceComparison compare_sentences(const Metric& metric, const Statistics& baseline,
                                     const Statistics& system, std::size_t most) {
  SentenceComparison comparison;
  for (std::size_t i = 0; i < baseline.segments(); ++i) {
    const SentenceDifference difference = {.segment = i,
                                           .baseline = metric.score(baseline.row(i)),
                                           .system = metric.score(system.row(i))};
    const double gain = rounded_gain(difference);
    if (gain == 0) {
      ++comparison.equal;
      continue;
    }
    const bool better = (gain > 0) == (metric.better() == Better::higher);
    (better ? comparison.improved : comparison.harmed).push_back(difference);
  }
  comparison.better = static_cast<std::int64_t>(comparison.improved.size());
  comparison.worse = static_cast<std::int64_t>(comparison.harmed.size());
  keep_largest(comparison.improved, most);
  keep_largest(comparison.harmed, most);
  return comparison;
}

}  // namespace nmt
