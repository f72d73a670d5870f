// Ctrl-C, SIGTERM and SIGHUP, answered between two lines of output.
#pragma once

#include <atomic>
#include <csignal>
#include <functional>
#include <thread>

namespace nmt {

// While one lives, a signal first runs `last_words`, on a thread of its own, and then ends the
// process as it always does, so that a shell sees 130 or 143. A signal that the process ignores,
// as under nohup, stays ignored. To be made before any other thread is.
class EndingSignals {
 public:
  explicit EndingSignals(std::function<void()> last_words);
  EndingSignals(const EndingSignals&) = delete;
  EndingSignals& operator=(const EndingSignals&) = delete;
  ~EndingSignals();

 private:
  void wait();

  std::function<void()> last_words_;
  sigset_t set_ = {}, before_ = {};
  std::atomic<bool> over_ = false;
  std::thread thread_;
};

}  // namespace nmt
