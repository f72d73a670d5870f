// How far a score, or a difference of scores, is due to the choice of test sentences. Everything
// equals sacreBLEU's for the same seed: test sets are resampled by summing rows of statistics.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "eval/metric.h"

namespace nmt {

struct Resampling {
  int samples = 1000;
  std::uint64_t seed = 12345;
  int threads = 0;  // 0: all cores; never changes the result
};

// Scores of test sets that are drawn from the segments with replacement, as many segments each
// (Koehn 2004): [samples]. The same segments are drawn for every system and metric.
std::vector<double> bootstrap_scores(const Metric& metric, const Statistics& statistics,
                                     const Resampling& resampling);

struct ConfidenceInterval {
  double mean = 0, half_width = 0;  // 95 % lie within mean +- half_width
};

// Of bootstrapped scores; at least one.
ConfidenceInterval confidence_interval(std::vector<double> scores);

// Chance of a difference beyond the one that was seen, had both systems been equally good (Riezler
// and Maxwell 2005). The scores are bootstrapped, `difference` is that of the whole test set.
double paired_bootstrap_p_value(std::span<const double> baseline, std::span<const double> system,
                                double difference);

// The same chance by exchanging the outputs of the two systems at random (Noreen 1989; Clark et al.
// 2011). Both statistics are of the same segments.
double approximate_randomisation_p_value(const Metric& metric, const Statistics& baseline,
                                         const Statistics& system, const Resampling& resampling);

}  // namespace nmt
