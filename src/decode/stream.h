// Lines as they come, answers in the same order. The input is cut into blocks; a few are on their
// way at once, so that no thread waits for the slowest batch of a block, and no more than those are
// ever in memory.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "decode/block_translator.h"
#include "decode/input_lines.h"
#include "decode/lines.h"
#include "decode/output.h"
#include "decode/warning_log.h"

namespace nmt {

struct StreamOptions {
  OutputFormat format = OutputFormat::text;
  // So many lines of the input are answered already: they are read over.
  std::int64_t skip_lines = 0;
  // How the translation of each line begins: as many lines as the input, or none.
  LineSource* prefixes = nullptr;
  // The lines and the bytes of the input that are answered now, after each block.
  std::function<void(std::int64_t lines, std::int64_t bytes)> on_progress = {};
  // Before warnings go to the log.
  std::function<void()> before_warnings = {};
};

class Stream {
 public:
  // All of them must outlive the stream.
  Stream(BlockTranslator& steps, LineSource& input, LineSink& output, const StreamOptions& options);

  // What each of the threads does until the stream ends.
  void work(int thread);
  // When all threads are back: the number of answered lines. Rethrows what a thread threw.
  std::int64_t finish();

 private:
  enum class Step { read_lines, search, write_lines, done };
  // A block and how far it is: `units` parts of the current step can be done at once.
  struct Passage {
    Block block;
    Step step = Step::read_lines;
    std::size_t units = 0, next = 0, unfinished = 0;
    std::int64_t first_line = 0, bytes = 0;
  };
  using Lock = std::unique_lock<std::mutex>;

  void work_until_done(int thread);
  Passage* with_work();
  bool may_read() const;
  void read(Lock& lock);
  std::unique_ptr<Passage> read_block();
  void do_unit(Lock& lock, Passage& passage, int thread);
  void run_unit(Passage& passage, Step step, std::size_t unit, int thread);
  void begin(Passage& passage, Step step);
  void advance(Passage& passage);
  void deliver(Lock& lock);
  bool write(const Passage& passage);
  void stop();

  BlockTranslator& steps_;
  LineSource& input_;
  LineSink& output_;
  const StreamOptions& options_;
  WarningLog warnings_{"line "};

  std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  std::deque<std::unique_ptr<Passage>> passages_;  // in the order of the input
  std::size_t next_most_;                          // lines in the next block
  bool reading_ = false, delivering_ = false;      // some thread is
  bool ended_ = false, stopped_ = false;
  std::exception_ptr failure_;

  InputLines lines_;           // of the thread that reads
  std::int64_t answered_ = 0;  // of the thread that delivers
};

}  // namespace nmt
