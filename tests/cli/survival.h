// A run of the built program in a process of its own, which can be watched and killed, and what it
// leaves. For the tests of survival.
#pragma once

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <random>
#include <regex>
#include <string>
#include <thread>
#include <vector>

#include "cli/run_program.h"

namespace nmt {

// A model small enough for sixty updates in a moment.
struct ModelShape {
  const char* name;
  const char* settings;
};
constexpr ModelShape kTransformer = {
    "transformer",
    "model: {type: transformer, dim: 16, heads: 2, feed_forward: 32, encoder_layers: 1, "
    "decoder_layers: 1, dropout: 0.2}\n"};
constexpr ModelShape kRnn = {"rnn", "model: {type: rnn, dim: 16, dropout: 0.2}\n"};

class SurvivalTest : public testing::Test {
 protected:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds kAMoment{1};
  static constexpr std::chrono::seconds kLongest{120};  // far more than a run takes, when busy

  void SetUp() override {
    folder_ = make_test_folder("survival");
    write_corpus(200);
    std::ofstream valid(path("valid"));
    for (int line = 0; line < 8; ++line) valid << "w1 w2 w" << line << "\n";
  }
  void TearDown() override {
    if (child_ > 0) kill_child();
    std::filesystem::remove_all(folder_);
  }

  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  void write_corpus(int lines) const {
    std::mt19937 random(3);
    std::ofstream text(path("text"));
    for (int line = 0; line < lines; ++line) {
      for (unsigned i = 0, count = 2 + random() % 6; i < count; ++i)
        text << "w" << random() % 20 << " ";
      text << "\n";
    }
  }
  // `more`: what follows max_steps; `corpus`: what the corpus has beside its two sides.
  void write_config(const ModelShape& shape, int steps, const std::string& more = "",
                    const std::string& corpus = "") const {
    std::ofstream(path("config.yaml"))
        << "data: {train: {source: " << path("text") << ", target: " << path("text") << corpus
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
  // Until SIGCONT.
  void hold_child() const {
    ASSERT_EQ(kill(child_, SIGSTOP), 0);
    ASSERT_EQ(waitpid(child_, nullptr, WUNTRACED), child_);
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
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path(name), gone))
      if (entry.path().extension() == ".tmp") files.push_back(entry.path().filename());
    return files;
  }
  static bool is_checkpoint(const std::string& file) { return file.starts_with("step-"); }

  // Everything that a run leaves, without what tells the time.
  std::map<std::string, std::string> left_by(const std::string& name) const {
    std::map<std::string, std::string> files;
    static const std::regex clock(
        R"re("(date|minutes|window_seconds|tokens_per_second)\\?": ?("[^"]*"|[-+.0-9e]+))re");
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path(name))) {
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
    for (const auto& [file, bytes] : b) EXPECT_TRUE(a.contains(file)) << file << " is left over";
  }

  std::string folder_;
  pid_t child_ = 0;
};

}  // namespace nmt
