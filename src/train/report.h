// report.html: how a run went, in one page that needs no network: curves, and what the model made of
// the same sentences at each validation.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "text/corpus.h"
#include "train/scoreboard.h"

namespace nmt {

// The weights in the model directory; no scores where they were not validated.
struct KeptWeights {
  std::int64_t step = 0;
  Scores scores = {};
};

struct Report {
  std::string title, status;          // status: running, finished ...
  std::string config;                 // the text of config.yaml
  std::span<const TextPair> samples;  // whose translations metrics.jsonl has
  std::optional<KeptWeights> kept = {};
};

// The page. `metrics` is the text of metrics.jsonl. While the status is running, the page loads
// itself again every minute.
std::string report_html(const Report& report, const std::string& metrics);

}  // namespace nmt
