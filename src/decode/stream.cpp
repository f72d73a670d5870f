#include "decode/stream.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/format.h"

namespace nmt {
namespace {

// Lines of a block: enough to make batches of equal lengths and to keep the threads busy. The first
// block is small, so that an answer comes soon.
constexpr std::size_t kFirstLines = 64, kMostLines = 2048;
// While the slowest batch of one block is searched, the next is searched and one more is read.
constexpr std::size_t kMostBlocks = 3;
// Lines that a thread reads or writes at once.
constexpr std::size_t kUnitLines = 32;

std::size_t line_units(const Block& block) {
  return (block.lines.size() + kUnitLines - 1) / kUnitLines;
}

}  // namespace

Stream::Stream(BlockTranslator& steps, LineSource& input, LineSink& output,
               const StreamOptions& options)
    : steps_(steps),
      input_(input),
      output_(output),
      options_(options),
      next_most_(kFirstLines),
      lines_(input, options.prefixes, options.skip_lines) {}

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
  const std::int64_t skipped = lines_.skipped();
  return answered_ > 0 ? answered_ : skipped;
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
  ended_ = lines_.ended();
  if (passage != nullptr) {
    begin(*passage, Step::read_lines);
    passages_.push_back(std::move(passage));
    next_most_ = std::min(2 * next_most_, kMostLines);
  }
  changed_.notify_all();
}

// Nothing at the end of the input.
std::unique_ptr<Stream::Passage> Stream::read_block() {
  std::optional<LinesTaken> lines = lines_.take(next_most_);
  if (!lines) return nullptr;
  auto passage = std::make_unique<Passage>();
  passage->first_line = lines->first_line;
  passage->bytes = lines->bytes;
  passage->block = BlockTranslator::block_of(std::move(lines->texts));
  passage->block.first_line = lines->first_line;
  passage->block.prefixes = std::move(lines->prefixes);
  return passage;
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
    text += format_translation({.number = number,
                                .source = passage.block.texts[i],
                                .translation = translation,
                                .n_best = steps_.settings().n_best},
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
