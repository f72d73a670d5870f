#include "decode/row_changes.h"

#include <algorithm>
#include <limits>

namespace nmt {

void RowChanges::change(TokenId token, double amount) {
  Real* value = scores_->find(token);
  if (value == nullptr) return;
  old_.emplace_back(value, *value);
  *value -= static_cast<Real>(amount);
}

void RowChanges::forbid(TokenId token) { change(token, std::numeric_limits<double>::infinity()); }

void RowChanges::lower(TokenId token, double amount) { change(token, amount); }

// Each earlier place that the last length - 1 tokens match says which token would repeat.
void RowChanges::forbid_repeats(std::span<const TokenId> before, int length) {
  const auto size = static_cast<std::size_t>(length);
  if (size == 0 || before.size() < size) return;
  const auto recent = before.last(size - 1);
  for (std::size_t begin = 0; begin + size <= before.size(); ++begin)
    if (std::equal(recent.begin(), recent.end(), before.begin() + std::ptrdiff_t(begin)))
      forbid(before[begin + size - 1]);
}

// Backwards, because a token may have been changed twice.
void RowChanges::undo() {
  for (auto change = old_.rbegin(); change != old_.rend(); ++change)
    *change->first = change->second;
  old_.clear();
}

}  // namespace nmt
