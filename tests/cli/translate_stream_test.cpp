// nmt translate as other programs meet it: as a conversation over pipes, under signals, and fed
// with anything.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "base/random.h"
#include "cli/run_program.h"
#include "decode/awkward_text.h"

namespace nmt {
namespace {

constexpr const char* kTrain =
    "i=0; while [ $i -lt 20 ]; do echo 'a b c d'; echo 'e f'; i=$((i + 1)); done > source.txt\n"
    "nmt train --quiet --model_dir model --data.train.source source.txt "
    "--data.train.target source.txt --tokenizer.type words --model.dim 8 --model.heads 2 "
    "--model.feed_forward 8 --model.encoder_layers 1 --model.decoder_layers 1 "
    "--training.max_steps 2 --training.replicas 1\n";

class TranslateProgram : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = make_test_folder("translate_program");
    ASSERT_EQ(run_script(kTrain, folder_).exit_code, 0);
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(folder_); }

  static std::string folder_;
};
std::string TranslateProgram::folder_;

// nmt translate with its two ends in our hands.
class Conversation {
 public:
  explicit Conversation(const std::string& folder) {
    EXPECT_EQ(pipe2(in_, O_CLOEXEC), 0);
    EXPECT_EQ(pipe2(out_, O_CLOEXEC), 0);
    child_ = fork();
    if (child_ == 0) {
      dup2(in_[0], STDIN_FILENO);
      dup2(out_[1], STDOUT_FILENO);
      const std::string model = folder + "/model";
      execl(NMT_PROGRAM, "nmt", "translate", "--model", model.c_str(), "--max_length", "4",
            static_cast<char*>(nullptr));
      _exit(127);
    }
    close(in_[0]);
    close(out_[1]);
  }
  ~Conversation() {
    if (in_[1] >= 0) close(in_[1]);
    close(out_[0]);
  }
  void say(const std::string& text) const {
    EXPECT_EQ(write(in_[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  // What comes within ten seconds, to the end of the line.
  std::string heard() const {
    std::string line;
    pollfd wanted = {.fd = out_[0], .events = POLLIN, .revents = 0};
    for (char c;
         !line.ends_with('\n') && poll(&wanted, 1, 10'000) > 0 && read(out_[0], &c, 1) == 1;)
      line += c;
    return line;
  }
  void signal(int number) const { kill(child_, number); }
  int wait() {
    if (in_[1] >= 0) close(std::exchange(in_[1], -1));
    return wait_open();
  }
  // As a shell says it.
  int wait_open() const {
    int status = 0;
    waitpid(child_, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  int in_[2] = {-1, -1}, out_[2] = {-1, -1};
  pid_t child_ = -1;
};

TEST_F(TranslateProgram, AnswersEachLineBeforeTheNextIsSent) {
  Conversation nmt(folder_);
  for (int i = 0; i < 20; ++i) {
    nmt.say(i % 3 == 0 ? "\n" : "a b\n");
    const std::string line = nmt.heard();
    EXPECT_TRUE(line.ends_with('\n')) << i;
    EXPECT_TRUE(i % 3 != 0 || line == "\n") << i;
  }
  nmt.say("no line end");
  EXPECT_EQ(nmt.wait(), 0);
  EXPECT_TRUE(nmt.heard().ends_with('\n'));
}

TEST_F(TranslateProgram, EndsBySignalsWhileItWaits) {
  for (const int number : {SIGINT, SIGTERM}) {
    Conversation nmt(folder_);
    nmt.say("a\n");
    EXPECT_TRUE(nmt.heard().ends_with('\n'));
    nmt.signal(number);
    EXPECT_EQ(nmt.wait_open(), 128 + number);
  }
}

TEST_F(TranslateProgram, AnswersLinesOfAPipeThatIsNamed) {
  const ProgramResult result = run_script(
      "mkfifo named; { echo a; until [ -s out.txt ]; do sleep 0.02; done; echo b; } > named &\n"
      "timeout 20 nmt translate --model model --max_length 4 --input named > out.txt; echo $?\n"
      "wc -l < out.txt; rm named out.txt",
      folder_);
  EXPECT_EQ(result.out, "0\n2\n");
  EXPECT_EQ(result.err, "");
}

// The same text in other batches, threads and formats: a line for a line, and the same lines.
TEST_F(TranslateProgram, HoldsTheContractForAnyText) {
  const char* seconds = std::getenv("NMT_FUZZ_SECONDS");
  const auto end = std::chrono::steady_clock::now() +
                   std::chrono::seconds(seconds == nullptr ? 0 : std::atoi(seconds));
  for (std::uint64_t seed = 1; seed <= 5 || std::chrono::steady_clock::now() < end; ++seed) {
    Random random(seed);
    std::string text = awkward_text(random, 150);
    std::ofstream(folder_ + "/text", std::ios::binary) << text;
    const auto lines =
        std::count(text.begin(), text.end(), '\n') + (text.empty() || text.ends_with('\n') ? 0 : 1);
    const ProgramResult one = run_script(
        "nmt translate --model model --max_length 4 --threads 1 --batch_tokens 1 < text", folder_);
    EXPECT_EQ(one.exit_code, 0) << one.err;
    EXPECT_EQ(std::count(one.out.begin(), one.out.end(), '\n'), lines) << "seed " << seed;
    const ProgramResult other = run_script(
        "cat text | nmt translate --model model --max_length 4 --threads 3 --batch_tokens " +
            std::to_string(1 + random.below(2000)),
        folder_);
    EXPECT_EQ(other.out, one.out) << "seed " << seed;
    const ProgramResult json = run_script(
        "nmt translate --model model --max_length 4 --format json --input text", folder_);
    EXPECT_EQ(std::count(json.out.begin(), json.out.end(), '\n'), lines) << "seed " << seed;
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace nmt
