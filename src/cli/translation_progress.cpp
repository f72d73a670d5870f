#include "cli/translation_progress.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "base/format.h"

namespace nmt {

std::string to_text(const TranslatedSoFar& so_far) {
  std::string text = so_far.share_done ? progress_bar(*so_far.share_done) + "  " : "";
  text += format("{} lines  {} lines/s", with_commas(so_far.lines),
                 with_commas(std::llround(so_far.lines_per_second)));
  if (so_far.seconds_left) text += format("  {} left", duration_text(*so_far.seconds_left));
  return text;
}

TranslationProgress::TranslationProgress(Progress::Style style, std::int64_t bytes,
                                         std::int64_t lines)
    : progress_(style), total_bytes_(bytes), first_lines_(lines) {}

void TranslationProgress::show(std::int64_t lines, std::int64_t bytes) {
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start_;
  const double rate = static_cast<double>(lines - first_lines_) / std::max(elapsed.count(), 1e-3);
  TranslatedSoFar so_far = {.lines = lines, .lines_per_second = rate};
  if (total_bytes_ > 0 && rate > 0) {
    const double share = static_cast<double>(bytes) / static_cast<double>(total_bytes_);
    so_far.share_done = std::min(share, 1.0);
    // As many lines to a byte as there were.
    so_far.seconds_left = static_cast<double>(lines) / share * (1 - *so_far.share_done) / rate;
  }
  progress_.show(to_text(so_far));
}

Progress::Style progress_style(int input, int output) {
  const bool busy = isatty(input) || isatty(output);
  const Progress::Style style = Progress::suitable_style();
  return busy && style == Progress::Style::drawn ? Progress::Style::silent : style;
}

std::int64_t bytes_left(int descriptor) {
  struct stat status;
  if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return 0;
  return std::max<std::int64_t>(0, status.st_size - lseek(descriptor, 0, SEEK_CUR));
}

}  // namespace nmt
