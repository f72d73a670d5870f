// Every command against an output that nobody reads any longer, and against a full disk.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "base/format.h"
#include "cli/commands.h"
#include "cli/run_program.h"
#include "cli/tiny_program_model.h"

namespace nmt {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// How each command is made to write to stdout; empty where it writes nothing but its help.
const std::map<std::string, std::string> kWriting = {
    {"train", ""},
    {"check",
     "--quiet --model_dir model --data.train.source source.txt --data.train.target target.txt "
     "--tokenizer.type words --training.max_steps 100 --model.dim 8 --model.heads 2 "
     "--model.feed_forward 8 --model.encoder_layers 1 --model.decoder_layers 1"},
    {"average", ""},
    {"translate", "--quiet --model model --max_length 4 many.txt"},
    {"serve", "--quiet --model model --port 0"},
    {"eval", "target.txt -i source.txt"},
    {"score", "--quiet --model model --source many.txt --target many.txt"},
    {"align", "--quiet --source many.txt --target many.txt"},
    {"shortlist", ""},
    {"attend", "--model model 'a b c d' --target 'a b'"},
    {"config", ""},
    {"corpus", ""},
    {"info", "--model model"},
    {"import", "foreign --output $RANDOM_FOLDER"},
    {"export", "model --format ctranslate2 --output $RANDOM_FOLDER"},
    {"quantize", "--model model --output $RANDOM_FOLDER"},
    {"completion", "bash"},
    {"help", "train"},
    {"version", ""}};
// With nothing but their name they write.
const std::map<std::string, std::string> kAlone = {{"config", "config"}, {"version", "version"}};

class PipesTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = make_test_folder("pipes");
    make_tiny_models(folder_);
    const ProgramResult made = run_script(
        "i=0; while [ $i -lt 8000 ]; do echo 'a b'; i=$((i + 1)); done > many.txt", folder_);
    ASSERT_EQ(made.exit_code, 0) << made.err;
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(folder_); }

  // Every way of making a command write.
  static std::vector<std::string> writing_commands() {
    std::vector<std::string> lines;
    for (const Command& command : commands()) {
      const std::string name = command.name;
      lines.push_back(format("nmt {} --help", name));
      const auto found = kWriting.find(name);
      EXPECT_NE(found, kWriting.end()) << "say above how nmt " << name << " writes to stdout";
      if (found == kWriting.end()) continue;
      if (kAlone.contains(name)) lines.push_back("nmt " + name);
      if (found->second.empty()) continue;
      std::string line = format("nmt {} {}", name, found->second);
      const std::string variable = "$RANDOM_FOLDER";
      if (const std::size_t at = line.find(variable); at != std::string::npos)
        line.replace(at, variable.size(), format("made{}", made_++));
      lines.push_back(line);
    }
    lines.push_back("nmt --help");
    lines.push_back("nmt --version");
    return lines;
  }

  static std::string folder_;
  static int made_;
};

std::string PipesTest::folder_;
int PipesTest::made_ = 0;

TEST_F(PipesTest, AReaderThatHasGoneEndsEachCommandWithoutAWord) {
  for (const std::string& line : writing_commands()) {
    const ProgramResult result =
        run_script(format("{{ sleep 0.1; timeout 60 {}; echo $? > code; }} | true\n"
                          "while [ ! -s code ]; do sleep 0.05; done; cat code; rm code",
                          line),
                   folder_);
    EXPECT_EQ(result.out, "0\n") << line;
    EXPECT_EQ(result.err, "") << line;
  }
}

TEST_F(PipesTest, AReaderOfOneLineEndsEachCommandWithoutAWord) {
  for (const std::string& line : writing_commands()) {
    // It has nothing more to write, and goes on.
    if (line.find("--port") != std::string::npos) continue;
    const ProgramResult result = run_script(
        format("{{ timeout 60 {}; echo $? > code; }} | head -n 1 > first\n"
               "while [ ! -s code ]; do sleep 0.05; done; cat code; wc -l < first; rm code",
               line),
        folder_);
    EXPECT_EQ(result.out, "0\n1\n") << line;
    EXPECT_EQ(result.err, "") << line;
  }
}

