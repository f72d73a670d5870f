#include "base/format.h"
#include "config/completion.h"

namespace nmt {
namespace {

constexpr const char* kBashBegin = R"(# Completion of nmt in bash, made by `nmt completion bash`.

_nmt() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command=
  # --flag=value comes as three words.
  if [[ $cur == = ]]; then
    cur=
  elif [[ $prev == = ]]; then
    prev=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  ((COMP_CWORD > 1)) && command=${COMP_WORDS[1]}
  # What is asked for: words, files, folders, or a value that cannot be known.
  local kind= words= flags= arguments=words argument_words=
  case $command in
)";

constexpr const char* kBashEnd = R"(  *) return ;;
  esac
  if [[ -z $kind && $cur == -* ]]; then
    kind=words words=$flags
  elif [[ -z $kind ]]; then
    kind=$arguments words=$argument_words
  fi
  COMPREPLY=()
  case $kind in
  words) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur") ;;
  files) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
  folders) mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
  esac
  case $kind in
  files | folders) compopt -o filenames 2>/dev/null ;;
  esac
  [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *: ]] && compopt -o nospace 2>/dev/null
  return 0
} && complete -F _nmt nmt
)";

// What follows a flag that has a value.
std::string bash_value(const FlagInfo& flag) {
  const std::string value = value_name(*flag.setting);
  switch (value_files(value)) {
    case ValueFiles::files:
      return "kind=files";
    case ValueFiles::folders:
      return "kind=folders";
    case ValueFiles::none:
      break;
  }
  const std::vector<std::string> words = value_words(*flag.setting);
  return words.empty() ? "kind=value"
                       : "kind=words words=" + shell_quoted(joined_words(words, " "));
}

std::string bash_arguments(const CommandLine& line) {
  if (!line.words.empty())
    return "    argument_words=" + shell_quoted(joined_words(line.words, " ")) + "\n";
  const bool files = line.most_words > 0 && value_files(line.word) == ValueFiles::files;
  return files ? "    arguments=files\n" : "";
}

std::string bash_case(const CommandLine& line) {
  std::vector<std::string> names;
  std::string values;
  for (const FlagInfo& flag : completed_flags(line)) {
    names.insert(names.end(), flag.names.begin(), flag.names.end());
    if (flag.setting == nullptr || value_name(*flag.setting).empty()) continue;
    values += format("    {}) {} ;;\n", joined_words(flag.names, " | "), bash_value(flag));
  }
  std::string text = format("  {})\n", line.command.empty() ? "''" : line.command);
  text += "    flags=" + shell_quoted(joined_words(names, " ")) + "\n" + bash_arguments(line);
  if (!values.empty()) text += "    case $prev in\n" + values + "    esac\n";
  return text + "    ;;\n";
}

}  // namespace

std::string bash_completion(const std::vector<CompletedCommand>& commands) {
  std::string script = kBashBegin;
  for (const CompletedCommand& command : commands) script += bash_case(command.line);
  return script + kBashEnd;
}

}  // namespace nmt
