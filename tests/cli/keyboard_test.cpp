// nmt translate in the hands of a person at a terminal.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "base/format.h"
#include "cli/run_program.h"

namespace nmt {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// What a terminal shows of a command that is given `typed` and then the end of input.
std::string shown_on_terminal(const std::string& command, const std::string& folder,
                              const std::string& typed, int columns = 80) {
  winsize size{
      .ws_row = 24, .ws_col = static_cast<unsigned short>(columns), .ws_xpixel = 0, .ws_ypixel = 0};
  int terminal = -1;
  const pid_t child = forkpty(&terminal, nullptr, nullptr, &size);
  if (child == 0) {
    const std::string path = std::filesystem::path(NMT_PROGRAM).parent_path();
    const std::string script =
        format("cd '{}' && unset NMT_MODEL COLUMNS; PATH='{}':\"$PATH\" {}", folder, path, command);
    execl("/bin/sh", "sh", "-c", script.c_str(), nullptr);
    _exit(127);
  }
  const std::string keys = typed + "\x04";
  EXPECT_EQ(write(terminal, keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
  std::string shown;
  char block[4096];
  for (ssize_t size_read; (size_read = read(terminal, block, sizeof block)) > 0;)
    shown.append(block, static_cast<std::size_t>(size_read));
  close(terminal);
  waitpid(child, nullptr, 0);
  return shown;
}

constexpr const char* kMakeModel = R"(
i=0
while [ $i -lt 20 ]; do echo "a b c d"; echo "e f"; i=$((i + 1)); done > text
nmt train --quiet --model_dir model --data.train.source text --data.train.target text \
  --tokenizer.type words --model.dim 8 --model.heads 2 --model.feed_forward 8 \
  --model.encoder_layers 1 --model.decoder_layers 1 --training.max_steps 2 --training.replicas 1
)";

TEST(Keyboard, IsToldWhichModelReadsIt) {
  const std::string folder = make_test_folder("keyboard");
  ASSERT_EQ(run_script(kMakeModel, folder).exit_code, 0);
  EXPECT_THAT(shown_on_terminal("NMT_MODEL=model nmt translate", folder, "a b\n"),
              AllOf(HasSubstr("translating with model: type lines of text"), HasSubstr("Ctrl-D")));
  EXPECT_THAT(shown_on_terminal("nmt translate --model model --quiet", folder, "a b\n"),
              Not(HasSubstr("translating with")));
  EXPECT_THAT(shown_on_terminal("nmt translate --model model text", folder, ""),
              Not(HasSubstr("translating with")));
  EXPECT_THAT(shown_on_terminal("echo a | nmt translate --model model", folder, ""),
              Not(HasSubstr("translating with")));
  EXPECT_THAT(shown_on_terminal("nmt eval text", folder, "a b c d\n"),
              HasSubstr("reading the translations from the keyboard"));
  std::filesystem::remove_all(folder);
}

TEST(Keyboard, SeesHelpAsWideAsItsTerminal) {
  const std::string folder = make_test_folder("wide");
  for (const int columns : {50, 80}) {
    std::string expected = run_script(format("COLUMNS={} nmt check --help", columns), folder).out;
    std::string shown = shown_on_terminal("nmt check --help", folder, "", columns);
    std::erase(shown, '\r');
    EXPECT_EQ(shown.substr(shown.find("Looks for")), expected);
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace nmt
