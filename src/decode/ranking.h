// What hypotheses of different lengths are ranked by.
#pragma once

#include <span>

#include "decode/settings.h"
#include "tensor/tensor.h"

namespace nmt {

// log p / lp(tokens), the end mark counted among the tokens. By length_penalty_type:
//   power  lp = tokens^length_penalty: 0 ranks by log p alone and so favours short translations, 1
//          by the mean per token, more favours long ones (Marian's `normalize`)
//   wu     lp = ((5 + tokens) / 6)^length_penalty (Wu 2016, eq. 14)
double normalised_score(double log_probability, int tokens, const DecodingSettings& settings);

// The sum over source tokens of log(min(attention received, 1)) (Wu 2016, eq. 14, without beta): 0
// where every token was looked at, negative where some were left out. A token that got nothing
// counts as one that got kLeastAttention.
inline constexpr double kLeastAttention = 1e-6;
double coverage_of(std::span<const Real> attention_received);

}  // namespace nmt
