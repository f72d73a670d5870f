#include "eval/ter_edits.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

namespace nmt {
namespace {

// Tercom's limits, and sacreBLEU's on candidates.
constexpr std::size_t kMaxShiftLength = 10, kMaxShiftDistance = 50;
constexpr std::int64_t kBeamWidth = 25;
constexpr int kMaxCandidates = 1000;
constexpr std::int32_t kInfinity = 1 << 29;

// Columns on either side of the diagonal. Where the reference is so long that neighbouring rows
// would not meet, the beam is wider.
std::int64_t beam_width(double length_ratio) {
  if (length_ratio / 2 <= kBeamWidth) return kBeamWidth;
  return static_cast<std::int64_t>(std::ceil(length_ratio / 2 + kBeamWidth));
}

}  // namespace

// The larger gain, then the longer phrase, then the earlier one, then the earlier target.
bool EditCounter::Shift::better_than(const Shift& other) const {
  return std::tuple(gain, length, other.start, other.target) >
         std::tuple(other.gain, other.length, start, target);
}

std::int64_t EditCounter::edits(std::span<const std::int32_t> hypothesis,
                                std::span<const std::int32_t> reference) {
  if (reference.empty()) return std::ssize(hypothesis);
  hypothesis_.assign(hypothesis.begin(), hypothesis.end());
  reference_ = reference;
  candidates_ = 0;
  lay_out_rows();
  fill_forward();
  for (std::int64_t shifts = 0;; ++shifts) {
    const Shift shift = best_shift();
    // Too many candidates end the search without the shift at hand.
    if (candidates_ >= kMaxCandidates || shift.gain <= 0) return shifts + distance_;
    move(shift);
    std::copy(moved_.words.begin(), moved_.words.end(),
              hypothesis_.begin() + static_cast<std::ptrdiff_t>(moved_.begin));
    fill_forward();
  }
}

void EditCounter::lay_out_rows() {
  const std::int64_t columns = std::ssize(reference_) + 1, last_row = std::ssize(hypothesis_);
  const double length_ratio =
      last_row > 0 ? static_cast<double>(columns - 1) / static_cast<double>(last_row) : 1;
  const std::int64_t beam = beam_width(length_ratio);
  rows_.assign(1, {.first = 0, .last = columns});
  for (std::int64_t i = 1; i <= last_row; ++i) {
    const auto diagonal =
        static_cast<std::int64_t>(std::floor(static_cast<double>(i) * length_ratio));
    rows_.push_back({.first = std::max<std::int64_t>(0, diagonal - beam),
                     .last = i == last_row ? columns : std::min(columns, diagonal + beam)});
  }
  // A row is read where the row above and the row below have cells, and one column further.
  std::int64_t size = 0;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const std::int64_t begin = rows_[i == 0 ? 0 : i - 1].first - 1;
    const std::int64_t end = std::max(rows_[i].last, rows_[std::min(i + 1, rows_.size() - 1)].last);
    rows_[i].origin = size - begin;
    size += end + 1 - begin;
  }
  for (Grid* grid : {&forward_, &backward_, &shifted_}) {
    grid->assign(static_cast<std::size_t>(size), kInfinity);
  }
  for (std::int64_t j = 0; j < columns; ++j) {
    forward_[static_cast<std::size_t>(rows_[0].origin + j)] = static_cast<std::int32_t>(j);
  }
}

// grid[i][j] = min(above[i-1][j-1] + (word differs), above[i-1][j] + 1, grid[i][j-1] + 1)
void EditCounter::fill_row(std::size_t i, std::int32_t word, const Grid& above, Grid& grid) const {
  const std::int32_t* up = above.data() + rows_[i - 1].origin;
  std::int32_t* row = grid.data() + rows_[i].origin;
  const std::int32_t* reference = reference_.data() - 1;
  std::int64_t j = rows_[i].first;
  if (j == 0) row[0] = up[0] + 1, ++j;
  std::int32_t left = row[j - 1];
  for (; j < rows_[i].last; ++j) {
    const std::int32_t substituted = up[j - 1] + (word != reference[j]);
    left = std::min(std::min(substituted, up[j] + 1), left + 1);
    row[j] = left;
  }
}

void EditCounter::fill_forward() {
  for (std::size_t i = 1; i < rows_.size(); ++i)
    fill_row(i, hypothesis_[i - 1], forward_, forward_);
  distance_ = forward_[static_cast<std::size_t>(rows_.back().origin + rows_.back().last - 1)];
}

// The edits that are left from each cell on, for rows 1 and below.
void EditCounter::fill_backward() {
  const std::int64_t end = std::ssize(reference_);
  for (std::size_t i = rows_.size() - 1; i > 0; --i) {
    std::int32_t* row = backward_.data() + rows_[i].origin;
    std::int64_t j = rows_[i].last - 1;
    if (i + 1 == rows_.size()) {
      for (; j >= rows_[i].first; --j) row[j] = static_cast<std::int32_t>(end - j);
      continue;
    }
    const std::int32_t* down = backward_.data() + rows_[i + 1].origin;
    const std::int32_t word = hypothesis_[i];
    if (j == end) row[j] = down[j] + 1, --j;
    for (; j >= rows_[i].first; --j) {
      const std::int32_t substituted =
          down[j + 1] + (word != reference_[static_cast<std::size_t>(j)]);
      row[j] = std::min(std::min(substituted, down[j] + 1), row[j + 1] + 1);
    }
  }
}

