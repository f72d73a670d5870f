// Training that is killed at any instant, or whose disk fails, ends with the bytes of a run that
// nothing happened to. With the built program, in processes of their own.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <random>
#include <regex>
#include <thread>

#include "base/format.h"
#include "cli/run_program.h"

namespace nmt {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kAMoment{1};
constexpr std::chrono::seconds kLongest{120};  // far more than a run takes, on a busy machine

struct Shape {
  const char* name;
  const char* settings;
};
constexpr Shape kTransformer = {
    "transformer",
    "model: {type: transformer, dim: 16, heads: 2, feed_forward: 32, encoder_layers: 1, "
    "decoder_layers: 1, dropout: 0.2}\n"};
constexpr Shape kRnn = {"rnn", "model: {type: rnn, dim: 16, dropout: 0.2}\n"};

class SurvivalTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = make_test_folder("survival");
    std::mt19937 random(3);
    std::ofstream text(path("text"));
    for (int line = 0; line < 200; ++line) {
      for (unsigned i = 0, count = 2 + random() % 6; i < count; ++i)
        text << "w" << random() % 20 << " ";
      text << "\n";
    }
    std::ofstream valid(path("valid"));
    for (int line = 0; line < 8; ++line) valid << "w1 w2 w" << line << "\n";
  }
  void TearDown() override {
    if (child_ > 0) kill_child();
    fs::remove_all(folder_);
  }

  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  void write_config(const Shape& shape, int steps, const std::string& more = "") const {
    std::ofstream(path("config.yaml"))
        << "data: {train: {source: " << path("text") << ", target: " << path("text")
        << "}, valid: {source: " << path("valid") << ", target: " << path("valid") << "}}\n"
        << "tokenizer: {type: words}\n"
        << shape.settings
        << "training: {batch_tokens: 100, accumulate: 2, replicas: 2, ema: 0.01, learning_rate: "
           "0.003, warmup_steps: 20, early_stopping: 100, valid_every: 7, valid_metrics: "
           "[cross_entropy, bleu], save_every: 5, log_every: 3, average_checkpoints: 2, max_steps: "
        << steps << more << "}\n";
  }

  // Starts `nmt train` on model_dir `name`.
  void start(const std::string& name) {
    const std::string log = path(name + ".log"), model = path(name), config = path("config.yaml");
    child_ = fork();
    ASSERT_GE(child_, 0);
    if (child_ > 0) return;
    const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    dup2(out, STDERR_FILENO);
    dup2(out, STDOUT_FILENO);
    execl(NMT_PROGRAM, NMT_PROGRAM, "train", "--config", config.c_str(), "--model_dir",
          model.c_str(), nullptr);
    _exit(127);
  }
  // Waits for the end. The exit code, or 128 + the signal.
  int finish() {
    int status = 0;
    waitpid(child_, &status, 0);
    child_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  int run(const std::string& name) {
    start(name);
    return finish();
  }
  // -1 while it runs.
  int poll_end() {
    int status = 0;
    if (waitpid(child_, &status, WNOHANG) != child_) return -1;
    child_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  void kill_child() {
    kill(child_, SIGKILL);
    finish();
  }
  // Waits until `happened`, or until the program ends; whether it happened.
  bool wait_until(const std::function<bool()>& happened) {
    const Clock::time_point end = Clock::now() + kLongest;
    while (!happened()) {
      siginfo_t info = {};
      waitid(P_PID, static_cast<id_t>(child_), &info, WEXITED | WNOHANG | WNOWAIT);
      if (info.si_pid == child_ || Clock::now() > end) return false;
    }
    return true;
  }
  bool wait_for_log(const std::string& name, const std::string& text) {
    return wait_until([&] {
      std::this_thread::sleep_for(kAMoment);
      return read_text(path(name + ".log")).find(text) != std::string::npos;
    });
  }
  std::vector<std::string> half_written(const std::string& name) const {
    std::vector<std::string> files;
    std::error_code gone;
    for (const auto& entry : fs::recursive_directory_iterator(path(name), gone))
      if (entry.path().extension() == ".tmp") files.push_back(entry.path().filename());
    return files;
  }
  static bool is_checkpoint(const std::string& file) { return file.starts_with("step-"); }

  // Everything that a run leaves, without what tells the time.
  std::map<std::string, std::string> left_by(const std::string& name) const {
    std::map<std::string, std::string> files;
    static const std::regex clock(
        R"re("(date|minutes|window_seconds|tokens_per_second)\\?": ?("[^"]*"|[-+.0-9e]+))re");
    for (const auto& entry : fs::recursive_directory_iterator(path(name))) {
      if (!entry.is_regular_file()) continue;
      std::string bytes = read_text(entry.path());
      const std::string file = entry.path().lexically_relative(path(name));
      if (file.ends_with(".json") || file.ends_with(".jsonl")) {
        bytes = std::regex_replace(bytes, clock, "");
      } else if (is_checkpoint(entry.path().filename())) {
        // The header in front has the state, and as many bytes as its times need.
        std::uint64_t header = 0;
        bytes.copy(reinterpret_cast<char*>(&header), sizeof header);
        static const std::regex quoted(R"re(\\"(minutes|window_seconds)\\":[-+.0-9e]+)re");
        std::string state = bytes.substr(sizeof header, header);
        state = std::regex_replace(state, quoted, "");
        while (state.ends_with(' ')) state.pop_back();
        bytes = state + bytes.substr(sizeof header + header);
      }
      // They name the folder or tell the time.
      if (file == "config.yaml" || file == "report.html" || file.starts_with("tensorboard"))
        continue;
      files[file] = std::move(bytes);
    }
    return files;
  }
  void expect_same(const std::string& one, const std::string& two) const {
    const auto a = left_by(one), b = left_by(two);
    for (const auto& [file, bytes] : a) {
      ASSERT_TRUE(b.contains(file)) << file;
      EXPECT_TRUE(bytes == b.at(file)) << file << " differs";
    }
    EXPECT_EQ(a.size(), b.size());
  }

  std::string folder_;
  pid_t child_ = 0;
};

class KilledRun : public SurvivalTest, public testing::WithParamInterface<Shape> {};

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
  // What is left of a mount is its empty folder.
  fs::rename(path("model"), path("disk"));
  fs::create_directory(path("model"));
  EXPECT_EQ(finish(), 1);
  const std::string log = read_text(path("model.log"));
  EXPECT_THAT(log, HasSubstr("training goes on and tries again"));
  EXPECT_THAT(log, HasSubstr("error: the folder of this run, with its checkpoints, is no longer"));
  EXPECT_TRUE(fs::is_empty(path("model")));
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
  // Not while a file is open for writing, as the log and the metrics are: so a bind mount above.
  ASSERT_EQ(
      mount(path("disk/model").c_str(), path("disk/model").c_str(), nullptr, MS_BIND, nullptr), 0);
  ASSERT_EQ(mount(nullptr, path("disk/model").c_str(), nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY,
                  nullptr),
            0);
  EXPECT_EQ(finish(), 1);
  umount2(path("disk/model").c_str(), MNT_DETACH);
  EXPECT_THAT(read_text(path("disk/model.log")), HasSubstr("Read-only file system"));
  expect_resumption();
}

}  // namespace
}  // namespace nmt
