// The commands of nmt. Each has its own file; each takes what follows its name and returns the exit
// code.
#pragma once

#include <optional>
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
int run_info(const Arguments& arguments);
int run_quantize(const Arguments& arguments);

// Runs the command that the first argument names. Throws Error.
int run_command(const Arguments& arguments);

// Reads the command line. Where help was asked for, prints it and returns nothing.
std::optional<ParsedLine> parse_or_help(const CommandLine& line, const Arguments& arguments);

// Throws Error where writing to `output` would destroy one of the files that are still to be read.
// An empty name is none. `flag` is where the output was named.
void refuse_overwriting(const std::string& output, const std::vector<std::string>& inputs,
                        const std::string& flag = "--output");

// Whether whoever read stdout has gone.
bool output_is_closed();

}  // namespace nmt
