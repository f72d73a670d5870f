// The worker threads of replicas and decoders: one hand-over per step, none per operation.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <thread>
#include <type_traits>
#include <vector>

namespace nmt {

// The threads to use where a setting says 0: the cores that this process may run on.
int all_cores();

class ThreadPool {
 public:
  // The calling thread is one of the `threads` (>= 1); 0 means all_cores(). Throws
  // Error (runtime) when the system has no more threads to give.
  explicit ThreadPool(int threads);
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;
  ~ThreadPool();

  int threads() const { return static_cast<int>(workers_.size()) + 1; }

  // Calls work(i) for every i in [0, shares) and returns when all are done. Share i always runs on
  // thread i % threads(), share 0 on the caller; with one thread everything runs on the caller, in
  // order. When shares throw, the others still finish, and the exception of the lowest share is
  // rethrown. One caller at a time; not from inside a share.
  template <class Work>
  void run(int shares, Work&& work) {
    run_shares(
        shares, [](void* w, int i) { (*static_cast<std::remove_reference_t<Work>*>(w))(i); },
        const_cast<void*>(static_cast<const void*>(&work)));
  }

 private:
  struct Job {
    void (*call)(void* work, int share) = nullptr;
    void* work = nullptr;
    int shares = 0;
  };
  void run_shares(int shares, void (*call)(void*, int), void* work);
  void stop();
  void run_shares_of(int thread, int threads);
  void work_until_stopped(int thread, int threads);

  Job job_;
  std::vector<std::exception_ptr> failures_;  // [shares]
  // `started_` counts the jobs handed out; `unfinished_` the workers that are still at the last
  // one.
  std::atomic<std::uint32_t> started_ = 0, unfinished_ = 0;
  std::atomic<bool> stopping_ = false;
  std::vector<std::thread> workers_;
};

}  // namespace nmt
