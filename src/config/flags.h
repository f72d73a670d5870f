// The command line of one command: its own options, and one flag for each setting of the
// configuration.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/collector.h"
#include "config/tree.h"

namespace nmt {

struct ShortFlag {
  std::string flag, path;  // "-m", "metrics"
};

// A flag may be typed with '-' or '_' between its words: --score-only is --score_only, and
// --chrf-word-order is --chrf.word_order.
struct CommandLine {
  std::string command;  // "train"
  std::string usage;    // what follows the command: "--config FILE [--section.key value ...]"
  std::string purpose;  // one line
  std::vector<SettingInfo> options = {};   // --key; one of kind truth needs no value
  std::vector<SettingInfo> settings = {};  // --section.key
  std::string section = {};                // its settings may be typed without it: --key
  int most_words = 0;                      // arguments without a flag
  std::vector<ShortFlag> short_flags = {};
  // Options that take several words at once: by path, the words that belong to it.
  std::map<std::string, std::vector<std::string>> several = {};
};

struct ParsedLine {
  enum class Help { none, brief, full };
  Help help = Help::none;        // whether help was asked for; nothing else is filled then
  ConfigNode options, settings;  // for a SettingReader
  std::vector<std::string> words;
};

// Throws Error for a flag that does not exist, has no value, or a word too many.
ParsedLine parse_command_line(const CommandLine& line, const std::vector<std::string>& arguments);

// What -h prints: the options; and --help: the settings too.
std::string help_text(const CommandLine& line, ParsedLine::Help help);

}  // namespace nmt
