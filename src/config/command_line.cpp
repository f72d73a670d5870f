#include "config/command_line.h"

#include <algorithm>

#include "base/format.h"
#include "config/values.h"

namespace nmt {
namespace {

using Kind = SettingInfo::Kind;

constexpr std::size_t kLongestChoice = 26;  // characters of "text|json|tsv"

const std::vector<ShortFlag>& usual_short_flags() {
  static const std::vector<ShortFlag> flags = {
      {"-c", "config"}, {"-f", "format"}, {"-i", "input"},  {"-m", "model"}, {"-o", "output"},
      {"-p", "port"},   {"-q", "quiet"},  {"-s", "source"}, {"-t", "target"}};
  return flags;
}

bool is_truth_by_default(const SettingInfo& setting) {
  return setting.kind == Kind::truth && setting.default_text == show_value(true);
}

FlagInfo flag_of(const CommandLine& line, const SettingInfo& setting, const std::string& name) {
  FlagInfo flag{.setting = &setting, .names = {}};
  for (const ShortFlag& brief : short_flags_of(line))
    if (brief.path == setting.path) flag.names.push_back(brief.flag);
  flag.names.push_back("--" + name);
  return flag;
}

// "from 1 to 1000"
std::string bounds_of(const SettingInfo& setting) {
  std::string bounds = describe_bounds(setting.rule);
  for (const std::string_view begin : {"a value ", "of "})
    if (bounds.starts_with(begin)) bounds.erase(0, begin.size());
  return bounds;
}

}  // namespace

std::string joined_words(const std::vector<std::string>& words, std::string_view between) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += between;
    text += word;
  }
  return text;
}

std::string name_of(const CommandLine& line) {
  return line.command.empty() ? "nmt" : "nmt " + line.command;
}

std::vector<ShortFlag> short_flags_of(const CommandLine& line) {
  std::vector<ShortFlag> flags = line.short_flags;
  for (const ShortFlag& usual : usual_short_flags()) {
    const bool exists = std::any_of(line.options.begin(), line.options.end(),
                                    [&](const SettingInfo& s) { return s.path == usual.path; });
    const bool taken = std::any_of(flags.begin(), flags.end(),
                                   [&](const ShortFlag& flag) { return flag.flag == usual.flag; });
    if (exists && !taken) flags.push_back(usual);
  }
  return flags;
}

std::vector<FlagInfo> option_flags(const CommandLine& line) {
  std::vector<FlagInfo> flags;
  for (const SettingInfo& option : line.options)
    if (option.kind != Kind::section) flags.push_back(flag_of(line, option, option.path));
  return flags;
}

std::vector<FlagInfo> setting_flags(const CommandLine& line) {
  std::vector<FlagInfo> flags;
  for (const SettingInfo& setting : line.settings) {
    if (setting.kind == Kind::section) continue;
    const bool own = !line.section.empty() && setting.section() == line.section;
    flags.push_back(flag_of(line, setting, own ? setting.key() : setting.path));
  }
  return flags;
}

std::string value_name(const SettingInfo& setting) {
  if (!setting.rule.value.empty()) return setting.rule.value;
  const std::string choice = joined_words(setting.rule.one_of, "|");
  switch (setting.kind) {
    case Kind::truth:
      return is_truth_by_default(setting) ? "true|false" : "";
    case Kind::whole:
    case Kind::number:
      return "N";
    case Kind::interval:
      return "STEPS";
    case Kind::section:
      return "'{key: value}'";
    case Kind::text:
    case Kind::list:
      break;
  }
  if (choice.empty()) return "TEXT";
  return choice.size() <= kLongestChoice ? choice : "NAME";
}

ValueFiles value_files(std::string_view value_name) {
  if (value_name == "FILE") return ValueFiles::files;
  return value_name == "DIR" ? ValueFiles::folders : ValueFiles::none;
}

std::vector<std::string> value_words(const SettingInfo& setting) {
  if (setting.kind == Kind::truth)
    return is_truth_by_default(setting) ? std::vector<std::string>{"true", "false"}
                                        : std::vector<std::string>{};
  std::vector<std::string> words;
  for (const std::string& word : setting.rule.one_of) {
    const std::size_t colon = word.find(':');
    words.push_back(colon == std::string::npos ? word : word.substr(0, colon + 1));
  }
  return words;
}

std::string value_note(const SettingInfo& setting) {
  std::vector<std::string> notes;
  if (setting.kind == Kind::whole || setting.kind == Kind::number) {
    const std::string bounds = bounds_of(setting);
    if (!bounds.empty()) notes.push_back(bounds);
  }
  if (setting.kind == Kind::interval) notes.emplace_back("steps, or 'N epochs'");
  if (!setting.rule.one_of.empty() && value_name(setting) == "NAME")
    notes.push_back("one of " + joined_words(setting.rule.one_of, ", "));
  const bool shown = setting.kind != Kind::truth || is_truth_by_default(setting);
  if (shown && !setting.default_text.empty()) notes.push_back("default: " + setting.default_text);
  return joined_words(notes, "; ");
}

}  // namespace nmt
