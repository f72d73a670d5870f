#include "serve/metrics.h"

#include <algorithm>

#include "base/format.h"

namespace nmt {
namespace {

std::string heading(const char* name, const char* type, const char* help) {
  return format("# HELP nmt_{} {}\n# TYPE nmt_{} {}\n", name, help, name, type);
}

std::string single(const char* name, const char* type, const char* help, std::int64_t value) {
  return heading(name, type, help) + format("nmt_{} {}\n", name, value);
}

}  // namespace

void Metrics::add_request(const std::string& path, int status, double seconds) {
  const std::lock_guard lock(mutex_);
  ++requests_[{path, status}];
  const auto bound = std::lower_bound(kBounds.begin(), kBounds.end(), seconds);
  ++latencies_[static_cast<std::size_t>(bound - kBounds.begin())];
  seconds_ += seconds;
}

void Metrics::add_batch(const BatchCounts& counts) {
  const std::lock_guard lock(mutex_);
  ++batches_;
  total_.sentences += counts.sentences;
  total_.source_tokens += counts.source_tokens;
  total_.target_tokens += counts.target_tokens;
}

std::string Metrics::text(std::int64_t waiting, const SentenceCache::Counts& cache) const {
  const std::lock_guard lock(mutex_);
  std::string text = heading("requests_total", "counter", "Requests answered.");
  for (const auto& [series, count] : requests_)
    text += format("nmt_requests_total{{path=\"{}\",status=\"{}\"}} {}\n", series.first,
                   series.second, count);
  text += heading("request_seconds", "histogram", "Time from a request's header to its answer.");
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < kBounds.size(); ++i) {
    sum += latencies_[i];
    text += format("nmt_request_seconds_bucket{{le=\"{}\"}} {}\n", kBounds[i], sum);
  }
  sum += latencies_.back();
  text += format("nmt_request_seconds_bucket{{le=\"+Inf\"}} {}\n", sum);
  text += format("nmt_request_seconds_sum {}\nnmt_request_seconds_count {}\n", seconds_, sum);
  text += single("queue_length", "gauge", "Sentences that wait for a worker.", waiting);
  text += single("sentences_total", "counter", "Sentences translated or scored.", total_.sentences);
  text += single("source_tokens_total", "counter", "Tokens read.", total_.source_tokens);
  text +=
      single("target_tokens_total", "counter", "Tokens written or scored.", total_.target_tokens);
  text += single("batches_total", "counter", "Batches the sentences went in.", batches_);
  text += single("cache_hits_total", "counter", "Sentences found in the cache.", cache.hits);
  text += single("cache_misses_total", "counter", "Sentences that were not.", cache.misses);
  text += single("cache_entries", "gauge", "Sentences in the cache.", cache.entries);
  text += single("cache_bytes", "gauge", "Memory that they take.", cache.bytes);
  return text;
}

}  // namespace nmt
