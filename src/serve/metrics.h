// What the server counts, and how it tells Prometheus.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "serve/sentence_cache.h"

namespace nmt {

// What one batch of sentences was.
struct BatchCounts {
  std::int64_t sentences = 0, source_tokens = 0, target_tokens = 0;
};

// May be used by many threads.
class Metrics {
 public:
  // `path` must be one of few: each makes a series.
  void add_request(const std::string& path, int status, double seconds);
  void add_batch(const BatchCounts& counts);
  // The text format of Prometheus, version 0.0.4. `waiting`: sentences in the queue now.
  std::string text(std::int64_t waiting, const SentenceCache::Counts& cache) const;

 private:
  static constexpr std::array kBounds = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                         0.25,  0.5,    1.0,   2.5,  5.0,   10.0, 30.0};

  mutable std::mutex mutex_;
  std::map<std::pair<std::string, int>, std::int64_t> requests_;
  std::array<std::int64_t, kBounds.size() + 1> latencies_ = {};  // the last: beyond all bounds
  double seconds_ = 0;
  BatchCounts total_;
  std::int64_t batches_ = 0;
};

}  // namespace nmt
