#include "base/thread_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <numeric>
#include <stdexcept>
#include <string>

#include "base/error.h"

namespace nmt {
namespace {

TEST(ThreadPool, RunsEveryShareOnceOnItsThread) {
  for (const int threads : {1, 2, 3, 8}) {
    ThreadPool pool(threads);
    EXPECT_EQ(pool.threads(), threads);
    for (const int shares : {0, 1, 2, 7, 8, 9, 1000}) {
      std::vector<int> runs(shares, 0);
      std::vector<std::thread::id> ids(shares);
      pool.run(shares, [&](int i) {
        ++runs[i];
        ids[i] = std::this_thread::get_id();
      });
      EXPECT_EQ(runs, std::vector<int>(shares, 1));
      for (int i = 0; i < shares; ++i) EXPECT_EQ(ids[i], ids[i % threads]);
      if (shares > 0) {
        EXPECT_EQ(ids[0], std::this_thread::get_id());
      }
    }
  }
}

TEST(ThreadPool, ManyHandOversLoseNothing) {
  ThreadPool pool(3);
  std::vector<std::int64_t> sums(3, 0);
  for (int step = 0; step < 2000; ++step) pool.run(3, [&](int i) { sums[i] += step; });
  for (const std::int64_t sum : sums) EXPECT_EQ(sum, 2000 * 1999 / 2);
}

TEST(ThreadPool, WakesWorkersThatSleep) {
  ThreadPool pool(2);
  int sum = 0;
  for (int step = 0; step < 3; ++step) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    std::vector<int> parts(2, 0);
    pool.run(2, [&](int i) {
      if (i == 1) std::this_thread::sleep_for(std::chrono::milliseconds(2));
      parts[i] = 1;
    });
    sum += parts[0] + parts[1];
  }
  EXPECT_EQ(sum, 6);
}

TEST(ThreadPool, RethrowsTheFailureOfTheLowestShareAfterAllHaveRun) {
  for (const int threads : {1, 2, 4}) {
    ThreadPool pool(threads);
    std::vector<int> runs(6, 0);
    try {
      pool.run(6, [&](int i) {
        runs[i] = 1;
        if (i == 2 || i == 5) throw std::runtime_error("share " + std::to_string(i));
      });
      ADD_FAILURE() << "nothing was thrown";
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "share 2");
    }
    EXPECT_EQ(runs, std::vector<int>(6, 1));
    int after = 0;
    pool.run(1, [&](int) { ++after; });
    EXPECT_EQ(after, 1);
  }
}

TEST(ThreadPool, SaysHowManyThreadsTheSystemGives) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers need more memory than the test allows";
#endif
  constexpr rlim_t kRoom = 256 << 20;  // for some stacks
  rlim_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  rlimit before;
  getrlimit(RLIMIT_AS, &before);
  rlimit small = before;
  small.rlim_cur = pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + kRoom;
  setrlimit(RLIMIT_AS, &small);
  Error::Parts parts;
  try {
    ThreadPool pool(2000);
  } catch (const Error& error) {
    parts = error.parts();
  }
  setrlimit(RLIMIT_AS, &before);
  EXPECT_THAT(parts.what, testing::MatchesRegex("2000 threads are wanted, but the system gives "
                                                "only [0-9]+: Resource temporarily unavailable"));
  EXPECT_THAT(parts.fix, testing::MatchesRegex("set threads to [0-9]+"));
  EXPECT_EQ(parts.kind, Error::Kind::runtime);
}

TEST(ThreadPool, ZeroThreadsAreAllCores) {
  EXPECT_EQ(ThreadPool(0).threads(), all_cores());
  EXPECT_GE(all_cores(), 1);
}

}  // namespace
}  // namespace nmt
