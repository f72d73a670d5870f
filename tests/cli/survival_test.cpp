// Training that is killed at any instant, or whose disk fails, ends with the bytes of a run that
// nothing happened to. With the built program, in processes of their own.
#include "cli/survival.h"

#include <sys/mount.h>
#include <sys/resource.h>

namespace nmt {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class KilledRun : public SurvivalTest, public testing::WithParamInterface<ModelShape> {};

TEST_P(KilledRun, EndsWithTheBytesOfOneThatWasNot) {
  constexpr int kKills = 20, kInWrites = 5;
  write_config(GetParam(), 60);
  const Clock::time_point began = Clock::now();
  ASSERT_EQ(run("whole"), 0) << read_text(path("whole.log"));
  const auto length = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began);
  std::mt19937_64 random(std::random_device{}());
  int kills = 0, in_writes = 0;
  bool ended = false;
  for (int i = 0; kills < kKills && i < 5 * kKills; ++i) {
    if (ended) fs::remove_all(path("killed"));
    start("killed");
    if (i % 2 == 0) {
      // Inside a write, of a checkpoint for preference.
      ended = !wait_until([&] {
        const auto files = half_written("killed");
        return std::any_of(files.begin(), files.end(), is_checkpoint);
      });
    } else {
      std::this_thread::sleep_for(
          std::chrono::microseconds(random() % static_cast<std::uint64_t>(length.count())));
      ended = false;
    }
    const int code = poll_end();
    ended = code >= 0;
    if (ended) {
      ASSERT_EQ(code, 0) << read_text(path("killed.log"));
      expect_same("whole", "killed");
      continue;
    }
    kill_child();
    ++kills;
    const auto files = half_written("killed");
    if (std::any_of(files.begin(), files.end(), is_checkpoint)) ++in_writes;
  }
  EXPECT_EQ(kills, kKills);
  EXPECT_GE(in_writes, kInWrites);
  ASSERT_EQ(run("killed"), 0) << read_text(path("killed.log"));
  expect_same("whole", "killed");
}

INSTANTIATE_TEST_SUITE_P(Models, KilledRun, testing::Values(kTransformer, kRnn),
                         [](const auto& shape) { return shape.param.name; });

TEST_F(SurvivalTest, WhatAKillBehindTheLastCheckpointLeavesIsTidiedUp) {
  write_config(kTransformer, 60);
  ASSERT_EQ(run("whole"), 0);
  ASSERT_EQ(run("killed"), 0);
  const std::string checkpoints = path("killed/checkpoints/");
  fs::copy_file(checkpoints + "step-00000060.safetensors",
                checkpoints + "step-00000010.safetensors");
  fs::rename(path("killed/report.html"), path("killed/report.html.nmt.tmp"));
  ASSERT_EQ(run("killed"), 0);
  EXPECT_THAT(read_text(path("killed.log")), HasSubstr("training had already ended"));
  expect_same("whole", "killed");
}

TEST_F(SurvivalTest, AFileSizeLimitIsSurvivedOnceItIsLifted) {
  write_config(kTransformer, 400);
  ASSERT_EQ(run("whole"), 0);
  start("model");
  ASSERT_TRUE(wait_for_log("model", "validation at step 7"));
  // As a full disk: nothing of more than 16 KB can be written.
  rlimit limit = {16384, RLIM_INFINITY};
  ASSERT_EQ(prlimit(child_, RLIMIT_FSIZE, &limit, nullptr), 0);
  ASSERT_TRUE(wait_for_log("model", "cannot save at step")) << read_text(path("model.log"));
  limit.rlim_cur = RLIM_INFINITY;
  ASSERT_EQ(prlimit(child_, RLIMIT_FSIZE, &limit, nullptr), 0);
  EXPECT_EQ(finish(), 0);
  EXPECT_THAT(read_text(path("model.log")), HasSubstr("saved again, at step"));
  EXPECT_EQ(read_text(path("model/weights.safetensors")),
            read_text(path("whole/weights.safetensors")));
  EXPECT_EQ(left_by("model").at("metrics.jsonl"), left_by("whole").at("metrics.jsonl"));
}

