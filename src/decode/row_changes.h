// What the rules of a search do to the scores of a row before its best tokens are taken, and how it
// is undone.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "decode/row_scores.h"

namespace nmt {

class RowChanges {
 public:
  explicit RowChanges(const RowScores& scores) : scores_(&scores) {}

  // The token cannot come.
  void forbid(TokenId token);
  // Nothing that would repeat a run of `length` tokens of `before`.
  void forbid_repeats(std::span<const TokenId> before, int length);
  // Takes `amount` off the token's log-probability.
  void lower(TokenId token, double amount);
  void undo();

 private:
  void change(TokenId token, double amount);

  const RowScores* scores_;
  std::vector<std::pair<Real*, Real>> old_;
};

}  // namespace nmt
