#include "base/format.h"
#include "config/completion.h"

namespace nmt {
namespace {

constexpr const char* kZshBegin = R"(#compdef nmt
# Completion of nmt in zsh, made by `nmt completion zsh`.

_nmt() {
  local -a commands
  commands=(
)";

// Text in which zsh gives none of `special` its meaning.
std::string without_meaning(const std::string& text, const char* special) {
  std::string safe;
  for (const char c : text) {
    if (std::string_view(special).find(c) != std::string_view::npos) safe += '\\';
    safe += c;
  }
  return safe;
}

std::string words_action(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words)
    text += (text.empty() ? "" : " ") + without_meaning(word, "\\: ()");
  return "(" + text + ")";
}

// ":FILE:_files", what follows a flag.
std::string zsh_value(const FlagInfo& flag) {
  if (flag.setting == nullptr) return "";
  const std::string name = value_name(*flag.setting);
  if (name.empty()) return "";
  std::string action = " ";  // nothing is known of it
  const std::vector<std::string> words = value_words(*flag.setting);
  const ValueFiles files = value_files(name);
  if (files == ValueFiles::files) action = "_files";
  if (files == ValueFiles::folders) action = "_files -/";
  if (files == ValueFiles::none && !words.empty()) action = words_action(words);
  return ":" + without_meaning(name, "\\:") + ":" + action;
}

std::string specifications(const FlagInfo& flag) {
  const bool is_list = flag.setting != nullptr && flag.setting->kind == SettingInfo::Kind::list;
  const std::string value = zsh_value(flag);
  const std::string others = joined_words(flag.names, " ");
  std::string text;
  for (const std::string& name : flag.names) {
    const bool is_long = name.starts_with("--");
    const std::string before = is_list ? "*" : "(" + others + ")";
    text += "      " +
            shell_quoted(before + name + (is_long && !value.empty() ? "=" : "") + "[" +
                         without_meaning(first_sentence(flag), "\\[]") + "]" + value) +
            " \\\n";
  }
  return text;
}

std::string zsh_arguments(const CommandLine& line) {
  if (!line.words.empty())
    return "      " + shell_quoted("1:" + line.word + ":" + words_action(line.words)) + "\n";
  const bool files = value_files(line.word) == ValueFiles::files;
  if (line.most_words == 0) return "      && return 0\n";
  return "      " + shell_quoted("*:" + line.word + ":" + (files ? "_files" : " ")) + "\n";
}

std::string zsh_flags(const CommandLine& line) {
  std::string text = "    _arguments \\\n";
  for (const FlagInfo& flag : completed_flags(line)) text += specifications(flag);
  return text + zsh_arguments(line);
}

}  // namespace

std::string zsh_completion(const std::vector<CompletedCommand>& commands) {
  std::string script = kZshBegin;
  for (const CompletedCommand& command : commands) {
    if (command.line.command.empty()) continue;
    script += "    " +
              shell_quoted(command.line.command + ":" + without_meaning(command.summary, "\\:")) +
              "\n";
  }
  script +=
      "  )\n  if ((CURRENT == 2)); then\n    _describe -t commands command commands\n"
      "    [[ $PREFIX == -* ]] || return\n";
  script += zsh_flags(commands.front().line);
  script += "    return\n  fi\n  local command=$words[2]\n  shift words\n  ((CURRENT--))\n";
  script += "  case $command in\n";
  for (const CompletedCommand& command : commands) {
    if (command.line.command.empty()) continue;
    script += "  " + command.line.command + ")\n" + zsh_flags(command.line) + "    ;;\n";
  }
  return script +
         "  esac\n}\n\nif [[ $funcstack[1] == _nmt ]]; then\n  _nmt \"$@\"\nelse\n"
         "  compdef _nmt nmt\nfi\n";
}

}  // namespace nmt
