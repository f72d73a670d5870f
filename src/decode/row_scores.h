// What the models think of the next token of one hypothesis.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>

#include "base/token.h"
#include "tensor/tensor.h"

namespace nmt {

// One entry for each token that may come: the whole vocabulary, or a shortlist of it.
struct RowScores {
  std::span<Real> values;
  Real log_sum = 0;                 // log p of entry i is values[i] - log_sum
  std::span<const Real> tops = {};  // no value of block b of kTopsBlock is above tops[b]; or none
  std::span<const TokenId> tokens = {};  // of the entries, rising; none: entry i is token i

  TokenId token(std::size_t i) const {
    return tokens.empty() ? static_cast<TokenId>(i) : tokens[i];
  }
  Real log_probability(std::size_t i) const { return values[i] - log_sum; }
  bool any_finite() const {
    return std::any_of(values.begin(), values.end(),
                       [this](Real value) { return std::isfinite(value - log_sum); });
  }
  // The value of a token; null where it is none of them.
  Real* find(TokenId wanted) const {
    if (tokens.empty())
      return static_cast<std::size_t>(wanted) < values.size() ? &values[std::size_t(wanted)]
                                                              : nullptr;
    const auto found = std::lower_bound(tokens.begin(), tokens.end(), wanted);
    return found != tokens.end() && *found == wanted ? &values[std::size_t(found - tokens.begin())]
                                                     : nullptr;
  }
};

}  // namespace nmt
