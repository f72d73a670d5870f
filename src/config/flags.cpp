// The one user of CLI11.
#include "config/flags.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <span>

#include "base/error.h"
#include "base/format.h"
#include "config/unknown_name.h"
#include "config/values.h"
#include "config/yaml.h"

namespace nmt {
namespace {

using Kind = SettingInfo::Kind;

using Flags = std::map<std::string, const SettingInfo*>;

// The flag with one kind of separator between its words.
std::string joined(std::string flag) {
  for (std::size_t i = 2; i < flag.size(); ++i) {
    if (flag[i] == '-' || flag[i] == '.') flag[i] = '_';
  }
  return flag;
}

// Every flag by the names that it may be typed with, such as --model.heads.
Flags flags_of(const CommandLine& line) {
  Flags flags;
  const std::vector<ShortFlag> short_flags = short_flags_of(line);
  for (const auto* group : {&line.options, &line.settings}) {
    for (const SettingInfo& setting : *group) {
      flags.emplace("--" + setting.path, &setting);
      for (const ShortFlag& brief : short_flags) {
        if (brief.path == setting.path) flags.emplace(brief.flag, &setting);
      }
    }
  }
  for (const SettingInfo& setting : line.settings) {
    if (setting.section() == line.section) flags.emplace("--" + setting.key(), &setting);
  }
  const Flags exact = flags;
  for (const auto& [name, setting] : exact) flags.emplace(joined(name), setting);
  return flags;
}

std::string sample_value(const SettingInfo& setting) {
  return setting.default_text.empty() ? value_name(setting) : setting.default_text;
}

// The flag that the argument is, with or without a value; nullptr where it is none.
const SettingInfo* find_flag(const Flags& flags, const std::string& argument) {
  const std::string name = argument.substr(0, argument.find('='));
  auto found = flags.find(name);
  if (found == flags.end()) found = flags.find(joined(name));
  return found == flags.end() ? nullptr : found->second;
}

// A flag, known or not; - alone is a word, and so is a number.
bool looks_like_flag(const std::string& argument) {
  return argument.size() > 1 && argument[0] == '-' && !parse_number(argument);
}

// Of the arguments at the right of an option's value, how many are its own too: all words of a greedy
// one, and of a list of choices those that are choices.
std::size_t own_words(const CommandLine& line, const SettingInfo& setting,
                      std::span<const std::string> arguments) {
  const auto& greedy = line.greedy;
  const bool takes_all = std::find(greedy.begin(), greedy.end(), setting.path) != greedy.end();
  const auto& choices = setting.rule.one_of;
  const auto is_own = [&](const std::string& word) {
    if (takes_all) return !looks_like_flag(word);
    return setting.kind == Kind::list &&
           std::find(choices.begin(), choices.end(), word) != choices.end();
  };
  const auto end = std::find_if_not(arguments.begin(), arguments.end(), is_own);
  return static_cast<std::size_t>(end - arguments.begin());
}

// Writes every known flag as two arguments, --section.key and its value.
std::vector<std::string> pair_values(const CommandLine& line,
                                     const std::vector<std::string>& arguments) {
  const Flags flags = flags_of(line);
  std::vector<std::string> paired;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    const SettingInfo* setting = find_flag(flags, argument);
    if (setting == nullptr) {
      paired.push_back(argument);
      continue;
    }
    const std::size_t equals = argument.find('=');
    const bool followed = i + 1 < arguments.size() && find_flag(flags, arguments[i + 1]) == nullptr;
    const std::string flag = "--" + setting->path;
    if (equals != std::string::npos) {
      paired.insert(paired.end(), {flag, argument.substr(equals + 1)});
    } else if (setting->kind == Kind::truth && !(followed && parse_bool(arguments[i + 1]))) {
      paired.insert(paired.end(), {flag, "true"});
    } else if (followed) {
      paired.insert(paired.end(), {flag, arguments[++i]});
      const std::size_t more = own_words(line, *setting, std::span(arguments).subspan(i + 1));
      for (std::size_t k = 0; k < more; ++k) {
        paired.insert(paired.end(), {flag, arguments[++i]});
      }
    } else {
      throw Error({.what = argument + " has no value",
                   .where = "command line",
                   .fix = format("write {} {}", argument, sample_value(*setting))});
    }
  }
  return paired;
}

// As it is shortest written: without the section of the command.
std::string spelled(const CommandLine& line, const SettingInfo& setting) {
  const bool own = !line.section.empty() && setting.section() == line.section;
  return "--" + (own ? setting.key() : setting.path);
}

[[noreturn]] void throw_unknown(const CommandLine& line, const std::string& typed) {
  const std::string flag = typed.substr(0, typed.find('='));
  std::map<std::string, const SettingInfo*> settings;
  std::vector<std::string> paths;
  for (const auto* group : {&line.options, &line.settings}) {
    for (const SettingInfo& setting : *group) {
      if (setting.kind == Kind::section || !settings.emplace(setting.path, &setting).second)
        continue;
      paths.push_back(setting.path);
    }
  }
  const std::string word = flag.substr(std::min(flag.find_first_not_of('-'), flag.size()));
  const bool names_section = word.find('.') != std::string::npos;
  const LikelyMeaning meaning = meaning_of(word, names_section ? "" : line.section, paths);
  const std::string fix = suggestion(meaning, [&](const std::string& path) {
    return "'" + spelled(line, *settings.at(path)) + "'";
  });
  throw Error({.what = "unknown flag " + flag,
               .where = "command line of nmt " + line.command,
               .fix = fix.empty() ? format("nmt {} --help lists the flags", line.command) : fix});
}

// A flag given several times is a list of all that was given.
ConfigNode value_of(const std::vector<std::string>& texts, const SettingInfo& setting) {
  const std::string flag = "--" + setting.path;
  if (texts.size() == 1 && setting.kind == Kind::text) {
    // A text may begin with a bracket, as a sentence does.
    ConfigNode value = parse_flag_value("", flag);
    value.text = texts.front();
    return value;
  }
  if (texts.size() == 1) return parse_flag_value(texts.front(), flag);
  if (setting.kind != Kind::list) {
    throw Error({.what = format("{} is given {} times", flag, texts.size()),
                 .where = "command line",
                 .fix = "keep one of them"});
  }
  ConfigNode all = parse_flag_value("[]", flag);
  for (const std::string& text : texts) {
    ConfigNode value = parse_flag_value(text, flag);
    if (value.kind == ConfigNode::Kind::list) {
      for (ConfigNode& item : value.children) all.children.push_back(std::move(item));
    } else {
      all.children.push_back(std::move(value));
    }
  }
  return all;
}

// What CLI11 makes of the arguments: the texts given for each flag, and what is left.
struct Given {
  bool brief_help = false, full_help = false;
  std::map<std::string, std::vector<std::string>> texts;  // by path
  std::vector<std::string> words;
};

Given read_arguments(const CommandLine& line, std::vector<std::string> arguments) {
  Given given;
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  app.add_flag("-h", given.brief_help);
  app.add_flag("--help", given.full_help);
  for (const auto* group : {&line.options, &line.settings}) {
    for (const SettingInfo& setting : *group) {
      // Model types may each have a setting of the same name.
      if (given.texts.contains(setting.path)) continue;
      app.add_option("--" + setting.path, given.texts[setting.path])->allow_extra_args(false);
    }
  }
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 takes them
  try {
    app.parse(arguments);
  } catch (const CLI::ParseError& error) {
    throw Error({.what = error.what(),
                 .where = "command line",
                 .fix = format("nmt {} --help lists the flags", line.command)});
  }
  given.words = app.remaining();
  return given;
}

ConfigNode tree_of(const std::vector<SettingInfo>& group, const Given& given) {
  ConfigNode tree;
  tree.kind = ConfigNode::Kind::mapping;
  for (const SettingInfo& setting : group) {
    const auto& texts = given.texts.at(setting.path);
    if (!texts.empty()) put(tree, setting.path, value_of(texts, setting));
  }
  return tree;
}

}  // namespace

ParsedLine parse_command_line(const CommandLine& line, const std::vector<std::string>& arguments) {
  const auto end_of_flags = std::find(arguments.begin(), arguments.end(), "--");
  const Given given = read_arguments(line, pair_values(line, {arguments.begin(), end_of_flags}));
  ParsedLine parsed;
  if (given.brief_help || given.full_help) {
    parsed.help = given.full_help ? ParsedLine::Help::full : ParsedLine::Help::brief;
    return parsed;
  }
  for (const std::string& word : given.words) {
    if (word.size() > 1 && word.starts_with('-')) throw_unknown(line, word);
  }
  parsed.words = given.words;
  if (end_of_flags != arguments.end()) {
    parsed.words.insert(parsed.words.end(), end_of_flags + 1, arguments.end());
  }
  const auto most_words = static_cast<std::size_t>(line.most_words);
  if (parsed.words.size() > most_words) {
    throw Error({.what = format("unexpected '{}'", parsed.words[most_words]),
                 .where = "command line of nmt " + line.command,
                 .fix = format("write nmt {} {}", line.command, line.usage.front())});
  }
  parsed.options = tree_of(line.options, given);
  parsed.settings = tree_of(line.settings, given);
  return parsed;
}

}  // namespace nmt
