#include "base/file_lock.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>
#include <vector>

#include "base/error.h"

namespace nmt {
namespace {

std::string fresh_path(const std::string& name) {
  const std::string path = testing::TempDir() + "nmt_file_lock_" + name;
  std::filesystem::remove_all(path);
  return path;
}

TEST(FileLock, KeepsOthersOutAndLeavesNothing) {
  const std::string path = fresh_path("one");
  std::optional<FileLock> first;
  first.emplace(path);
  EXPECT_TRUE(first->try_lock());
  EXPECT_TRUE(std::filesystem::exists(path));
  {
    FileLock second(path);
    EXPECT_FALSE(second.try_lock());
  }
  EXPECT_TRUE(std::filesystem::exists(path)) << "who did not get the lock has removed it";
  first.reset();
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(FileLock, TakesAFileThatAKilledProcessLeft) {
  const std::string path = fresh_path("left");
  std::ofstream(path) << "";
  FileLock lock(path);
  EXPECT_TRUE(lock.try_lock());
}

TEST(FileLock, AFileThatCannotBeMadeIsAnError) {
  FileLock lock(fresh_path("nowhere") + "/below");
  EXPECT_THROW(lock.try_lock(), Error);
}

// The file is made and removed all the time; still only one is ever in.
TEST(FileLock, LetsOneInAtATimeWhileTheFileComesAndGoes) {
  const std::string path = fresh_path("many");
  std::atomic<int> inside = 0, most = 0, turns = 0;
  const auto work = [&] {
    for (int i = 0; i < 200; ++i) {
      FileLock lock(path);
      if (i % 2 == 0) {
        lock.lock();
      } else if (!lock.try_lock()) {
        continue;
      }
      const int now = ++inside;
      if (now > most) most = now;
      std::this_thread::yield();
      ++turns;
      --inside;
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(most, 1);
  EXPECT_GE(turns, 400);
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace nmt
