// Terms that a search prefers to say: a soft constraint.
#pragma once

#include <span>
#include <vector>

#include "decode/glossary_term.h"

namespace nmt {

// What a hypothesis earns for terms: `weight` for each token of a term that it holds, and for each
// of one that it is about to complete.
class TermRewards {
 public:
  TermRewards() = default;
  TermRewards(std::span<const GlossaryTerm> terms, double weight)
      : terms_(terms), weight_(weight) {}

  struct Raise {
    TokenId token = 0;
    double amount = 0;
  };
  bool none() const { return terms_.empty(); }
  // For the terms that `tokens` hold, each once, in the longest of its choices. More tokens never
  // earn less.
  double earned(std::span<const TokenId> tokens) const;
  // What each next token would earn beyond that; a token at most once, the highest amount.
  void raises(std::span<const TokenId> tokens, std::vector<Raise>& to) const;
  // What could be earned at most.
  double most() const;

 private:
  std::span<const GlossaryTerm> terms_;
  double weight_ = 0;
};

}  // namespace nmt