// Walks back along the fewest edits; of equals it prefers keeping or substituting, then deleting a
// word of the hypothesis.
void EditCounter::align() {
  const std::size_t words = hypothesis_.size(), reference_words = reference_.size();
  aligned_.assign(reference_words, -1);
  hypothesis_errors_.assign(words + 1, 0);
  reference_errors_.assign(reference_words + 1, 0);
  for (std::size_t i = words, j = reference_words; i > 0 || j > 0;) {
    const auto cell = [&](std::size_t row, std::size_t column) {
      return forward_[static_cast<std::size_t>(rows_[row].origin) + column];
    };
    const bool differs = i > 0 && j > 0 && hypothesis_[i - 1] != reference_[j - 1];
    if (i > 0 && j > 0 && cell(i, j) == cell(i - 1, j - 1) + differs) {
      aligned_[j - 1] = static_cast<std::int64_t>(i) - 1;
      hypothesis_errors_[i] = reference_errors_[j] = differs;
      --i, --j;
    } else if (i > 0 && cell(i, j) == cell(i - 1, j) + 1) {
      hypothesis_errors_[i] = 1;
      --i;
    } else {
      aligned_[j - 1] = static_cast<std::int64_t>(i) - 1;
      reference_errors_[j] = 1;
      --j;
    }
  }
  for (auto* errors : {&hypothesis_errors_, &reference_errors_}) {
    std::partial_sum(errors->begin(), errors->end(), errors->begin());
  }
}

// Both texts must be wrong there, and the phrase must not already stand at its place.
bool EditCounter::may_shift(std::size_t start, std::size_t reference_start,
                            std::size_t length) const {
  if (hypothesis_errors_[start + length] == hypothesis_errors_[start]) return false;
  if (reference_errors_[reference_start + length] == reference_errors_[reference_start])
    return false;
  const std::int64_t there = aligned_[reference_start];
  return there < static_cast<std::int64_t>(start) ||
         there >= static_cast<std::int64_t>(start + length);
}

// Every phrase of the hypothesis that also stands in the reference may move to where words of the
// reference are aligned to.
EditCounter::Shift EditCounter::best_shift() {
  best_.reset();
  if (distance_ == 0) return {};
  align();
  fill_backward();
  const auto words = hypothesis_.size(), reference_words = reference_.size();
  for (std::size_t start = 0; start < words; ++start) {
    const std::size_t begin = start > kMaxShiftDistance ? start - kMaxShiftDistance : 0;
    const std::size_t end = std::min(reference_words, start + kMaxShiftDistance + 1);
    for (std::size_t at = begin; at < end; ++at) {
      const std::size_t longest = std::min({kMaxShiftLength, words - start, reference_words - at});
      for (std::size_t length = 1; length <= longest; ++length) {
        if (hypothesis_[start + length - 1] != reference_[at + length - 1]) break;
        if (!may_shift(start, at, length)) continue;
        try_targets(start, at, length);
        if (candidates_ >= kMaxCandidates) return {};
      }
    }
  }
  return best_.value_or(Shift{});
}

void EditCounter::try_targets(std::size_t start, std::size_t reference_start, std::size_t length) {
  std::int64_t previous = -1;
  for (std::size_t k = 0; k <= length; ++k) {
    // In front of everything, or behind what the word before is aligned to.
    const std::size_t before = reference_start + k;
    if (before > reference_.size()) break;
    const std::int64_t target = before == 0 ? 0 : aligned_[before - 1] + 1;
    if (target == previous) continue;
    previous = target;
    ++candidates_;
    Shift shift{.start = start, .length = length, .target = static_cast<std::size_t>(target)};
    move(shift);
    shift.gain = distance_ - distance_of_moved();
    if (!best_ || shift.better_than(*best_)) best_ = shift;
  }
}

// Two neighbouring stretches change places. A target within the phrase, as Tercom counts, moves it
// behind as many words as the target lies within.
void EditCounter::move(const Shift& shift) {
  const std::size_t behind = shift.start + shift.length;
  std::size_t first_words = shift.length;
  if (shift.target < shift.start) {
    moved_.begin = shift.target;
    moved_.end = behind;
    first_words = shift.start - shift.target;
  } else {
    moved_.begin = shift.start;
    moved_.end = shift.target > behind ? shift.target
                                       : std::min(hypothesis_.size(), shift.target + shift.length);
  }
  const std::int32_t* words = hypothesis_.data();
  moved_.words.assign(words + moved_.begin + first_words, words + moved_.end);
  moved_.words.insert(moved_.words.end(), words + moved_.begin, words + moved_.begin + first_words);
}

// The edit distance from the reference to the hypothesis with moved_: only the rows of words that
// moved are new; before them stands forward_, behind them backward_.
std::int64_t EditCounter::distance_of_moved() {
  std::size_t begin = moved_.begin, end = moved_.end;
  const auto stays = [&](std::size_t i) {
    return moved_.words[i - moved_.begin] == hypothesis_[i];
  };
  while (begin < end && stays(begin)) ++begin;
  if (begin == end) return distance_;
  while (stays(end - 1)) --end;
  for (std::size_t i = begin; i < end; ++i) {
    fill_row(i + 1, moved_.words[i - moved_.begin], i == begin ? forward_ : shifted_, shifted_);
  }
  const Row& row = rows_[end];
  const std::int32_t* before = shifted_.data() + row.origin;
  const std::int32_t* after = backward_.data() + row.origin;
  std::int32_t fewest = kInfinity;
  for (std::int64_t j = row.first; j < row.last; ++j) {
    fewest = std::min(fewest, before[j] + after[j]);
  }
  return fewest;
}

}  // namespace nmt
