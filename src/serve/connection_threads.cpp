#include "serve/connection_threads.h"

#include <algorithm>
#include <system_error>

namespace nmt {
namespace {

constexpr std::size_t kRefusingThreads = 4;

thread_local ConnectionThreads::Lane own = ConnectionThreads::Lane::serve;

}  // namespace

ConnectionThreads::Lane ConnectionThreads::lane() { return own; }

void ConnectionThreads::add(std::function<void()> connection) {
  const std::lock_guard lock(mutex_);
  const bool room = serving_.busy + serving_.waiting.size() < most_;
  const Lane chosen = room ? Lane::serve : Lane::refuse;
  Crew& crew = room ? serving_ : refusing_;
  crew.waiting.push_back(std::move(connection));
  const std::size_t wanted = crew.busy + crew.waiting.size();
  if (crew.threads.size() < std::min(wanted, room ? most_ : kRefusingThreads)) {
    try {
      crew.threads.emplace_back([this, &crew, chosen] { work(crew, chosen); });
    } catch (const std::system_error&) {
      // The system has no more threads to give: those that are there will come to it.
      if (crew.threads.empty()) throw;
    }
  }
  changed_.notify_all();
}

void ConnectionThreads::work(Crew& crew, Lane own_lane) {
  own = own_lane;
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return finishing_ || !crew.waiting.empty(); });
    if (crew.waiting.empty()) return;
    const std::function<void()> connection = std::move(crew.waiting.front());
    crew.waiting.pop_front();
    ++crew.busy;
    lock.unlock();
    connection();
    lock.lock();
    --crew.busy;
  }
}

void ConnectionThreads::finish() {
  {
    const std::lock_guard lock(mutex_);
    finishing_ = true;
    changed_.notify_all();
  }
  for (Crew* crew : {&serving_, &refusing_}) {
    for (std::thread& thread : crew->threads) thread.join();
    crew->threads.clear();
  }
}

}  // namespace nmt
