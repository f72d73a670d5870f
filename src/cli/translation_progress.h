// What a person at a terminal sees while a text is translated.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "train/progress.h"

namespace nmt {

struct TranslatedSoFar {
  std::int64_t lines = 0;
  double lines_per_second = 0;
  // Where the size of the text is known.
  std::optional<double> share_done = {};  // 0 to 1
  std::optional<double> seconds_left = {};
};

// "[====>     ]  42%  1,234 lines  512 lines/s  3 min left", without the bar and the time where the
// end is not known.
std::string to_text(const TranslatedSoFar& so_far);

class TranslationProgress {
 public:
  // For a text of `bytes`, 0 where that is not known; `lines` of it were translated before.
  TranslationProgress(Progress::Style style, std::int64_t bytes, std::int64_t lines);
  // So much of the text is translated now.
  void show(std::int64_t lines, std::int64_t bytes);
  // Makes room for a message.
  void clear() { progress_.clear(); }

 private:
  Progress progress_;
  const std::int64_t total_bytes_, first_lines_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// `drawn` only where a person looks on and nothing else is on that terminal: stderr is one, but
// neither the input nor the output.
Progress::Style progress_style(int input, int output);

// The bytes left to read of an open regular file; 0 for anything else.
std::int64_t bytes_left(int descriptor);

}  // namespace nmt
