#include "config/completion.h"

#include <algorithm>

namespace nmt {

std::vector<FlagInfo> completed_flags(const CommandLine& line) {
  std::vector<FlagInfo> flags = option_flags(line);
  const std::vector<FlagInfo> settings = setting_flags(line);
  for (const FlagInfo& flag : settings) {
    // Model types may each have a setting of the same name.
    const bool known = std::any_of(flags.begin(), flags.end(), [&](const FlagInfo& other) {
      return other.names.back() == flag.names.back();
    });
    if (!known) flags.push_back(flag);
  }
  flags.push_back({.setting = nullptr, .names = {"-h"}});
  flags.push_back({.setting = nullptr, .names = {"--help"}});
  return flags;
}

std::string first_sentence(const FlagInfo& flag) {
  if (flag.setting == nullptr)
    return flag.names.back() == "-h" ? "The options in short" : "All help";
  const std::string& help = flag.setting->help;
  const std::size_t end = std::min(help.find(". "), help.size());
  std::string sentence = help.substr(0, end);
  while (sentence.ends_with('.')) sentence.pop_back();
  return sentence;
}

std::string shell_quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

}  // namespace nmt
