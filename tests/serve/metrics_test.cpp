#include "serve/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace nmt {
namespace {

using testing::HasSubstr;

TEST(Metrics, CountsRequestsByPathAndStatus) {
  Metrics metrics;
  metrics.add_request("/translate", 200, 0.02);
  metrics.add_request("/translate", 200, 0.3);
  metrics.add_request("/score", 400, 99);
  const std::string text = metrics.text(7, {.hits = 5, .misses = 3, .entries = 2, .bytes = 900});
  EXPECT_THAT(text, HasSubstr("nmt_requests_total{path=\"/translate\",status=\"200\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("nmt_requests_total{path=\"/score\",status=\"400\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE nmt_request_seconds histogram\n"));
  EXPECT_THAT(text, HasSubstr("nmt_request_seconds_bucket{le=\"0.01\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("nmt_request_seconds_bucket{le=\"0.025\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("nmt_request_seconds_bucket{le=\"0.5\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("nmt_request_seconds_bucket{le=\"30\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("nmt_request_seconds_bucket{le=\"+Inf\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("nmt_request_seconds_count 3\n"));
  EXPECT_THAT(text, HasSubstr("nmt_queue_length 7\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE nmt_cache_hits_total counter\nnmt_cache_hits_total 5\n"));
  EXPECT_THAT(text, HasSubstr("nmt_cache_misses_total 3\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE nmt_cache_entries gauge\nnmt_cache_entries 2\n"));
  EXPECT_THAT(text, HasSubstr("nmt_cache_bytes 900\n"));
}

TEST(Metrics, AddsUpBatches) {
  Metrics metrics;
  metrics.add_batch({.sentences = 3, .source_tokens = 20, .target_tokens = 25});
  metrics.add_batch({.sentences = 1, .source_tokens = 4, .target_tokens = 5});
  const std::string text = metrics.text(0, {});
  EXPECT_THAT(text, HasSubstr("nmt_sentences_total 4\n"));
  EXPECT_THAT(text, HasSubstr("nmt_source_tokens_total 24\n"));
  EXPECT_THAT(text, HasSubstr("nmt_target_tokens_total 30\n"));
  EXPECT_THAT(text, HasSubstr("# TYPE nmt_batches_total counter\nnmt_batches_total 2\n"));
}

}  // namespace
}  // namespace nmt
