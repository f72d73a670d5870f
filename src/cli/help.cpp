// nmt help: the help of a command, its manual page, and the names of all commands.
#include <unistd.h>

#include "base/error.h"
#include "base/format.h"
#include "base/terminal.h"
#include "cli/commands.h"
#include "cli/standard_output.h"
#include "config/help.h"
#include "config/manual.h"
#include "config/reader.h"

namespace nmt {
namespace {

struct HelpOptions {
  bool man = false, names = false;

  void describe(SettingVisitor& setting) {
    setting("man", man, "Print the manual page in troff, for man(1), instead of the help.");
    setting("commands", names, "Print the names of all commands, one a line.");
  }
};

std::string names_of_all() {
  std::string text;
  for (const Command& command : commands()) text += format("{}\n", command.name);
  return text;
}

std::string manual_of(const Command& command) {
  ManualInfo info{.summary = command.summary,
                  .version = NMT_VERSION,
                  .date = NMT_RELEASE_DATE,
                  .see_also = {"nmt"}};
  for (const Command& other : commands())
    if (other.name != std::string(command.name))
      info.see_also.push_back(format("nmt-{}", other.name));
  return manual_page(described(command), info);
}

std::string manual_of_program() {
  ManualInfo info{.summary = "train, run and measure neural machine translation",
                  .version = NMT_VERSION,
                  .date = NMT_RELEASE_DATE,
                  .see_also = {}};
  for (const Command& command : commands()) info.see_also.push_back(format("nmt-{}", command.name));
  return manual_page(program_line(), info);
}

}  // namespace

CommandLine help_line() {
  CommandLine line = {.command = "help",
                      .usage = {"[COMMAND]", "--man [COMMAND]", "--commands"},
                      .purpose = "Tells how nmt, or one of its commands, is used.",
                      .options = collect_settings(HelpOptions()),
                      .most_words = 1,
                      .word = "COMMAND",
                      .examples = {{"nmt help translate", "The same as nmt translate --help:"},
                                   {"nmt help --man translate | man -l -", "As a manual page:"}}};
  for (const Command& command : commands()) line.words.emplace_back(command.name);
  return line;
}

int run_help(const Arguments& arguments) {
  const auto parsed = parse_or_help(help_line(), arguments);
  if (!parsed) return 0;
  HelpOptions options;
  read_settings(options, parsed->options);
  const Command* command = parsed->words.empty() ? nullptr : &command_named(parsed->words[0]);
  if (options.names) {
    print(names_of_all());
  } else if (options.man) {
    print(command ? manual_of(*command) : manual_of_program());
  } else {
    print(help_text(command ? described(*command) : program_line(), ParsedLine::Help::full,
                    line_width(STDOUT_FILENO)));
  }
  return 0;
}

}  // namespace nmt
