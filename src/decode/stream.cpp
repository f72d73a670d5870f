#include "decode/stream.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/format.h"

namespace nmt {
namespace {

// Lines of a block: enough to make batches of equal lengths and to keep the threads busy. The first
// block is small, so that an answer comes soon.
constexpr std::size_t kFirstLines = 64, kMostLines = 2048;
constexpr std::int64_t kMostBytes = std::int64_t{1} << 22;
// While the slowest batch of one block is searched, the next is searched and one more is read.
constexpr std::size_t kMostBlocks = 3;
// Lines that a thread reads or writes at once.
constexpr std::size_t kUnitLines = 32;
// Where lines come slowly but steadily, so long one block takes what comes.
constexpr std::chrono::milliseconds kMostWait(50);

std::size_t line_units(const Block& block) {
  return (block.lines.size() + kUnitLines - 1) / kUnitLines;
}

}  // namespace

Stream::Stream(BlockTranslator& steps, LineSource& input, LineSink& output,
               const StreamOptions& options)
    : steps_(steps), input_(input), output_(output), options_(options), next_most_(kFirstLines) {}

void Stream::work(int thread) {
  try {
    work_until_done(thread);
  } catch (...) {
    Lock lock(mutex_);
    if (!failure_) failure_ = std::current_exception();
    stop();
  }
}

std::int64_t Stream::finish() {
  // The log of warnings ends with this stream, perhaps with a last word.
  if (options_.before_warnings) options_.before_warnings();
  if (failure_) std::rethrow_exception(failure_);
  if (input_failure_) std::rethrow_exception(input_failure_);
  return answered_ > 0 ? answered_ : std::min(lines_read_, options_.skip_lines);
}

// What is ready is written first; then comes work on the earliest block; more is read only when
// that runs short.
void Stream::work_until_done(int thread) {
  for (Lock lock(mutex_); !stopped_;) {
    if (!delivering_ && !passages_.empty() && passages_.front()->step == Step::done) {
      deliver(lock);
    } else if (Passage* passage = with_work(); passage != nullptr) {
      do_unit(lock, *passage, thread);
    } else if (may_read()) {
      read(lock);
    } else if (ended_ && passages_.empty()) {
      return;
    } else {
      changed_.wait(lock);
    }
  }
}

Stream::Passage* Stream::with_work() {
  for (const auto& passage : passages_)
    if (passage->next < passage->units) return passage.get();
  return nullptr;
}

bool Stream::may_read() const { return !reading_ && !ended_ && passages_.size() < kMostBlocks; }

void Stream::read(Lock& lock) {
  reading_ = true;
  lock.unlock();
  std::unique_ptr<Passage> passage = read_block();
  lock.lock();
  reading_ = false;
  ended_ = passage == nullptr || input_failure_;
  if (passage != nullptr) {
    begin(*passage, Step::read_lines);
    passages_.push_back(std::move(passage));
    next_most_ = std::min(2 * next_most_, kMostLines);
  }
  changed_.notify_all();
}

// Waits for one line, then takes those that are there. Nothing at the end of the input.
std::unique_ptr<Stream::Passage> Stream::read_block() {
  auto passage = std::make_unique<Passage>();
  std::vector<std::string> texts;
  // Lines that came before a failure are still answered.
  try {
    take_lines(texts);
  } catch (...) {
    input_failure_ = std::current_exception();
  }
  if (texts.empty()) return nullptr;
  passage->first_line = lines_read_ + 1;
  lines_read_ += static_cast<std::int64_t>(texts.size());
  passage->bytes = bytes_read_;
  passage->block = BlockTranslator::block_of(std::move(texts));
  passage->block.first_line = passage->first_line;
  if (options_.prefixes != nullptr) take_prefixes(passage->block);
  return passage;
}

void Stream::take_prefixes(Block& block) {
  std::string prefix;
  for (; prefixes_read_ < options_.skip_lines; ++prefixes_read_)
    if (!options_.prefixes->next(prefix)) break;
  for (std::size_t line = 0; line < block.texts.size(); ++line, ++prefixes_read_) {
    if (!options_.prefixes->next(prefix))
      throw Error(
          {.what = format("the prefixes end after {} lines, but the input goes on", prefixes_read_),
           .where = "--prefix",
           .fix = "give a line for each line of the input, empty where any translation "
                  "will do"});
    block.prefixes.push_back(prefix);
  }
}

void Stream::take_lines(std::vector<std::string>& texts) {
  using Clock = std::chrono::steady_clock;
  std::string line;
  const auto next = [&] {
    if (!input_.next(line)) return false;
    bytes_read_ += static_cast<std::int64_t>(line.size()) + 1;
    return true;
  };
  while (lines_read_ < options_.skip_lines && next()) ++lines_read_;
  if (lines_read_ < options_.skip_lines || !next()) return;
  const Clock::time_point first = Clock::now();
  const std::int64_t most_bytes = bytes_read_ + kMostBytes;
  texts.push_back(std::move(line));
  while (texts.size() < next_most_ && bytes_read_ < most_bytes &&
         Clock::now() - first < kMostWait && input_.ready() && next())
    texts.push_back(std::move(line));
}

void Stream::do_unit(Lock& lock, Passage& passage, int thread) {
  const std::size_t unit = passage.next++;
  const Step step = passage.step;
  lock.unlock();
  run_unit(passage, step, unit, thread);
  lock.lock();
  if (--passage.unfinished > 0) return;
  advance(passage);
  changed_.notify_all();
}

void Stream::run_unit(Passage& passage, Step step, std::size_t unit, int thread) {
  Block& block = passage.block;
  if (step == Step::search) return steps_.search(block, unit, thread);
  const std::size_t end = std::min(block.lines.size(), (unit + 1) * kUnitLines);
  for (std::size_t line = unit * kUnitLines; line < end; ++line) {
    if (step == Step::read_lines) {
      steps_.read_line(block, line);
    } else {
      steps_.write_line(block, line);
    }
  }
}

void Stream::begin(Passage& passage, Step step) {
  passage.step = step;
  passage.units = step == Step::done     ? 0
                  : step == Step::search ? passage.block.batches.size()
                                         : line_units(passage.block);
  passage.next = 0;
  passage.unfinished = passage.units;
}

// To the next step that has anything to do.
void Stream::advance(Passage& passage) {
  if (passage.step == Step::read_lines) {
    steps_.make_batches(passage.block);
    begin(passage, passage.block.batches.empty() ? Step::write_lines : Step::search);
  } else {
    begin(passage, passage.step == Step::search ? Step::write_lines : Step::done);
  }
}

void Stream::deliver(Lock& lock) {
  delivering_ = true;
  const std::unique_ptr<Passage> passage = std::move(passages_.front());
  passages_.pop_front();
  changed_.notify_all();
  lock.unlock();
  const bool taken = write(*passage);
  lock.lock();
  delivering_ = false;
  if (!taken) stop();
  changed_.notify_all();
}

// False when the reader has gone away.
bool Stream::write(const Passage& passage) {
  std::string text;
  std::int64_t number = passage.first_line;
  for (std::size_t i = 0; i < passage.block.lines.size(); ++i, ++number) {
    const Translation& translation = passage.block.lines[i].translation;
    text += format_translation(
        {.number = number, .source = passage.block.texts[i], .translation = translation},
        options_.format, *steps_.tokenizers().target);
    if (!translation.warnings.empty() && options_.before_warnings) options_.before_warnings();
    warnings_.add(number, translation.warnings);
  }
  if (!output_.write(text)) return false;
  answered_ = number - 1;
  if (options_.on_progress) options_.on_progress(answered_, passage.bytes);
  return true;
}

// The thread that waits for input is woken; the others come back after what they are at.
void Stream::stop() {
  stopped_ = true;
  input_.stop();
  changed_.notify_all();
}

}  // namespace nmt
