// Completion scripts of shells: commands, flags, and the values of flags.
#pragma once

#include <string>
#include <vector>

#include "config/command_line.h"

namespace nmt {

struct CompletedCommand {
  CommandLine line;
  std::string summary;  // in a few words
};

// Each for the program nmt. `commands` begins with nmt itself, whose line has no command.
std::string bash_completion(const std::vector<CompletedCommand>& commands);
std::string zsh_completion(const std::vector<CompletedCommand>& commands);
std::string fish_completion(const std::vector<CompletedCommand>& commands);

// Every flag of a command, options first. What the help flags are is told by flags that have no
// setting (nullptr).
std::vector<FlagInfo> completed_flags(const CommandLine& line);

// The help of a flag up to the end of its first sentence.
std::string first_sentence(const FlagInfo& flag);

// `text` between single quotes, as bash and zsh read it.
std::string shell_quoted(const std::string& text);

}  // namespace nmt