TEST_F(SurvivalTest, ADiskThatStaysFullIsAnErrorWithTheLastCheckpointIntact) {
  write_config(kTransformer, 100);
  ASSERT_EQ(run("whole"), 0);
  start("model");
  ASSERT_TRUE(wait_for_log("model", "validation at step 7"));
  const rlimit limit = {16384, RLIM_INFINITY};
  ASSERT_EQ(prlimit(child_, RLIMIT_FSIZE, &limit, nullptr), 0);
  EXPECT_EQ(finish(), 1);
  EXPECT_THAT(read_text(path("model.log")), HasSubstr("error: cannot write"));
  EXPECT_EQ(run("model"), 0);
  EXPECT_THAT(read_text(path("model.log")), HasSubstr("going on from step"));
  expect_same("whole", "model");
}

TEST_F(SurvivalTest, AFolderThatComesBackIsWrittenOn) {
  write_config(kTransformer, 400);
  ASSERT_EQ(run("whole"), 0);
  start("model");
  ASSERT_TRUE(wait_for_log("model", "validation at step 7"));
  fs::rename(path("model"), path("gone"));
  ASSERT_TRUE(wait_for_log("model", "training goes on and tries again"));
  fs::rename(path("gone"), path("model"));
  EXPECT_EQ(finish(), 0) << read_text(path("model.log"));
  EXPECT_EQ(read_text(path("model/weights.safetensors")),
            read_text(path("whole/weights.safetensors")));
  EXPECT_EQ(left_by("model").at("metrics.jsonl"), left_by("whole").at("metrics.jsonl"));
}

TEST_F(SurvivalTest, AMountThatVanishedIsNotWrittenInto) {
  write_config(kTransformer, 400);
  ASSERT_EQ(run("whole"), 0);
  start("model");
  ASSERT_TRUE(wait_for_log("model", "validation at step 7"));
  // What is left of a mount is its empty folder; nobody sees how it comes about.
  hold_child();
  fs::rename(path("model"), path("disk"));
  fs::create_directory(path("model"));
  ASSERT_EQ(kill(child_, SIGCONT), 0);
  EXPECT_EQ(finish(), 1);
  const std::string log = read_text(path("model.log"));
  EXPECT_THAT(log, HasSubstr("training goes on and tries again"));
  EXPECT_THAT(log, HasSubstr("error: the folder of this run, with its checkpoints, is no longer"));
  for (const auto& entry : fs::recursive_directory_iterator(path("model")))
    ADD_FAILURE() << "written: " << entry.path() << "\n" << log;
  fs::remove(path("model"));
  fs::rename(path("disk"), path("model"));
  EXPECT_EQ(run("model"), 0);
  expect_same("whole", "model");
}

// A small file system in memory, for those who may mount one.
class MountedTest : public SurvivalTest {
 protected:
  void SetUp() override {
    SurvivalTest::SetUp();
    fs::create_directory(path("disk"));
    if (mount("tmpfs", path("disk").c_str(), "tmpfs", 0, "size=4m") != 0)
      GTEST_SKIP() << "only root may mount";
    mounted_ = true;
    write_config(kTransformer, 200);
    ASSERT_EQ(run("whole"), 0);
    start("disk/model");
  }
  void TearDown() override {
    if (child_ > 0) kill_child();
    if (mounted_) umount2(path("disk").c_str(), MNT_DETACH);
    SurvivalTest::TearDown();
  }
  void expect_resumption() {
    EXPECT_EQ(run("disk/model"), 0) << read_text(path("disk/model.log"));
    expect_same("whole", "disk/model");
  }
  bool mounted_ = false;
};

TEST_F(MountedTest, AFullDisk) {
  ASSERT_TRUE(wait_for_log("disk/model", "validation at step 7"));
  {
    std::ofstream filler(path("disk/filler"));
    while (filler << std::string(4096, 'x') && filler.flush()) continue;
  }
  EXPECT_EQ(finish(), 1);
  fs::remove(path("disk/filler"));
  expect_resumption();
}

TEST_F(MountedTest, AReadOnlyDisk) {
  ASSERT_TRUE(wait_for_log("disk/model", "validation at step 7"));
  // Not while a file is open for writing, as the log and the metrics are: so a bind mount above, in which
  // the child opens none in between.
  hold_child();
  ASSERT_EQ(
      mount(path("disk/model").c_str(), path("disk/model").c_str(), nullptr, MS_BIND, nullptr), 0);
  ASSERT_EQ(mount(nullptr, path("disk/model").c_str(), nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY,
                  nullptr),
            0);
  ASSERT_EQ(kill(child_, SIGCONT), 0);
  EXPECT_EQ(finish(), 1);
  umount2(path("disk/model").c_str(), MNT_DETACH);
  EXPECT_THAT(read_text(path("disk/model.log")), HasSubstr("Read-only file system"));
  expect_resumption();
}

}  // namespace
}  // namespace nmt
