// Reads the arguments of one command.
#pragma once

#include <string>
#include <vector>

#include "config/command_line.h"
#include "config/tree.h"

namespace nmt {

struct ParsedLine {
  enum class Help { none, brief, full };
  Help help = Help::none;        // whether help was asked for; nothing else is filled then
  ConfigNode options, settings;  // for a SettingReader
  std::vector<std::string> words;
};

// Throws Error for a flag that does not exist, has no value, or a word too many.
ParsedLine parse_command_line(const CommandLine& line, const std::vector<std::string>& arguments);

}  // namespace nmt
