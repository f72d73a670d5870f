#include "base/memory.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <vector>

namespace nmt {
namespace {

namespace fs = std::filesystem;

class MemoryTest : public testing::Test {
 protected:
  void SetUp() override {
    // Tests run beside each other.
    folder_ = testing::TempDir() + "nmt_memory_test_" +
              testing::UnitTest::GetInstance()->current_test_info()->name();
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    places_ = {folder_ + "/meminfo", folder_ + "/groups", folder_ + "/cgroup"};
    write("meminfo", "MemTotal: 9000 kB\nMemFree: 10 kB\nMemAvailable: 1000 kB\n");
  }
  void TearDown() override { fs::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) const {
    const fs::path path = folder_ + "/" + name;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }
  std::string folder_;
  MemoryPlaces places_;
};

TEST_F(MemoryTest, TheMachineTells) { EXPECT_EQ(free_memory_bytes(places_), 1000 * 1024u); }

TEST_F(MemoryTest, EveryGroupAroundThisOneCounts) {
  write("groups", "0::/outer/inner\n");
  write("cgroup/outer/inner/memory.max", "max\n");
  write("cgroup/outer/inner/memory.current", "100\n");
  write("cgroup/outer/memory.max", "700000\n");
  write("cgroup/outer/memory.current", "500000\n");
  write("cgroup/outer/memory.stat", "anon 3\ninactive_file 40000\n");
  EXPECT_EQ(free_memory_bytes(places_), 240000u);
  write("cgroup/outer/memory.current", "900000\n");
  EXPECT_EQ(free_memory_bytes(places_), 0u);
}

TEST_F(MemoryTest, GroupsOfVersionOne) {
  write("groups", "5:cpu,cpuacct:/x\n3:memory:/x\n");
  write("cgroup/memory/x/memory.limit_in_bytes", "9223372036854771712\n");
  write("cgroup/memory/x/memory.usage_in_bytes", "5\n");
  EXPECT_EQ(free_memory_bytes(places_), 1000 * 1024u);
  write("cgroup/memory/memory.limit_in_bytes", "600000\n");
  write("cgroup/memory/memory.usage_in_bytes", "100000\n");
  EXPECT_EQ(free_memory_bytes(places_), 500000u);
}

TEST_F(MemoryTest, WhereNothingTellsThereIsNoLimit) {
  fs::remove(folder_ + "/meminfo");
  rlimit limit;
  ASSERT_EQ(getrlimit(RLIMIT_AS, &limit), 0);
  if (limit.rlim_cur != RLIM_INFINITY) GTEST_SKIP() << "this process has a limit of its own";
  EXPECT_GT(free_memory_bytes(places_), std::uint64_t{1} << 50);
}

TEST_F(MemoryTest, WhatIsTakenIsResident) {
  const std::uint64_t before = resident_memory_bytes();
  const std::vector<char> memory(50'000'000, 1);
  EXPECT_GT(resident_memory_bytes(), before + memory.size() * 9 / 10);
}

}  // namespace
}  // namespace nmt
