#include "train/scoreboard.h"

#include <algorithm>
#include <cmath>

#include "base/format.h"

namespace nmt {

bool judges(const std::string& metric) { return metric != "attention_entropy"; }

bool is_better(const std::string& metric, double score, double other) {
  return metric == "bleu" ? score > other : score < other;
}

std::vector<std::string> Scoreboard::note(const Scores& scores, std::int64_t step,
                                          const std::string& decisive_metric) {
  std::vector<std::string> improved;
  for (const auto& [metric, score] : scores) {
    const auto known = best.find(metric);
    if (!judges(metric) || !std::isfinite(score) ||
        (known != best.end() && !is_better(metric, score, known->second.score))) {
      continue;
    }
    best[metric] = {score, step};
    improved.push_back(metric);
  }
  const bool better =
      std::find(improved.begin(), improved.end(), decisive_metric) != improved.end();
  stalled = better ? 0 : stalled + 1;
  return improved;
}

std::string to_text(const Scores& scores) {
  std::string text;
  for (const auto& [metric, score] : scores) {
    if (!text.empty()) text += ", ";
    text += metric == "cross_entropy" ? format("{} {:.4f}", metric, score)
                                      : format("{} {:.2f}", metric, score);
  }
  return text;
}

}  // namespace nmt
