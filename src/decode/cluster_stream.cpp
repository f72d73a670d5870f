#include "decode/cluster_stream.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <future>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/denormals.h"
#include "cluster/bytes.h"
#include "decode/input_lines.h"
#include "decode/output.h"
#include "decode/warning_log.h"

namespace nmt {
namespace {

// Lines of a window: enough to make batches of equal lengths, few enough to keep all ranks busy to
// the end. The first ones are small, so that an answer comes soon.
constexpr std::size_t kFirstLines = 32, kMostLines = 1024;
// While a follower translates one window, the next waits for it.
constexpr int kAhead = 2;

struct LineWarnings {
  std::int64_t line = 0;
  std::vector<std::string> texts;
};

// Lines, and what is to be written for them.
struct Window {
  LinesTaken lines;
  bool answered = false;
  std::string text;
  std::vector<LineWarnings> warnings;
};

void answer(Translator& translator, OutputFormat format, Window& window) {
  const std::vector<Translation> translations =
      translator.translate(window.lines.texts, window.lines.prefixes, window.lines.first_line);
  for (std::size_t i = 0; i < translations.size(); ++i) {
    const std::int64_t number = window.lines.first_line + static_cast<std::int64_t>(i);
    window.text += format_translation({.number = number,
                                       .source = window.lines.texts[i],
                                       .translation = translations[i],
                                       .n_best = translator.settings().n_best},
                                      format, *translator.tokenizers().target);
    if (!translations[i].warnings.empty())
      window.warnings.push_back({number, translations[i].warnings});
  }
}

std::string question_of(const Window& window, OutputFormat format) {
  ByteWriter bytes;
  const LinesTaken& lines = window.lines;
  bytes.number(format).number(lines.first_line).number(lines.prefixes.size());
  for (const std::string& prefix : lines.prefixes) bytes.text(prefix);
  for (const std::string& line : lines.texts) bytes.text(line);
  return bytes.take();
}

std::string answer_of(const Window& window) {
  ByteWriter bytes;
  bytes.text(window.text);
  for (const LineWarnings& warnings : window.warnings) {
    bytes.number(warnings.line).number(warnings.texts.size());
    for (const std::string& text : warnings.texts) bytes.text(text);
  }
  return bytes.take();
}

void read_answer(const std::string& message, Window& window) {
  ByteReader bytes(message);
  window.text = bytes.text();
  while (!bytes.at_end()) {
    LineWarnings warnings = {.line = bytes.number<std::int64_t>(), .texts = {}};
    const auto count = bytes.number<std::size_t>();
    for (std::size_t i = 0; i < count; ++i) warnings.texts.push_back(bytes.text());
    window.warnings.push_back(std::move(warnings));
  }
  window.answered = true;
}

class LeadingStream {
 public:
  LeadingStream(Cluster& cluster, Translator& translator, LineSource& input, LineSink& output,
                const StreamOptions& options)
      : cluster_(cluster),
        translator_(translator),
        input_(input),
        output_(output),
        options_(options),
        lines_(input, options.prefixes, options.skip_lines),
        asked_(cluster.size()) {}

  std::int64_t run() {
    Patience patience;
    while (!closed_ && !(lines_.ended() && windows_.empty())) {
      if (write_answers() || collect_answers() || hand_out() || translate_one()) {
        patience.reset();
        continue;
      }
      cluster_.throw_failure_of_follower();
      patience.wait();
    }
    dismiss_followers();
    const std::int64_t skipped = lines_.skipped();
    return answered_ > 0 ? answered_ : skipped;
  }

 private:
  // Each of these does one piece of work, and says whether there was one.
  bool write_answers() {
    if (windows_.empty() || !windows_.front().answered) return false;
    const Window window = std::move(windows_.front());
    windows_.pop_front();
    if (!window.warnings.empty() && options_.before_warnings) options_.before_warnings();
    for (const LineWarnings& warnings : window.warnings)
      warnings_.add(warnings.line, warnings.texts);
    closed_ = !output_.write(window.text);
    if (closed_) return true;
    answered_ = window.lines.first_line + static_cast<std::int64_t>(window.lines.texts.size()) - 1;
    if (options_.on_progress) options_.on_progress(answered_, window.lines.bytes);
    return true;
  }

