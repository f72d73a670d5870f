// Two systems sentence by sentence: where the second differs most from the first.
#pragma once

#include <cstdint>
#include <vector>

#include "eval/metric.h"

namespace nmt {

struct SentenceDifference {
  std::size_t segment = 0;
  double baseline = 0, system = 0;  // sentence scores
};

struct SentenceComparison {
  std::vector<SentenceDifference> improved, harmed;  // the largest difference first
  std::int64_t better = 0, worse = 0, equal = 0;     // sentences of the system
};

// At most `most` sentences of each kind; of equal differences the earlier sentence comes first. The
// statistics are of the same segments.
SentenceComparison compare_sentences(const Metric& metric, const Statistics& baseline,
                                     const Statistics& system, std::size_t most);

}  // namespace nmt
