// The help of every command as a terminal shows it, their manual pages, and the completions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>
#include <sstream>

#include "base/format.h"
#include "cli/commands.h"
#include "cli/run_program.h"

namespace nmt {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::Not;
using testing::UnorderedElementsAre;

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const Command& command : commands()) names.emplace_back(command.name);
  return names;
}

std::string out_of(const std::string& script) {
  const std::string folder = make_test_folder("help");
  const ProgramResult result = run_script("set -e\n" + script, folder);
  std::filesystem::remove_all(folder);
  EXPECT_EQ(result.exit_code, 0) << script << "\n" << result.err;
  EXPECT_EQ(result.err, "") << script;
  return result.out;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

bool is_installed(const std::string& program) {
  const std::string folder = make_test_folder("which");
  const bool found = run_script("command -v " + program, folder).exit_code == 0;
  std::filesystem::remove_all(folder);
  return found;
}

// A line fits, or is one word that cannot be cut, such as a list of choices.
void expect_to_fit(const std::string& text, std::size_t width, const std::string& what) {
  for (const std::string& line : lines_of(text)) {
    const std::size_t begin = std::min(line.find_first_not_of(' '), line.size());
    const bool one_word = line.find(' ', begin) == std::string::npos;
    EXPECT_TRUE(line.size() <= width || one_word) << what << ": " << line;
  }
}

TEST(Help, FitsTheTerminal) {
  for (const std::string& name : command_names()) {
    for (const char* flag : {"-h", "--help"}) {
      for (const std::size_t width : {40u, 60u, 80u, 100u}) {
        const std::string what = format("COLUMNS={} nmt {} {}", width, name, flag);
        expect_to_fit(out_of(what), width, what);
      }
    }
  }
  for (const char* width : {"40", "80"})
    expect_to_fit(out_of(format("COLUMNS={} nmt --help", width)), std::stoul(width), "nmt --help");
}

TEST(Help, IsAsWideAs80CharactersWithoutATerminal) {
  EXPECT_EQ(out_of("nmt train --help"), out_of("COLUMNS=80 nmt train --help"));
  EXPECT_EQ(out_of("COLUMNS=9 nmt train -h"), out_of("COLUMNS=40 nmt train -h"));
  EXPECT_EQ(out_of("COLUMNS=900 nmt train -h"), out_of("COLUMNS=100 nmt train -h"));
  EXPECT_EQ(out_of("COLUMNS=wide nmt train -h"), out_of("nmt train -h"));
}

TEST(Help, IsShortOrFullForEveryCommand) {
  for (const std::string& name : command_names()) {
    const std::string brief = out_of(format("nmt {} -h", name));
    const std::string full = out_of(format("nmt {} --help", name));
    EXPECT_LT(brief.size(), full.size()) << name;
    EXPECT_THAT(brief, HasSubstr(format("nmt {} --help also tells", name)));
    EXPECT_THAT(full, AllOf(HasSubstr("\nEnvironment:\n"), HasSubstr("\nExit codes:\n"),
                            HasSubstr("\nExamples:\n")))
        << name;
    EXPECT_EQ(out_of(format("nmt help {}", name)), full);
  }
}

TEST(Help, ShowsTheValueOfEveryFlag) {
  for (const Command& command : commands()) {
    const CommandLine line = command.line();
    for (const FlagInfo& flag : option_flags(line)) {
      const bool is_switch = flag.setting->kind == SettingInfo::Kind::truth;
      EXPECT_EQ(value_name(*flag.setting).empty(), is_switch)
          << command.name << " --" << flag.setting->path;
    }
  }
}

TEST(Help, HasTheSameShortFlagsInEveryCommand) {
  const std::vector<std::pair<std::string, std::string>> usual = {
      {"config", "-c"}, {"input", "-i"}, {"output", "-o"}, {"quiet", "-q"}, {"format", "-f"}};
  for (const Command& command : commands()) {
    const CommandLine line = command.line();
    for (const FlagInfo& flag : option_flags(line)) {
      for (const auto& [path, brief] : usual) {
        if (flag.setting->path != path) continue;
        EXPECT_THAT(flag.names, Contains(brief)) << command.name << " --" << path;
      }
      // The metrics of sacreBLEU have it in nmt eval.
      if (flag.setting->path != "model" || std::string(command.name) == "eval") continue;
      EXPECT_THAT(flag.names, Contains("-m")) << command.name;
    }
  }
}

TEST(Help, NamesTheVariablesThatAreRead) {
  EXPECT_THAT(out_of("nmt --help"),
              AllOf(HasSubstr("NMT_MODEL"), HasSubstr("NMT_CPU"), HasSubstr("NO_COLOR"),
                    HasSubstr("COLUMNS"), HasSubstr("TMPDIR"), HasSubstr("OMPI_COMM_WORLD_SIZE")));
  EXPECT_THAT(out_of("nmt translate --help"), AllOf(HasSubstr("NMT_MODEL"), HasSubstr("NMT_CPU")));
  EXPECT_THAT(out_of("nmt align --help"), Not(HasSubstr("NMT_MODEL")));
}

// Names in quotation marks behind getenv, and those of launchers.
std::set<std::string> variables_in_sources() {
  const std::regex pattern(R"re((?:getenv\(|kSigns\[\] = \{)"([A-Z_]+)")re");
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(NMT_SOURCE_DIR "/src")) {
    if (entry.path().extension() != ".cpp") continue;
    const std::string text = read_text(entry.path());
    for (std::sregex_iterator it(text.begin(), text.end(), pattern), end; it != end; ++it)
      names.insert((*it)[1]);
  }
  return names;
}

