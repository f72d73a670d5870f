// What one command takes, described once: the parser of its flags, its help, its manual page and the
// completions of shells are made of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/collector.h"

namespace nmt {

struct ShortFlag {
  std::string flag, path;  // "-m", "metrics"
};

// Something that has a name, and what is to be known of it: a variable, a file, an example.
struct Term {
  std::string name, text;
};

// A flag may be typed with '-' or '_' between its words: --score-only is --score_only, and
// --chrf-word-order is --chrf.word_order.
struct CommandLine {
  std::string command;              // "train"; empty for nmt itself
  std::vector<std::string> usage;   // what may follow it: "--config FILE [--section.key value ...]"
  std::string purpose;              // a sentence or two
  std::vector<Term> commands = {};  // of nmt itself
  std::vector<SettingInfo> options = {};    // --key; one of kind truth needs no value
  std::vector<SettingInfo> settings = {};   // --section.key
  std::string section = {};                 // its settings may be typed without it: --key
  int most_words = 0;                       // arguments without a flag
  std::string word = "FILE";                // what they are
  std::vector<std::string> words = {};      // the ones that there are, where they are known
  std::vector<ShortFlag> short_flags = {};  // beside those that every command has (short_flags_of)
  std::vector<std::string> greedy = {};     // options that take all words up to the next flag
  std::vector<Term> examples = {};          // command lines
  std::vector<Term> files = {};
  std::vector<Term> variables = {};  // of the environment
  std::string exit_status = {};      // where it differs from that of the other commands
};

// The words with `between` between them.
std::string joined_words(const std::vector<std::string>& words, std::string_view between);

// "nmt train"
std::string name_of(const CommandLine& line);

// A flag of a command, with every name that help tells.
struct FlagInfo {
  const SettingInfo* setting;
  std::vector<std::string> names;  // "-m", "--model"; the short ones first, the full one last
};

// -m for an option model, -o for output: what people try, the same in every command, unless the
// command has another meaning for it.
std::vector<ShortFlag> short_flags_of(const CommandLine& line);

std::vector<FlagInfo> option_flags(const CommandLine& line);
// Those of the line's own section by their short spelling.
std::vector<FlagInfo> setting_flags(const CommandLine& line);

// The name of its value: "FILE", "N", "text|json"; empty for a switch.
std::string value_name(const SettingInfo& setting);

// Whether the value is a file, a folder, or nothing that a shell could complete.
enum class ValueFiles { none, files, folders };
ValueFiles value_files(std::string_view value_name);

// The values that it may have, without those such as spm:FILE that name something more.
std::vector<std::string> value_words(const SettingInfo& setting);

// What help says behind the text: "from 1 to 1000; default: 5". Empty where there is nothing to say.
std::string value_note(const SettingInfo& setting);

}  // namespace nmt
