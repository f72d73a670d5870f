// What a person sees of a running training: plain lines now and then, and on a terminal a bar below
// them that is redrawn.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "train/metrics_log.h"

namespace nmt {

struct ProgressReport {
  Moment moment;
  TrainingMeasures measures;
  // Unknown when only early stopping ends the run.
  std::optional<double> seconds_left = {};
  std::optional<double> share_done = {};  // 0 to 1
};

// "step 1,200  epoch 2.31  loss 4.215  lr 5.0e-04  10,049 tokens/s  12 min left"
std::string to_text(const ProgressReport& report);
// "[====>     ]  42%  12 min left  step 1,200 ...", without the bar where no end is known.
// What matters least comes last and is left out where `width` has no room for it.
std::string bar_line(const ProgressReport& report, std::size_t width);
// "1,234,567"
std::string with_commas(std::int64_t number);
// "[====>     ]  42%"
std::string progress_bar(double share);
// "45 s", "12 min", "3 h 05 min"
std::string duration_text(double seconds);

// A signal may clear what a worker draws: each call is made by one thread at a time.
class Progress {
 public:
  // `plain` writes a line now and then; `drawn` keeps another one below them up to date; `silent`
  // writes nothing.
  enum class Style { drawn, plain, silent };
  // The style for this stderr and this log level.
  static Style suitable_style();

  explicit Progress(Style style) : style_(style) {}
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // After each update: redraws the bar, at most ten times a second.
  void show(const ProgressReport& report);
  // Something slow is beginning, such as a validation: says so in the drawn line.
  void show(const std::string& text);
  // Now and then: a plain line.
  void report(const ProgressReport& report);
  // A message that stays.
  void message(const std::string& text);
  // One that is shown to those who want quiet, too.
  void warning(const std::string& text);
  // Takes the drawn line away.
  void clear();

 private:
  void draw(const std::string& text);

  Style style_;
  std::mutex drawing_;  // of the rest
  std::size_t drawn_width_ = 0;
  std::chrono::steady_clock::time_point last_drawn_{};
};

}  // namespace nmt
