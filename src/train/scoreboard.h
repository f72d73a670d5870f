// The best score of each metric so far, and how long the decisive one has not improved.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace nmt {

// What one validation measured, by metric: cross_entropy, perplexity, bleu,
// attention_entropy.
using Scores = std::map<std::string, double>;

// Whether a metric says which of two models is better.
bool judges(const std::string& metric);
// Whether `score` beats `other`: bleu is better high, the others are better low. Not-a-number beats
// nothing.
bool is_better(const std::string& metric, double score, double other);

struct Scoreboard {
  struct Best {
    double score = 0;
    std::int64_t step = 0;
    bool operator==(const Best&) const = default;
  };
  std::map<std::string, Best> best;
  int stalled = 0;  // validations in a row without a better decisive metric

  // Notes one validation. Returns the metrics that have a new best.
  std::vector<std::string> note(const Scores& scores, std::int64_t step,
                                const std::string& decisive_metric);
  bool operator==(const Scoreboard&) const = default;
};

// "cross_entropy 2.3145, perplexity 10.12, bleu 34.56"
std::string to_text(const Scores& scores);

}  // namespace nmt
