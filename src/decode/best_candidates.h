// The k best continuations of a sentence, found in one pass over the scores.
#pragma once

#include <span>
#include <vector>

#include "decode/row_scores.h"

namespace nmt {

struct Continuation {
  double log_probability = 0;  // of the whole hypothesis
  int row = 0;                 // which it continues
  TokenId token = 0;
};

class BestCandidates {
 public:
  // Forgets everything; `count` >= 0 are to be kept.
  void begin(int count);
  // Offers every token of a row but kBegin. `before` is the log-probability of the row so far. Rows
  // come in rising order. Numbers that are not finite are never kept.
  void offer(int row, double before, const RowScores& scores);
  // Offers one continuation, of any row.
  void offer(const Continuation& candidate) {
    if (count_ > 0) insert(candidate);
  }
  // The best so far, best first; of equals the one with the lower row, then the lower token.
  std::span<const Continuation> best() const { return best_; }

 private:
  void insert(const Continuation& candidate);
  Real bar(double before) const;

  std::size_t count_ = 0;
  std::vector<Continuation> best_;
};

}  // namespace nmt