TEST(Help, NamesEveryVariableThatTheSourcesRead) {
  const std::set<std::string> names = variables_in_sources();
  EXPECT_THAT(names, IsSupersetOf({"NMT_MODEL", "NMT_CPU", "OMPI_COMM_WORLD_SIZE"}));
  const std::string help = out_of("nmt --help"), page = out_of("nmt help --man");
  for (const std::string& name : names) {
    EXPECT_THAT(help, HasSubstr(name));
    EXPECT_THAT(page, HasSubstr(name));
  }
}

TEST(ManualPages, AreThereForEveryCommand) {
  EXPECT_EQ(lines_of(out_of("nmt help --commands")), command_names());
  EXPECT_THAT(out_of("nmt help --man"), HasSubstr(".TH NMT 1 "));
  for (const std::string& name : command_names())
    EXPECT_THAT(out_of("nmt help --man " + name), HasSubstr(format("\nnmt\\-{} \\- ", name)));
}

// `check` complains of a page that it reads from stdin.
void check_pages(const std::string& check) {
  std::vector<std::string> names = command_names();
  names.emplace_back("");
  for (const std::string& name : names)
    EXPECT_EQ(out_of(format("nmt help --man {} | {} 2>&1", name, check)), "") << name;
}

TEST(ManualPages, AreCleanForGroff) {
  if (!is_installed("groff")) GTEST_SKIP() << "groff is not installed";
  check_pages("groff -man -ww -Tutf8 -z");
}

TEST(ManualPages, AreCleanForMandoc) {
  if (!is_installed("mandoc")) GTEST_SKIP() << "mandoc is not installed";
  check_pages("mandoc -T lint");
}

// What bash offers for the last of the words.
std::vector<std::string> bash_completes(const std::vector<std::string>& words) {
  std::string array;
  for (const std::string& word : words) array += " '" + word + "'";
  return lines_of(
      out_of(format("nmt completion bash > completion\ntouch a.txt b.txt\nmkdir folder\n"
                    "cat > try <<'END'\nsource completion\nCOMP_WORDS=({})\nCOMP_CWORD={}\n_nmt\n"
                    "for reply in \"${{COMPREPLY[@]}}\"; do echo \"$reply\"; done\nEND\nbash try",
                    array, words.size() - 1)));
}

