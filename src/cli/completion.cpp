// nmt completion: what makes a shell complete commands, flags and their values.
#include "config/completion.h"
#include "cli/standard_output.h"

#include "base/error.h"
#include "base/format.h"
#include "base/suggest.h"
#include "cli/commands.h"

namespace nmt {
namespace {

struct NoOptions {
  void describe(SettingVisitor&) {}
};

}  // namespace

CommandLine completion_line() {
  return {.command = "completion",
          .usage = {"bash|zsh|fish"},
          .purpose =
              "Prints a script that makes a shell complete the commands of nmt, their flags "
              "and values.",
          .options = collect_settings(NoOptions()),
          .most_words = 1,
          .word = "SHELL",
          .words = {"bash", "zsh", "fish"},
          .examples = {
              {"source <(nmt completion bash)", "In ~/.bashrc:"},
              {"source <(nmt completion zsh)", "In ~/.zshrc, behind compinit:"},
              {"nmt completion fish > ~/.config/fish/completions/nmt.fish", "Once, for fish:"}}};
}

int run_completion(const Arguments& arguments) {
  const CommandLine line = completion_line();
  const auto parsed = parse_or_help(line, arguments);
  if (!parsed) return 0;
  if (parsed->words.empty())
    throw Error({.what = "no shell is named",
                 .where = "command line of nmt completion",
                 .fix = "write nmt completion bash, zsh or fish"});
  std::vector<CompletedCommand> all = {{program_line(), ""}};
  for (const Command& command : commands()) all.push_back({described(command), command.summary});
  const std::string& shell = parsed->words[0];
  if (shell == "bash") {
    print(bash_completion(all));
  } else if (shell == "zsh") {
    print(zsh_completion(all));
  } else if (shell == "fish") {
    print(fish_completion(all));
  } else {
    throw Error({.what = format("there is no completion for '{}'", shell),
                 .where = "command line of nmt completion",
                 .fix = suggest(shell, line.words)});
  }
  return 0;
}

}  // namespace nmt
