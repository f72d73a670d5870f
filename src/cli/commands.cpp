#include "cli/commands.h"

#include <poll.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "base/error.h"
#include "base/format.h"
#include "base/suggest.h"

namespace nmt {
namespace {

struct Command {
  const char* name;
  const char* purpose;
  int (*run)(const Arguments&);
};

constexpr Command kCommands[] = {
    {"train", "train a model on raw text", run_train},
    {"check", "look for mistakes in a configuration and its text, before training", run_check},
    {"average", "make one model of the mean of several trained weights", run_average},
    {"translate", "translate stdin, one sentence a line", run_translate},
    {"serve", "translate over HTTP: a page, and a JSON API", run_serve},
    {"eval", "score translations with BLEU, chrF and TER, and compare systems", run_eval},
    {"score", "tell how probable a model finds given translations, and rescore n-best lists",
     run_score},
    {"align", "align the words of a parallel text", run_align},
    {"shortlist", "make the lexical shortlist that a model translates faster with", run_shortlist},
    {"attend", "show where a model looks when it translates a sentence", run_attend},
    {"config", "print the resolved configuration, or the reference of all settings", run_config},
    {"corpus", "write the demonstration corpus", run_corpus},
    {"info", "tell what a model directory holds", run_info},
    {"quantize", "write a model with smaller weights, for decoding only", run_quantize},
};

std::string overview() {
  std::string text = "nmt trains, runs and measures neural machine translation on CPUs.\n\n";
  for (const Command& command : kCommands) {
    text += format("  nmt {:<12}{}\n", command.name, command.purpose);
  }
  text += "\nnmt COMMAND --help tells more; nmt --version prints the version.\n";
  return text;
}

}  // namespace

int run_command(const Arguments& arguments) {
  if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "-h" ||
      arguments[0] == "help") {
    std::cout << overview();
    return 0;
  }
  if (arguments[0] == "--version") {
    std::cout << "nmt " << NMT_VERSION << "\n";
    return 0;
  }
  std::vector<std::string> names;
  for (const Command& command : kCommands) {
    if (arguments[0] == command.name) return command.run({arguments.begin() + 1, arguments.end()});
    names.emplace_back(command.name);
  }
  throw Error({.what = format("unknown command '{}'", arguments[0]),
               .where = "command line",
               .fix = suggest(arguments[0], names)});
}

std::optional<ParsedLine> parse_or_help(const CommandLine& line, const Arguments& arguments) {
  ParsedLine parsed = parse_command_line(line, arguments);
  if (parsed.help == ParsedLine::Help::none) return parsed;
  std::cout << help_text(line, parsed.help);
  return std::nullopt;
}

void refuse_overwriting(const std::string& output, const std::vector<std::string>& inputs,
                        const std::string& flag) {
  for (const std::string& input : inputs) {
    std::error_code not_there;
    if (!std::filesystem::equivalent(input, output, not_there)) continue;
    throw Error({.what = format("the output would overwrite the input {}", input),
                 .where = flag + " " + output,
                 .fix = "give another file"});
  }
}

bool output_is_closed() {
  pollfd output = {.fd = STDOUT_FILENO, .events = POLLOUT, .revents = 0};
  return poll(&output, 1, 0) == 1 && (output.revents & (POLLERR | POLLNVAL)) != 0;
}

}  // namespace nmt
