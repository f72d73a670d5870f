// The commands of nmt. Each has its own file; each takes what follows its name and returns the exit
// code.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/flags.h"

namespace nmt {

using Arguments = std::vector<std::string>;

int run_train(const Arguments& arguments);
int run_check(const Arguments& arguments);
int run_average(const Arguments& arguments);
int run_translate(const Arguments& arguments);
int run_serve(const Arguments& arguments);
int run_eval(const Arguments& arguments);
int run_score(const Arguments& arguments);
int run_align(const Arguments& arguments);
int run_shortlist(const Arguments& arguments);
int run_attend(const Arguments& arguments);
int run_config(const Arguments& arguments);
int run_corpus(const Arguments& arguments);
int run_import(const Arguments& arguments);
int run_export(const Arguments& arguments);
int run_info(const Arguments& arguments);
int run_quantize(const Arguments& arguments);
int run_help(const Arguments& arguments);
int run_version(const Arguments& arguments);
int run_completion(const Arguments& arguments);

// What each of them takes.
CommandLine train_line();
CommandLine check_line();
CommandLine average_line();
CommandLine translate_line();
CommandLine serve_line();
CommandLine eval_line();
CommandLine score_line();
CommandLine align_line();
CommandLine shortlist_line();
CommandLine attend_line();
CommandLine config_line();
CommandLine corpus_line();
CommandLine import_line();
CommandLine export_line();
CommandLine info_line();
CommandLine quantize_line();
CommandLine help_line();
CommandLine version_line();
CommandLine completion_line();

struct Command {
  const char* name;
  const char* summary;  // in a few words, as in "nmt train: train a model on raw text"
  int (*run)(const Arguments&);
  CommandLine (*line)();
};
std::span<const Command> commands();
// Throws Error for a command that there is not.
const Command& command_named(const std::string& name);
// What nmt itself takes.
CommandLine program_line();
// With the variables of the environment that the command looks at.
CommandLine described(const Command& command);

// Runs the command that the first argument names. Throws Error.
int run_command(const Arguments& arguments);

// Reads the command line. Where help was asked for, prints it and returns nothing.
std::optional<ParsedLine> parse_or_help(const CommandLine& line, const Arguments& arguments);

// Throws Error unless `output`, of --output, is a folder that does not exist yet, or is empty. `what`
// goes there: "the quantised model".
void require_new_folder(const std::string& output, const std::string& what);

// Throws Error where writing to `output` would destroy one of the files that are still to be read.
// An empty name is none. `flag` is where the output was named.
void refuse_overwriting(const std::string& output, const std::vector<std::string>& inputs,
                        const std::string& flag = "--output");

}  // namespace nmt
