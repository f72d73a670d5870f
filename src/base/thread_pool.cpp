#include "base/thread_pool.h"

#ifdef __linux__
#include <sched.h>
#endif

#include <algorithm>
#include <chrono>
#include <system_error>

#include "base/error.h"
#include "base/format.h"

namespace nmt {
namespace {

// A hand-over that comes soon is caught by looking, in well under a microsecond; a later one by the
// kernel, in some ten. Looking longer would only heat an idle core.
constexpr std::chrono::microseconds kSpin{20};

void pause_core() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// Returns once `value` is no longer `old`.
void wait_for_change(const std::atomic<std::uint32_t>& value, std::uint32_t old) {
  const auto end = std::chrono::steady_clock::now() + kSpin;
  do {
    for (int i = 0; i < 16; ++i) {
      if (value.load(std::memory_order_acquire) != old) return;
      pause_core();
    }
  } while (std::chrono::steady_clock::now() < end);
  value.wait(old, std::memory_order_acquire);
}

}  // namespace

int all_cores() {
#ifdef __linux__
  cpu_set_t cores;
  if (sched_getaffinity(0, sizeof(cores), &cores) == 0) return std::max(1, CPU_COUNT(&cores));
#endif
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

ThreadPool::ThreadPool(int threads) {
  if (threads == 0) threads = all_cores();
  workers_.reserve(threads - 1);
  try {
    for (int thread = 1; thread < threads; ++thread)
      workers_.emplace_back([this, thread, threads] { work_until_stopped(thread, threads); });
  } catch (const std::system_error& error) {
    const int started = this->threads();
    stop();
    throw Error({.what = format("{} threads are wanted, but the system gives only {}: {}", threads,
                                started, error.code().message()),
                 .fix = format("set threads to {}", started),
                 .kind = Error::Kind::runtime});
  }
}

ThreadPool::~ThreadPool() { stop(); }

void ThreadPool::stop() {
  stopping_.store(true, std::memory_order_relaxed);
  started_.fetch_add(1, std::memory_order_release);
  started_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

void ThreadPool::run_shares(int shares, void (*call)(void*, int), void* work) {
  job_ = {call, work, shares};
  failures_.assign(shares, nullptr);
  const bool alone = workers_.empty() || shares <= 1;
  if (!alone) {
    unfinished_.store(static_cast<std::uint32_t>(workers_.size()), std::memory_order_relaxed);
    started_.fetch_add(1, std::memory_order_release);
    started_.notify_all();
  }
  run_shares_of(0, threads());
  for (std::uint32_t left; !alone && (left = unfinished_.load(std::memory_order_acquire)) != 0;)
    wait_for_change(unfinished_, left);
  for (const std::exception_ptr& failure : failures_)
    if (failure) std::rethrow_exception(failure);
}

void ThreadPool::run_shares_of(int thread, int threads) {
  for (int share = thread; share < job_.shares; share += threads) {
    try {
      job_.call(job_.work, share);
    } catch (...) {
      failures_[share] = std::current_exception();
    }
  }
}

void ThreadPool::work_until_stopped(int thread, int threads) {
  for (std::uint32_t seen = 0;; ++seen) {
    wait_for_change(started_, seen);
    if (stopping_.load(std::memory_order_relaxed)) return;
    run_shares_of(thread, threads);
    if (unfinished_.fetch_sub(1, std::memory_order_acq_rel) == 1) unfinished_.notify_one();
  }
}

}  // namespace nmt
