// Runs the commands of README.md and docs/, word for word, in a folder with small files and models
// of the names that the pages use, and compares the output that a page shows. Only training is made
// shorter: the folder's `nmt train` takes two steps with a small model.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include "base/format.h"
#include "cli/doc_pages.h"
#include "cli/run_program.h"
#include "exchange/tiny_m2m100.h"
#include "exchange/tiny_marian.h"

namespace nmt {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = NMT_SOURCE_DIR;

// Commands that are not run, by how they begin. What can be checked of them without running is.
struct NotRun {
  const char* beginning;
  const char* why;
};
constexpr NotRun kNotRun[] = {
    {"scripts/demo.sh", "installs packages, builds and trains; ctest -L slow trains the same"},
    {"scripts/test.sh", "runs this test"},
    {"scripts/install_packages.sh", "changes the system"},
    {"scripts/compare_attention.sh", "trains for a quarter of an hour; ctest -L slow runs it"},
    {"scripts/bench_", "minutes on a quiet machine"},
    {"scripts/package.sh", "builds twice"},
    {"scripts/test_namespaces.sh", "needs root and a network of its own"},
    {"cmake", "builds or changes the system"},
    {"build/", "a test or a benchmark by its name"},
};

constexpr const char* kPrelude = R"sh(
set -e
export PATH="$PWD/.bin:$PATH"
)sh";

// The reader's folder, but for what the page itself makes. NMT is the program.
constexpr const char* kFolder = R"sh(
mkdir -p .bin build/release data/multi30k configs scripts
cp SOURCE/configs/*.yaml configs/
cp SOURCE/scripts/* scripts/
ln -s ../../.bin/nmt build/release/nmt

cat > .bin/small.yaml <<'YAML'
tokenizer: {vocab_size: 400}
training: {max_steps: 2, batch_tokens: 64, replicas: 1, warmup_steps: 1, bleu_sentences: 2,
           samples: 1, valid_every: 1 step, save_every: 2 steps}
decoding: {min_length: 8, max_length: 30}
YAML
cat > .bin/transformer.yaml <<'YAML'
model: {type: transformer, dim: 16, heads: 4, feed_forward: 16, encoder_layers: 2,
        decoder_layers: 2}
YAML
cat > .bin/rnn.yaml <<'YAML'
model: {type: rnn, dim: 16, embedding: 16, readout: 16, attention: {dim: 8}}
YAML
cat > .bin/nmt <<'SH'
#!/bin/sh
bin=$(dirname "$(readlink -f "$0")")
kind=transformer
for word; do
  [ -f "$word" ] && case $word in *.yaml) grep -q 'type: rnn' "$word" && kind=rnn ;; esac
done
case "$1 $*" in
  train*--help* | check*--help*) ;;
  train* | check*) exec NMT "$@" --config "$bin/small.yaml" --config "$bin/$kind.yaml" ;;
  serve*--port* | serve*--help*) ;;
  serve*) exec NMT "$@" --port 0 ;;
  corpus*--help* | corpus*--train*) ;;
  corpus*) exec NMT "$@" --train 300 --valid 12 --test 12 ;;
esac
exec NMT "$@"
SH
# The port of the page becomes that of the server, and an HTTP error one of the command.
cat > .bin/curl <<'SH'
#!/bin/sh
port=$(sed -n 's/.*:\([0-9]*\)$/\1/p' .served)
for word; do
  shift
  set -- "$@" "$(printf '%s\n' "$word" | sed "s/localhost:8080/localhost:$port/")"
done
PATH=${PATH#*:}
exec curl --fail-with-body --silent --show-error "$@"
SH
chmod +x .bin/nmt .bin/curl

nmt corpus --quiet --output .corpus
for part in train valid test; do
  cp .corpus/$part.en data/$part.en
  cp .corpus/$part.tr data/$part.de
done
cp data/test.en data/test.de .
cp data/test.en t.en
cp data/test.de t.tr
cp data/train.?? data/multi30k
for side in en de; do
  cp data/valid.$side data/multi30k/val.$side
  cp test.$side test_2016_flickr.$side
  cp test.$side both.$side
done
# Systems: the reference with ever more words lost.
sed 's/ [^ ]*$//' test.de > output.txt
for system in a.txt baseline.txt Bahdanau; do cp output.txt $system; done
for system in b.txt Luong; do sed '1,6s/^[^ ]* //' output.txt > $system; done
for system in c.txt 'no attention'; do sed 's/^[^ ]* //' output.txt > "$system"; done
cp test.en input.txt
cp test.en big.en
sed 's/ .*//' test.de > prefixes.txt
printf 'car\totomobil\n' > terms.tsv
printf 'a car\tbir otomobil\n' > memory.tsv
printf 'a-key\nanother-key 600\n' > keys.txt
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost \
  -keyout privkey.pem -out fullchain.pem 2> .openssl

