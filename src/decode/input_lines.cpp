#include "decode/input_lines.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace nmt {
namespace {

constexpr std::int64_t kMostBytes = std::int64_t{1} << 22;
// Where lines come slowly but steadily, so long one block takes what comes.
constexpr std::chrono::milliseconds kMostWait(50);

}  // namespace

std::optional<LinesTaken> InputLines::take(std::size_t most) {
  LinesTaken taken;
  try {
    take_texts(most, taken.texts);
  } catch (...) {
    failure_ = std::current_exception();
  }
  ended_ = failure_ || taken.texts.empty();
  if (taken.texts.empty()) return std::nullopt;
  taken.first_line = lines_ + 1;
  lines_ += static_cast<std::int64_t>(taken.texts.size());
  taken.bytes = bytes_;
  taken.prefixes = prefixes_.take(taken.texts.size());
  return taken;
}

std::int64_t InputLines::skipped() const {
  if (failure_) std::rethrow_exception(failure_);
  return std::min(lines_, skip_);
}

void InputLines::take_texts(std::size_t most, std::vector<std::string>& texts) {
  using Clock = std::chrono::steady_clock;
  std::string line;
  while (lines_ < skip_ && next(line)) ++lines_;
  if (lines_ < skip_ || !next(line)) return;
  const Clock::time_point first = Clock::now();
  const std::int64_t most_bytes = bytes_ + kMostBytes;
  texts.push_back(std::move(line));
  while (texts.size() < most && bytes_ < most_bytes && Clock::now() - first < kMostWait &&
         input_.ready() && next(line))
    texts.push_back(std::move(line));
}

bool InputLines::next(std::string& line) {
  if (!input_.next(line)) return false;
  bytes_ += static_cast<std::int64_t>(line.size()) + 1;
  return true;
}

}  // namespace nmt
