#include "train/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "base/format.h"
#include "base/log.h"
#include "base/terminal.h"

namespace nmt {
namespace {

std::size_t bar_width() {
  const int width = terminal_width(STDERR_FILENO);
  return width > 0 ? static_cast<std::size_t>(width) : 80;
}

}  // namespace

std::string with_commas(std::int64_t number) {
  std::string text = format("{}", number);
  for (std::size_t place = text.size(); place > 3;) text.insert(place -= 3, 1, ',');
  return text;
}

std::string progress_bar(double share) {
  constexpr int kWidth = 10;
  const int done = std::clamp(static_cast<int>(share * kWidth), 0, kWidth);
  std::string cells(done, '=');
  if (done < kWidth) cells += '>';
  cells.resize(kWidth, ' ');
  return format("[{}] {:3}%", cells, static_cast<int>(share * 100));
}

std::string duration_text(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::llround(std::min(seconds, 1e9)));
  if (whole < 60) return format("{} s", whole);
  const std::int64_t minutes = (whole + 30) / 60;
  if (minutes < 60) return format("{} min", minutes);
  return format("{} h {:02} min", minutes / 60, minutes % 60);
}

std::string to_text(const ProgressReport& report) {
  std::string text = format("step {}  epoch {:.2f}  loss {:.3f}  lr {:.1e}  {} tokens/s",
                            with_commas(report.moment.step), report.moment.epoch,
                            report.measures.loss, report.measures.learning_rate,
                            with_commas(std::llround(report.measures.tokens_per_second)));
  if (report.seconds_left) text += format("  {} left", duration_text(*report.seconds_left));
  return text;
}

std::string bar_line(const ProgressReport& report, std::size_t width) {
  const TrainingMeasures& measures = report.measures;
  std::vector<std::string> parts;
  if (report.share_done) parts.push_back(progress_bar(*report.share_done));
  if (report.seconds_left) parts.push_back(duration_text(*report.seconds_left) + " left");
  parts.push_back(format("step {}", with_commas(report.moment.step)));
  parts.push_back(format("loss {:.3f}", measures.loss));
  parts.push_back(format("{} tokens/s", with_commas(std::llround(measures.tokens_per_second))));
  parts.push_back(format("epoch {:.2f}", report.moment.epoch));
  parts.push_back(format("lr {:.1e}", measures.learning_rate));
  std::string line;
  for (const std::string& part : parts) {
    const std::string more = (line.empty() ? "" : "  ") + part;
    if (line.size() + more.size() > width) break;
    line += more;
  }
  return line;
}

Progress::Style Progress::suitable_style() {
  if (log_level() == LogLevel::quiet) return Style::silent;
  return isatty(STDERR_FILENO) ? Style::drawn : Style::plain;
}

void Progress::show(const ProgressReport& report) {
  const std::lock_guard lock(drawing_);
  const auto now = std::chrono::steady_clock::now();
  if (style_ != Style::drawn || now - last_drawn_ < std::chrono::milliseconds(100)) return;
  draw(bar_line(report, bar_width() - 1));
}

void Progress::show(const std::string& text) {
  const std::lock_guard lock(drawing_);
  if (style_ == Style::drawn) draw(text);
}

void Progress::report(const ProgressReport& report) {
  if (style_ == Style::silent) return;
  clear();
  log_info(to_text(report));
}

void Progress::message(const std::string& text) {
  clear();
  log_info(text);
}

void Progress::warning(const std::string& text) {
  clear();
  log_warning(text);
}

// Carriage return and blanks only: no escape codes, which NO_COLOR and plain terminals would not
// want.
void Progress::draw(const std::string& text) {
  const std::string line = text.substr(0, bar_width() - 1);
  const std::size_t blanks = drawn_width_ > line.size() ? drawn_width_ - line.size() : 0;
  std::fprintf(stderr, "\r%s%s", line.c_str(), std::string(blanks, ' ').c_str());
  std::fflush(stderr);
  drawn_width_ = line.size();
  last_drawn_ = std::chrono::steady_clock::now();
}

void Progress::clear() {
  const std::lock_guard lock(drawing_);
  if (drawn_width_ == 0) return;
  std::fprintf(stderr, "\r%s\r", std::string(drawn_width_, ' ').c_str());
  std::fflush(stderr);
  drawn_width_ = 0;
}

}  // namespace nmt