  bool collect_answers() {
    bool any = false;
    for (int rank = 1; rank < cluster_.size(); ++rank) {
      if (asked_[rank].empty()) continue;
      if (!cluster_.transport().waiting(rank, MessageKind::order)) continue;
      take_answer(rank);
      any = true;
    }
    return any;
  }

  void take_answer(int rank) {
    Asked& asked = asked_[rank].front();
    cluster_.wait(asked.request);
    read_answer(cluster_.receive(rank), *asked.window);
    asked_[rank].pop_front();
  }

  // To the follower with the least to do, which asks for it when it has done the rest.
  bool hand_out() {
    int idlest = 1;
    for (int rank = 2; rank < cluster_.size(); ++rank)
      if (asked_[rank].size() < asked_[idlest].size()) idlest = rank;
    if (static_cast<int>(asked_[idlest].size()) >= kAhead || !read_window()) return false;
    Asked& asked = asked_[idlest].emplace_back();
    asked.window = &windows_.back();
    asked.question = question_of(windows_.back(), options_.format);
    asked.request = cluster_.transport().send(idlest, MessageKind::order, asked.question.data(),
                                              asked.question.size());
    return true;
  }

  // The leader itself, once the followers are busy; on another thread, so that it goes on serving
  // them.
  bool translate_one() {
    if (own_.valid()) {
      if (own_.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return false;
      own_.get();
      own_window_->answered = true;
      return true;
    }
    if (!read_window()) return false;
    own_window_ = &windows_.back();
    own_ = std::async(std::launch::async, [this, &window = *own_window_] {
      flush_denormals();
      answer(translator_, options_.format, window);
    });
    return true;
  }
  std::size_t most_windows() const {
    return static_cast<std::size_t>(kAhead + 1) * static_cast<std::size_t>(cluster_.size());
  }

  // Waits for a line only where nothing else is to be done; takes those that are there.
  bool read_window() {
    if (lines_.ended() || windows_.size() >= most_windows()) return false;
    if (!windows_.empty() && !input_.ready()) return false;
    std::optional<LinesTaken> lines = lines_.take(most_lines_);
    if (!lines) return false;
    windows_.emplace_back().lines = *std::move(lines);
    most_lines_ = std::min(2 * most_lines_, kMostLines);
    return true;
  }

  // An empty question is the last one.
  void dismiss_followers() {
    for (int rank = 1; rank < cluster_.size(); ++rank) {
      while (!asked_[rank].empty()) take_answer(rank);
      cluster_.send(rank, {});
    }
  }

  Cluster& cluster_;
  Translator& translator_;
  LineSource& input_;
  LineSink& output_;
  const StreamOptions& options_;
  WarningLog warnings_{"line "};
  InputLines lines_;
  struct Asked {
    Window* window = nullptr;
    std::string question;  // belongs to the request until that is done
    Transport::Request request = 0;
  };
  std::deque<Window> windows_;            // in the order of the input
  std::vector<std::deque<Asked>> asked_;  // [ranks]: in the order of asking
  Window* own_window_ = nullptr;
  std::size_t most_lines_ = kFirstLines;
  std::int64_t answered_ = 0;
  bool closed_ = false;    // the output
  std::future<void> own_;  // what the leader translates itself; last, for it uses the others
};

}  // namespace

std::int64_t lead_stream(Cluster& cluster, Translator& translator, LineSource& input,
                         LineSink& output, const StreamOptions& options) {
  return LeadingStream(cluster, translator, input, output, options).run();
}

void follow_stream(Cluster& cluster, Translator& translator) {
  for (std::string message; !(message = cluster.receive(0)).empty();) {
    ByteReader question(message);
    const auto output_format = question.number<OutputFormat>();
    Window window;
    window.lines.first_line = question.number<std::int64_t>();
    for (auto left = question.number<std::size_t>(); left > 0; --left)
      window.lines.prefixes.push_back(question.text());
    while (!question.at_end()) window.lines.texts.push_back(question.text());
    answer(translator, output_format, window);
    cluster.send(0, answer_of(window));
  }
}

}  // namespace nmt
