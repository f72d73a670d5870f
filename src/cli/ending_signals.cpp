#include "cli/ending_signals.h"

#include <utility>

namespace nmt {

EndingSignals::EndingSignals(std::function<void()> last_words)
    : last_words_(std::move(last_words)) {
  sigemptyset(&set_);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction action = {};
    sigaction(number, nullptr, &action);
    if (action.sa_handler != SIG_IGN) sigaddset(&set_, number);
  }
  // It also tells the waiting thread that its time is over.
  sigaddset(&set_, SIGUSR1);
  pthread_sigmask(SIG_BLOCK, &set_, &before_);
  thread_ = std::thread([this] { wait(); });
}

EndingSignals::~EndingSignals() {
  over_ = true;
  pthread_kill(thread_.native_handle(), SIGUSR1);
  thread_.join();
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void EndingSignals::wait() {
  int number = 0;
  while (sigwait(&set_, &number) != 0) {
  }
  if (over_) return;
  last_words_();
  std::signal(number, SIG_DFL);
  pthread_sigmask(SIG_UNBLOCK, &set_, nullptr);
  std::raise(number);
}

}  // namespace nmt
