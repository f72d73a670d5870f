#include "base/format.h"
#include "config/completion.h"

namespace nmt {
namespace {

std::string fish_quoted(const std::string& text) {
  std::string safe = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') safe += '\\';
    safe += c;
  }
  return safe + "'";
}

std::string condition_of(const CommandLine& line) {
  return line.command.empty() ? "__fish_use_subcommand"
                              : fish_quoted("__fish_seen_subcommand_from " + line.command);
}

// " -l model": long, of one letter, or of several letters behind one dash.
std::string spelling(const std::string& name) {
  if (name.starts_with("--")) return " -l " + name.substr(2);
  return (name.size() == 2 ? " -s " : " -o ") + name.substr(1);
}

std::string fish_value(const FlagInfo& flag) {
  if (flag.setting == nullptr) return "";
  const std::string name = value_name(*flag.setting);
  if (name.empty()) return "";
  switch (value_files(name)) {
    case ValueFiles::files:
      return " -r -F";
    case ValueFiles::folders:
      return " -x -a '(__fish_complete_directories)'";
    case ValueFiles::none:
      break;
  }
  const std::vector<std::string> words = value_words(*flag.setting);
  return words.empty() ? " -x" : " -x -a " + fish_quoted(joined_words(words, " "));
}

std::string lines_of(const CommandLine& line) {
  const std::string begin = "complete -c nmt -n " + condition_of(line);
  std::string text;
  for (const FlagInfo& flag : completed_flags(line)) {
    text += begin;
    for (const std::string& name : flag.names) text += spelling(name);
    text += fish_value(flag) + " -d " + fish_quoted(first_sentence(flag)) + "\n";
  }
  if (!line.command.empty() && !line.words.empty())
    text += begin + " -a " + fish_quoted(joined_words(line.words, " ")) + "\n";
  const bool files = line.most_words > 0 && value_files(line.word) == ValueFiles::files;
  if (files && line.words.empty()) text += begin + " -F\n";
  return text;
}

}  // namespace

std::string fish_completion(const std::vector<CompletedCommand>& commands) {
  std::string script =
      "# Completion of nmt in fish, made by `nmt completion fish`.\n\ncomplete -c nmt -f\n";
  for (const CompletedCommand& command : commands) {
    if (!command.line.command.empty())
      script += format("complete -c nmt -n __fish_use_subcommand -a {} -d {}\n",
                       command.line.command, fish_quoted(command.summary));
  }
  for (const CompletedCommand& command : commands) script += lines_of(command.line);
  return script;
}

}  // namespace nmt