TEST_F(PipesTest, AFullDiskIsAFailureOfEachCommand) {
  for (const std::string& line : writing_commands()) {
    const ProgramResult result = run_script(format("timeout 60 {} > /dev/full", line), folder_);
    EXPECT_EQ(result.exit_code, 1) << line;
    EXPECT_THAT(result.err, StartsWith("error: ")) << line;
    EXPECT_THAT(result.err, HasSubstr("No space left on device\n  at:  st")) << line;
  }
}

TEST_F(PipesTest, AClosedOutputIsAFailureOfEachCommand) {
  for (const std::string& line : writing_commands()) {
    const ProgramResult result = run_script(format("timeout 60 {} >&-", line), folder_);
    EXPECT_EQ(result.exit_code, 1) << line;
    EXPECT_THAT(result.err, StartsWith("error: ")) << line;
  }
}

TEST_F(PipesTest, AClosedInputIsAMistakeOfEachCommandThatReadsIt) {
  for (const char* line : {"translate --model model", "translate --model model --output never",
                           "eval --reference source.txt"}) {
    const ProgramResult result = run_script(format("timeout 60 nmt {} <&-", line), folder_);
    EXPECT_EQ(result.exit_code, 2) << line;
    EXPECT_EQ(result.out, "") << line;
    EXPECT_THAT(result.err, StartsWith("error: ")) << line;
    EXPECT_THAT(result.err, HasSubstr("Bad file descriptor\n  at:  ")) << line;
  }
}

// A file that is opened later must not get the number of one that was closed: warnings would land in
// it, or its text would be read as the input.
TEST_F(PipesTest, FilesAreTheSameWhateverIsClosedAtTheStart) {
  const std::string script = R"sh(set -e
printf 'a b\n\377 c\n' > input
nmt translate --model model --max_length 4 --input input --output lines CLOSED
nmt score --model model --source input --target input --output scores CLOSED
nmt align --source source.txt --target target.txt --output links CLOSED
nmt shortlist --model model --source source.txt --target target.txt --output shortlist CLOSED
nmt train --model_dir twin --data.train.source source.txt --data.train.target target.txt \
  --data.valid.source source.txt --data.valid.target target.txt --training.valid_every "1 step" \
  --tokenizer.type words --model.dim 8 --model.heads 2 --model.feed_forward 8 \
  --model.encoder_layers 1 --model.decoder_layers 1 --training.max_steps 3 --training.log_every 1 \
  --training.replicas 1 --training.warmup_steps 1 CLOSED
cat lines scores links shortlist twin/weights.safetensors | cksum
sed -E 's/"minutes":[^,]*,//; s/,"tokens_per_second":[^,}]*//' twin/metrics.jsonl
rm -r lines scores links shortlist twin
)sh";
  const auto with = [&](const std::string& closed) {
    std::string closing = script;
    for (std::size_t at; (at = closing.find("CLOSED")) != std::string::npos;)
      closing.replace(at, 6, closed);
    return run_script(closing, folder_);
  };
  const ProgramResult open = with("");
  ASSERT_EQ(open.exit_code, 0) << open.err;
  EXPECT_NE(open.out.find("\"loss\""), std::string::npos) << open.err;
  EXPECT_NE(open.err.find("not UTF-8"), std::string::npos) << open.err;
  for (const char* closed :
       {"<&-", ">&-", "2>&-", "<&- >&-", "<&- 2>&-", ">&- 2>&-", "<&- >&- 2>&-"})
    EXPECT_EQ(with(closed).out, open.out) << closed;
}

// Without --quiet it tells the sums of all at its end, which nobody waited for here.
TEST_F(PipesTest, ScoringEndsWithItsReader) {
  const ProgramResult result = run_script(
      "for i in 1 2 3 4; do cat many.txt; done > more.txt\n"
      "nmt score --model model --source more.txt --target more.txt | head -n 1",
      folder_);
  EXPECT_THAT(result.out, StartsWith("-"));
  EXPECT_EQ(result.err.find("perplexity"), std::string::npos) << result.err;
}

}  // namespace
}  // namespace nmt