cat > mine.yaml <<'YAML'
model_dir: models/mine
data:
  train: {source: data/train.en, target: data/train.de}
  valid: {source: data/valid.en, target: data/valid.de}
YAML
nmt train --quiet --config mine.yaml
nmt train --quiet --config mine.yaml --model_dir models/long --training.max_steps 6 \
  --training.average_checkpoints 5
for model in default demo a b general teacher; do
  cp -r models/mine models/$model
done
cp test.en report.txt
printf '<title>a car</title>\n<p>a <b>red</b> car\n' > page.html
for pair in 'tr en' 'en de'; do
  model=models/$(echo $pair | tr -d ' ')
  cp -r models/mine $model
  sed "/^languages:/,/target:/{s/source:.*/source: ${pair% *}/;s/target:.*/target: ${pair#* }/}" \
    models/mine/config.yaml > $model/config.yaml
done
sed 's|models/mine|models/in-domain|' mine.yaml > in-domain.yaml
grep -v model_dir mine.yaml > student.yaml
sed 's|models/mine|models/en-de|' mine.yaml > en-de.yaml
cat > de-en.yaml <<'YAML'
model_dir: models/de-en
data:
  train: {source: data/train.de, target: data/train.en}
  valid: {source: data/valid.de, target: data/valid.en}
YAML
cp data/train.de monolingual.de
)sh";

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
    text.replace(at, what.size(), by);
  return text;
}

// The first word behind VARIABLE=value.
std::string first_word(const std::string& command) {
  std::istringstream words(command);
  std::string word;
  while (words >> word && (word == "\\" || std::regex_match(word, std::regex("[A-Z_]+=.*")))) {
  }
  return word;
}

const NotRun* not_run(const std::string& command) {
  const std::string word = first_word(command);
  for (const NotRun& entry : kNotRun) {
    if (word.starts_with(entry.beginning)) return &entry;
  }
  return nullptr;
}

void check_without_running(const std::string& command) {
  const std::string word = first_word(command);
  std::smatch match;
  if (word.starts_with("scripts/")) {
    EXPECT_TRUE(fs::exists(kRoot / word)) << command;
  } else if (std::regex_match(word, match,
                              std::regex("build/.*/tests/(bench_)?([a-z]+)(_test)?"))) {
    const std::string name = match[2].str();
    const fs::path place =
        match[1].matched ? "tests/bench/" + name + "_bench.cpp" : "tests/" + name;
    EXPECT_TRUE(fs::exists(kRoot / place)) << command;
  } else if (std::regex_search(command, match, std::regex("--preset ([a-z-]+)"))) {
    const std::string preset = "\"name\": \"" + match[1].str() + "\"";
    EXPECT_TRUE(read_text(kRoot / "CMakePresets.json").find(preset) != std::string::npos) << preset;
  }
}

// A page's output, in which a line "..." stands for any lines.
bool matches(const std::string& seen, const std::string& shown) {
  std::size_t at = 0;
  bool any = false;
  std::istringstream lines(shown);
  for (std::string line; std::getline(lines, line);) {
    if (line == "...") {
      any = true;
      continue;
    }
    const std::size_t found = any ? seen.find(line + "\n", at) : at;
    if (found == std::string::npos || seen.compare(found, line.size() + 1, line + "\n") != 0)
      return false;
    at = found + line.size() + 1;
    any = false;
  }
  return any || at == seen.size();
}

TEST(DocOutput, IsCompared) {
  EXPECT_TRUE(matches("a\nb\n", "a\nb\n"));
  EXPECT_FALSE(matches("a\nb\n", "a\n"));
  EXPECT_FALSE(matches("a\nb\n", "b\n"));
  EXPECT_TRUE(matches("a\nb\nc\n", "a\n...\nc\n"));
  EXPECT_TRUE(matches("a\nb\nc\n", "...\nb\n...\n"));
  EXPECT_FALSE(matches("a\nb\nc\n", "...\nd\n"));
}

