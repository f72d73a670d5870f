#include "decode/ranking.h"

#include <algorithm>
#include <cmath>

namespace nmt {

double normalised_score(double log_probability, int tokens, const DecodingSettings& settings) {
  const double length = settings.length_penalty_type == "wu" ? (5.0 + tokens) / 6.0 : tokens;
  return log_probability / std::pow(length, settings.length_penalty);
}

double coverage_of(std::span<const Real> attention_received) {
  double sum = 0;
  for (const Real received : attention_received)
    sum += std::log(std::clamp(double(received), kLeastAttention, 1.0));
  return sum;
}

}  // namespace nmt
