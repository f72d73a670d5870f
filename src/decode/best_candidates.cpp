#include "decode/best_candidates.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tensor/kernels.h"

namespace nmt {
namespace {

constexpr double kMinusInfinity = -std::numeric_limits<double>::infinity();

// Whether any value less `log_sum` is above the bar. Written without a branch, so that it becomes
// vector instructions.
bool any_above(std::span<const Real> values, Real log_sum, Real bar) {
  int above = 0;
  for (const Real value : values) above |= value - log_sum > bar;
  return above != 0;
}

}  // namespace

void BestCandidates::begin(int count) {
  count_ = static_cast<std::size_t>(count);
  best_.clear();
}

// Nearly all blocks hold nothing that is above the worst one kept: one comparison for each.
void BestCandidates::offer(int row, double before, const RowScores& scores) {
  if (count_ == 0) return;
  const std::size_t size = scores.values.size();
  Real lowest = bar(before);
  for (std::size_t block = 0, begin = 0; begin < size; ++block, begin += kTopsBlock) {
    if (!scores.tops.empty() && !(scores.tops[block] - scores.log_sum > lowest)) continue;
    const std::size_t end = std::min(begin + kTopsBlock, size);
    if (!any_above(scores.values.subspan(begin, end - begin), scores.log_sum, lowest)) continue;
    for (std::size_t i = begin; i < end; ++i)
      if (scores.token(i) != kBegin)
        insert({before + double(scores.log_probability(i)), row, scores.token(i)});
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