class DocCommands : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    folder_ = make_test_folder("doc_" + std::regex_replace(GetParam(), std::regex("[^a-z]"), "_"));
    TinyMarian foreign;
    write_tiny_marian(foreign, folder_ + "/downloads/enpt");
    TinyM2m100().write(folder_ + "/m2m100_418M");
    const ProgramResult made =
        run_script(kPrelude + replaced(replaced(kFolder, "SOURCE", kRoot), "NMT ",
                                       std::string(NMT_PROGRAM) + " "),
                   folder_);
    ASSERT_EQ(made.exit_code, 0) << made.err;
  }
  void TearDown() override { fs::remove_all(folder_); }

  ProgramResult run(const std::string& script) { return run_script(kPrelude + script, folder_); }
  // What starts the server, waits until it listens, runs `script`, and ends it.
  std::string while_serving(const std::string& script) const {
    return "echo 'exec " + replaced(served_, "'", "'\\''") +
           "' > .command\n"
           ": > .served\n"
           "sh .command > .served 2>.errors &\n"
           "server=$!\n"
           "until grep -q 'https*://' .served; do kill -0 $server; sleep 0.02; done\n" +
           script + "\nkill $server\nwait $server\n";
  }
  void run_command(const DocCommand& command);

  std::string folder_, served_;
};

void DocCommands::run_command(const DocCommand& command) {
  if (not_run(command.text)) return check_without_running(command.text);
  const std::string word = first_word(command.text);
  std::string script = command.text;
  int expected = 0;
  bool or_one = false;
  if (word == "mpirun" && !why_no_mpirun().empty()) return;
  if (word == "curl") script = while_serving(command.text);
  if (command.text.starts_with("nmt serve")) {
    served_ = command.text;
    script = while_serving("");
  }
  if (command.text.find("--further") != std::string::npos) {
    // As long as the page says: Ctrl-C ends it.
    script = "timeout --preserve-status -s INT 1 " + script;
    expected = 130;
  }
  // What there is to find in the small text is no fault of the command.
  if (command.text.starts_with("nmt check")) or_one = true;
  if (!command.shows_output) {
    const ProgramResult seen = run(script);
    EXPECT_TRUE(seen.exit_code == expected || (or_one && seen.exit_code == 1))
        << seen.exit_code << "\n"
        << seen.out.substr(0, 1000) << seen.err;
    return;
  }
  const ProgramResult seen = run("{ " + script + "\n} 2>&1");
  const bool fails = command.output.find("error: ") != std::string::npos;
  EXPECT_EQ(seen.exit_code != 0, fails) << seen.out;
  EXPECT_TRUE(matches(seen.out, command.output)) << seen.out;
}

TEST_P(DocCommands, Work) {
  for (const DocPage& page : read_doc_pages()) {
    if (page.path != GetParam()) continue;
    // A page that trains it does so from the start.
    if (page.text.find("\nnmt train --config mine.yaml ") != std::string::npos ||
        page.text.find("\nnmt train --config mine.yaml\n") != std::string::npos)
      fs::remove_all(folder_ + "/models/mine");
    for (const DocBlock& block : page.blocks) {
      if (!block.file.empty()) std::ofstream(folder_ + "/" + block.file) << block.text;
      for (const DocCommand& command : commands_of(block)) {
        SCOPED_TRACE(format("{}:{}: {}", page.path, command.line, command.text));
        run_command(command);
      }
    }
  }
}

std::vector<std::string> pages_with_commands() {
  std::vector<std::string> paths;
  for (const DocPage& page : read_doc_pages()) {
    const bool commands =
        std::any_of(page.blocks.begin(), page.blocks.end(),
                    [](const DocBlock& block) { return !commands_of(block).empty(); });
    if (commands) paths.push_back(page.path);
  }
  return paths;
}

INSTANTIATE_TEST_SUITE_P(Pages, DocCommands, testing::ValuesIn(pages_with_commands()),
                         [](const auto& page) {
                           return std::regex_replace(page.param, std::regex("[^A-Za-z]"), "_");
                         });

// An entry whose commands are gone goes too.
TEST(DocCommandsNotRun, IsNoLongerThanItMustBe) {
  std::map<std::string, int> used;
  for (const DocPage& page : read_doc_pages()) {
    for (const DocBlock& block : page.blocks) {
      for (const DocCommand& command : commands_of(block)) {
        if (const NotRun* entry = not_run(command.text)) ++used[entry->beginning];
      }
    }
  }
  for (const NotRun& entry : kNotRun) EXPECT_GT(used[entry.beginning], 0) << entry.beginning;
}

}  // namespace
}  // namespace nmt
