// The help of a command, as wide as the terminal.
#pragma once

#include <string>

#include "config/command_line.h"
#include "config/flags.h"

namespace nmt {

// What -h prints: purpose, usage and options; and --help: all settings, examples, variables, files
// and exit codes too.
std::string help_text(const CommandLine& line, ParsedLine::Help help, int width);

// A heading with its terms below it, as help_text prints variables and files. Nothing where there
// are none.
std::string terms_text(const std::string& heading, const std::vector<Term>& terms, int width);

// The exit codes of every command, and what `line` says of its own.
std::string exit_status_text(const CommandLine& line);

}  // namespace nmt
