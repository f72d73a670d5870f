#include "align/jumps.h"

#include <algorithm>
#include <cmath>

namespace nmt {
namespace {

// Added to each count, so that no move is impossible.
constexpr double kJumpPrior = 0.1;

}  // namespace

// Before anything is known, one word on is the likeliest.
Jumps::Jumps(int longest) : longest_(longest), center_(longest + 1) {
  const auto size = static_cast<std::size_t>(2 * longest + 3);
  weights_.resize(size);
  mirrored_.resize(size);
  counts_.resize(size);
  for (std::ptrdiff_t i = 0; i < std::ssize(weights_); ++i)
    weights_[static_cast<std::size_t>(i)] = 1 / (1 + std::abs(static_cast<float>(i - center_) - 1));
  std::reverse_copy(weights_.begin(), weights_.end(), mirrored_.begin());
}

std::vector<float> Jumps::sums(int words) const {
  std::vector<float> sums(static_cast<std::size_t>(words) + 1);
  for (int from = 0; from <= words; ++from)
    for (int to = 1; to <= words; ++to)
      sums[static_cast<std::size_t>(from)] += weights()[to - from];
  return sums;
}

void Jumps::count(int by, double moves) {
  std::atomic_ref<std::int64_t>(counts_[static_cast<std::size_t>(center_ + by)])
      .fetch_add(std::llround(moves * kOne), std::memory_order_relaxed);
}

void Jumps::estimate() {
  double total = 0;
  for (const std::int64_t count : counts_) total += static_cast<double>(count) / kOne + kJumpPrior;
  for (std::size_t i = 0; i < counts_.size(); ++i)
    weights_[i] = static_cast<float>((static_cast<double>(counts_[i]) / kOne + kJumpPrior) / total);
  std::reverse_copy(weights_.begin(), weights_.end(), mirrored_.begin());
  std::fill(counts_.begin(), counts_.end(), 0);
}

}  // namespace nmt
