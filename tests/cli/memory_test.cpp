// The memory that nmt train says it will use, against the most that it used.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <regex>

#include "base/format.h"
#include "cli/run_program.h"

namespace nmt {
namespace {

constexpr const char* kTransformer =
    "{type: transformer, dim: 128, heads: 4, feed_forward: 256, encoder_layers: 4, "
    "decoder_layers: 4}";
constexpr const char* kRnn = "{type: rnn, dim: 128}";

struct Memory {
  double predicted = 0, used = 0;  // MB
};

class MemoryTest : public testing::Test {
 protected:
  void SetUp() override {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "sanitizers keep memory of their own";
#endif
    folder_ = make_test_folder("memory");
    std::ofstream text(path("text")), links(path("links"));
    std::mt19937 random(1);
    for (int line = 0; line < 3000; ++line) {
      for (unsigned i = 0, count = 3 + random() % 38; i < count; ++i) {
        text << "w" << random() % 1000 << " ";
        links << i << "-" << i << " ";
      }
      text << "\n";
      links << "\n";
    }
  }
  void TearDown() override {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }
  std::string path(const std::string& name) const { return folder_ + "/" + name; }

  // Of a run of some updates of 3,000 tokens.
  Memory memory_of(const char* model, int replicas, const std::string& more_data = "") {
    std::ofstream(path("config.yaml"))
        << "data: {train: {source: " << path("text") << ", target: " << path("text") << more_data
        << "}}\ntokenizer: {type: words}\nmodel: " << model
        << "\ntraining: {batch_tokens: 3000, max_steps: 3, valid_every: 0, replicas: " << replicas
        << "}\n";
    const std::string log = path("log"), config = path("config.yaml"), folder = path("model");
    const pid_t child = fork();
    if (child == 0) {
      if (std::freopen(log.c_str(), "w", stderr) == nullptr) _exit(126);
      execl(NMT_PROGRAM, NMT_PROGRAM, "train", "--fresh", "--config", config.c_str(), "--model_dir",
            folder.c_str(), nullptr);
      _exit(127);
    }
    int status = 0;
    rusage usage = {};
    wait4(child, &status, 0, &usage);
    const std::string told = read_text(log);
    EXPECT_EQ(status, 0) << told;
    std::smatch found;
    if (!std::regex_search(told, found, std::regex("about ([0-9]+) MB of memory"))) {
      ADD_FAILURE() << told;
      return {};
    }
    return {std::stod(found[1]), double(usage.ru_maxrss) * 1024 / 1e6};
  }
  static void expect_good(const Memory& memory) {
    EXPECT_LE(memory.used, 1.1 * memory.predicted);
    EXPECT_LE(memory.predicted, 1.3 * memory.used);
  }

  std::string folder_;
};

TEST_F(MemoryTest, OfATransformerIsAsPredicted) {
  expect_good(memory_of(kTransformer, 1));
  expect_good(memory_of(kTransformer, 2));
}

TEST_F(MemoryTest, OfARecurrentModelIsAsPredicted) {
  expect_good(memory_of(kRnn, 1));
  expect_good(memory_of(kRnn, 2));
}

TEST_F(MemoryTest, OfGuidedAlignmentIsAsPredicted) {
  const std::string alignment = ", alignment: " + path("links");
  expect_good(memory_of(kTransformer, 2, alignment));
  expect_good(memory_of(kRnn, 1, alignment));
}

}  // namespace
}  // namespace nmt
