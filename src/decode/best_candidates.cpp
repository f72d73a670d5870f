#include "decode/best_candidates.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nmt {
namespace {

constexpr double kMinusInfinity = -std::numeric_limits<double>::infinity();

// Whether any value is above the bar. Written without a branch, so that it becomes vector
// instructions.
bool any_above(const Real* values, int count, Real bar) {
  int above = 0;
  for (int i = 0; i < count; ++i) above |= values[i] > bar;
  return above != 0;
}

}  // namespace

void BestCandidates::begin(int count) {
  count_ = static_cast<std::size_t>(count);
  best_.clear();
}

void BestCandidates::offer(int row, double before, std::span<const Real> log_probabilities) {
  offer_range(row, before, log_probabilities.first(kBegin), 0);
  offer_range(row, before, log_probabilities.subspan(kBegin + 1), kBegin + 1);
}

// Nearly all blocks hold nothing that is above the worst one kept: one comparison for each number.
void BestCandidates::offer_range(int row, double before, std::span<const Real> values,
                                 TokenId first) {
  constexpr std::size_t kBlock = 64;
  Real lowest = bar(before);
  for (std::size_t begin = 0; begin < values.size(); begin += kBlock) {
    const std::size_t end = std::min(begin + kBlock, values.size());
    if (!any_above(values.data() + begin, static_cast<int>(end - begin), lowest)) continue;
    for (std::size_t i = begin; i < end; ++i)
      insert({before + values[i], row, first + static_cast<TokenId>(i)});
    lowest = bar(before);
  }
}

void BestCandidates::insert(const Continuation& candidate) {
  const bool full = best_.size() == count_;
  // Equals that came before stay before. Also false for what is not a number.
  if (!(candidate.log_probability > (full ? best_.back().log_probability : kMinusInfinity))) return;
  if (full) best_.pop_back();
  const auto place = std::upper_bound(best_.begin(), best_.end(), candidate,
                                      [](const Continuation& a, const Continuation& b) {
                                        return a.log_probability > b.log_probability;
                                      });
  best_.insert(place, candidate);
}

// Every value of which the sum with `before` is above the worst one kept is above this one.
Real BestCandidates::bar(double before) const {
  constexpr Real kLowest = -std::numeric_limits<Real>::infinity();
  if (best_.size() < count_) return kLowest;
  return std::nextafter(static_cast<Real>(best_.back().log_probability - before), kLowest);
}

}  // namespace nmt