TEST(Completion, WorksInBash) {
  if (!is_installed("bash")) GTEST_SKIP() << "bash is not installed";
  EXPECT_THAT(bash_completes({"nmt", "t"}), UnorderedElementsAre("train", "translate"));
  EXPECT_THAT(bash_completes({"nmt", ""}), IsSupersetOf(command_names()));
  EXPECT_THAT(bash_completes({"nmt", "--v"}), UnorderedElementsAre("--version"));
  EXPECT_THAT(bash_completes({"nmt", "translate", "--beam"}), UnorderedElementsAre("--beam_size"));
  EXPECT_THAT(bash_completes({"nmt", "translate", "--format", ""}),
              UnorderedElementsAre("text", "json", "tsv"));
  EXPECT_THAT(bash_completes({"nmt", "translate", "--format", "=", "j"}),
              UnorderedElementsAre("json"));
  EXPECT_THAT(bash_completes({"nmt", "translate", "--format", "="}),
              UnorderedElementsAre("text", "json", "tsv"));
  EXPECT_THAT(bash_completes({"nmt", "translate", "--input", "a"}), UnorderedElementsAre("a.txt"));
  EXPECT_THAT(bash_completes({"nmt", "translate", "-i", "b"}), UnorderedElementsAre("b.txt"));
  EXPECT_THAT(bash_completes({"nmt", "translate", "-m", ""}), UnorderedElementsAre("folder"));
  EXPECT_THAT(bash_completes({"nmt", "translate", "a"}), UnorderedElementsAre("a.txt"));
  EXPECT_THAT(bash_completes({"nmt", "translate", "--beam_size", ""}), UnorderedElementsAre());
  EXPECT_THAT(bash_completes({"nmt", "train", "--model.norm", "p"}),
              UnorderedElementsAre("pre", "post"));
  EXPECT_THAT(bash_completes({"nmt", "help", "at"}), UnorderedElementsAre("attend"));
  EXPECT_THAT(bash_completes({"nmt", "completion", ""}),
              UnorderedElementsAre("bash", "zsh", "fish"));
  EXPECT_THAT(bash_completes({"nmt", "nothing", ""}), UnorderedElementsAre());
}

// What fish offers for a line; behind a tab, its description.
std::vector<std::string> fish_completes(const std::string& line) {
  std::vector<std::string> offered =
      lines_of(out_of(format("mkdir home; export HOME=$PWD/home\nnmt completion fish > completion\n"
                             "touch a.txt\nfish -c 'source completion; complete -C \"{}\"'",
                             line)));
  for (std::string& word : offered) word = word.substr(0, word.find('\t'));
  return offered;
}

TEST(Completion, WorksInFish) {
  if (!is_installed("fish")) GTEST_SKIP() << "fish is not installed";
  EXPECT_THAT(fish_completes("nmt tra"), UnorderedElementsAre("train", "translate"));
  EXPECT_THAT(fish_completes("nmt translate --format "),
              UnorderedElementsAre("text", "json", "tsv"));
  EXPECT_THAT(fish_completes("nmt translate --beam"), UnorderedElementsAre("--beam_size"));
  EXPECT_THAT(fish_completes("nmt translate -i a"), UnorderedElementsAre("a.txt"));
  EXPECT_THAT(fish_completes("nmt help at"), UnorderedElementsAre("attend"));
}

TEST(Completion, IsReadByZsh) {
  if (!is_installed("zsh")) GTEST_SKIP() << "zsh is not installed";
  EXPECT_EQ(out_of("nmt completion zsh > _nmt\nzsh -n _nmt"), "");
  EXPECT_EQ(out_of("nmt completion zsh > _nmt\n"
                   "zsh -f -c 'autoload -Uz compinit; compinit -D -d ./dump; source ./_nmt; "
                   "echo $_comps[nmt]'"),
            "_nmt\n");
}

}  // namespace
}  // namespace nmt
