// A thread for each connection, up to a limit; a few more tell those beyond it to come back later.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace nmt {

class ConnectionThreads {
 public:
  enum class Lane { serve, refuse };

  explicit ConnectionThreads(int most) : most_(static_cast<std::size_t>(most)) {}
  ~ConnectionThreads() { finish(); }

  // Runs it on the next free thread.
  void add(std::function<void()> connection);
  // Returns when all that were added have ended.
  void finish();
  // The lane of the thread that asks.
  static Lane lane();

 private:
  // The connections of a lane, which has as many threads as it ever needed at once.
  struct Crew {
    std::deque<std::function<void()>> waiting = {};
    std::vector<std::thread> threads = {};
    std::size_t busy = 0;  // with a connection
  };
  void work(Crew& crew, Lane own_lane);

  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable changed_;
  Crew serving_, refusing_;
  bool finishing_ = false;
};

}  // namespace nmt
