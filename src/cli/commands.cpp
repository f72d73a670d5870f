#include "cli/commands.h"

#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "base/error.h"
#include "base/format.h"
#include "base/suggest.h"
#include "base/terminal.h"
#include "cli/environment.h"
#include "cli/standard_output.h"
#include "config/help.h"

namespace nmt {
namespace {

constexpr Command kCommands[] = {
    {"train", "train a model on raw text", run_train, train_line},
    {"check", "look for mistakes in a configuration and its text, before training", run_check,
     check_line},
    {"average", "make one model of the mean of several trained weights", run_average, average_line},
    {"translate", "translate text, line by line", run_translate, translate_line},
    {"serve", "translate over HTTP: a page, and a JSON API", run_serve, serve_line},
    {"eval", "score translations with BLEU, chrF and TER, and compare systems", run_eval,
     eval_line},
    {"score", "tell how probable a model finds given translations, and rescore n-best lists",
     run_score, score_line},
    {"align", "align the words of a parallel text", run_align, align_line},
    {"shortlist", "make the lexical shortlist that a model translates faster with", run_shortlist,
     shortlist_line},
    {"attend", "show where a model looks when it translates a sentence", run_attend, attend_line},
    {"config", "print the resolved configuration, or the reference of all settings", run_config,
     config_line},
    {"corpus", "write the demonstration corpus", run_corpus, corpus_line},
    {"info", "tell what a model directory holds", run_info, info_line},
    {"import", "make a model directory of another program's translation model", run_import,
     import_line},
    {"export", "write a model for another translation program", run_export, export_line},
    {"quantize", "write a model with smaller weights, for decoding only", run_quantize,
     quantize_line},
    {"completion", "print what makes a shell complete nmt's commands and flags", run_completion,
     completion_line},
    {"help", "tell how a command is used, or print its manual page", run_help, help_line},
    {"version", "tell the version, the processor's kernels and the libraries", run_version,
     version_line},
};

struct ProgramOptions {
  bool version = false;
  void describe(SettingVisitor& setting) { setting("version", version, "Print the version."); }
};

std::string program_help(ParsedLine::Help help, int stream) {
  return help_text(program_line(), help, line_width(stream));
}

}  // namespace

std::span<const Command> commands() { return kCommands; }

const Command& command_named(const std::string& name) {
  std::vector<std::string> names;
  for (const Command& command : kCommands) {
    if (name == command.name) return command;
    names.emplace_back(command.name);
  }
  throw Error({.what = format("unknown command '{}'", name),
               .where = "command line",
               .fix = suggest(name, names)});
}

CommandLine described(const Command& command) { return with_variables(command.line()); }

CommandLine program_line() {
  CommandLine line = {
      .command = "",
      .usage = {"COMMAND [OPTIONS]", "help COMMAND"},
      .purpose = "nmt trains, runs and measures neural machine translation on CPUs.",
      .options = collect_settings(ProgramOptions()),
      .most_words = 1,
      .word = "COMMAND",
      .short_flags = {{"-V", "version"}},
      .examples = {{"nmt train --config configs/demo.yaml", "Train a model:"},
                   {"nmt translate --model models/demo news.en > news.tr", "Translate with it:"},
                   {"nmt eval reference.tr -i news.tr", "Measure its translations:"}},
      .files = {{"models/default", "The model that is used where none is named."},
                {"PREFIX/share/nmt/models/default",
                 "The same, installed with nmt: PREFIX/bin is where the program is."}},
      .variables = all_variables()};
  for (const Command& command : kCommands) {
    line.commands.push_back({command.name, command.summary});
    line.words.emplace_back(command.name);
  }
  return line;
}

int run_command(const Arguments& arguments) {
  using Help = ParsedLine::Help;
  // Without a command nothing is done, which may not look like success.
  if (arguments.empty()) {
    std::cerr << program_help(Help::brief, STDERR_FILENO);
    return 2;
  }
  if (arguments[0] == "--help" || arguments[0] == "-h") {
    print(program_help(arguments[0] == "-h" ? Help::brief : Help::full, STDOUT_FILENO));
    return 0;
  }
  if (arguments[0] == "--version" || arguments[0] == "-V") return run_version({});
  return command_named(arguments[0]).run({arguments.begin() + 1, arguments.end()});
}

std::optional<ParsedLine> parse_or_help(const CommandLine& line, const Arguments& arguments) {
  ParsedLine parsed = parse_command_line(line, arguments);
  if (parsed.help == ParsedLine::Help::none) return parsed;
  print(help_text(with_variables(line), parsed.help, line_width(STDOUT_FILENO)));
  return std::nullopt;
}

void require_new_folder(const std::string& output, const std::string& what) {
  if (output.empty())
    throw Error({.what = format("no place is given for {}", what),
                 .where = "command line",
                 .fix = "--output DIR"});
  std::error_code not_there;
  if (std::filesystem::exists(output, not_there) &&
      !(std::filesystem::is_directory(output, not_there) &&
        std::filesystem::is_empty(output, not_there)))
    throw Error({.what = "the output is already there, and it is not an empty folder",
                 .where = "--output " + output,
                 .fix = "give another folder, or remove this one"});
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

}  // namespace nmt
