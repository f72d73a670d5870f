#include "config/manual.h"

#include <algorithm>
#include <cctype>

#include "base/format.h"
#include "base/text_width.h"
#include "config/help.h"

namespace nmt {
namespace {

// Text that troff shows as it is.
std::string escaped(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '\\':
        safe += "\\e";
        break;
      case '-':
        safe += "\\-";
        break;
      case '\'':
        safe += "\\(aq";
        break;
      case '`':
        safe += "\\(ga";
        break;
      case '^':
        safe += "\\(ha";
        break;
      case '~':
        safe += "\\(ti";
        break;
      default:
        safe += c;
    }
  }
  return safe;
}

std::string bold(const std::string& text) { return "\\fB" + escaped(text) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + escaped(text) + "\\fR"; }

// Running text in short lines, none of which may begin as a request does.
std::string text_of(const std::string& text) {
  constexpr int kWidth = 78;
  std::string all;
  const std::string lines = wrap_text(escaped(text), kWidth, 0, 0, WideWord::whole);
  for (std::size_t at = 0; at < lines.size();) {
    const std::size_t end = lines.find('\n', at) + 1;
    all += (lines[at] == '.' ? "\\&" : "") + lines.substr(at, end - at);
    at = end;
  }
  return all;
}

std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

// Letters of a word that is to be replaced: FILE, N.
bool is_placeholder(const std::string& word) {
  const bool any =
      std::any_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  return any && std::none_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// "[--model DIR] FILE" with flags in bold, and what is to be replaced in italics.
std::string usage_of(const std::string& usage) {
  constexpr const char* kWord = "-_.ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  std::string text;
  for (std::size_t at = 0; at < usage.size();) {
    const std::size_t begin = std::min(usage.find_first_of(kWord, at), usage.size());
    const std::size_t end = std::min(usage.find_first_not_of(kWord, begin), usage.size());
    const std::string word = usage.substr(begin, end - begin);
    text += escaped(usage.substr(at, begin - at));
    text += word.starts_with('-')  ? bold(word)
            : is_placeholder(word) ? italic(word)
                                   : escaped(word);
    at = end;
  }
  return text;
}

std::string term(const std::string& name, const std::string& text) {
  return ".TP\n" + name + "\n" + text_of(text);
}

std::string entry(const FlagInfo& flag) {
  std::string name;
  for (const std::string& spelling : flag.names)
    name += (name.empty() ? "" : ", ") + bold(spelling);
  const std::string value = value_name(*flag.setting);
  if (!value.empty()) name += " " + (is_placeholder(value) ? italic(value) : escaped(value));
  const std::string note = value_note(*flag.setting);
  return term(name, flag.setting->help + (note.empty() ? "" : " [" + note + "]"));
}

std::string synopsis(const CommandLine& line) {
  std::string text = ".SH SYNOPSIS\n";
  for (const std::string& usage : line.usage) {
    if (&usage != &line.usage.front()) text += ".br\n";
    text += bold(name_of(line)) + " " + usage_of(usage) + "\n";
  }
  return text;
}

std::string options(const CommandLine& line) {
  std::string text = ".SH OPTIONS\n";
  for (const FlagInfo& flag : option_flags(line)) text += entry(flag);
  text += term(bold("-h"), "Print the options alone.");
  return text + term(bold("--help"), "Print all that this page says.");
}

std::string settings(const CommandLine& line) {
  if (line.settings.empty()) return "";
  std::string text = ".SH SETTINGS\n", last_heading;
  text +=
      text_of("Each is a key of the YAML configuration too. Those of a list may be given again.");
  for (const FlagInfo& flag : setting_flags(line)) {
    const SettingInfo& setting = *flag.setting;
    std::string heading = setting.section().empty() ? "General" : "Section " + setting.section();
    if (!setting.condition.empty()) heading += ", with " + setting.condition;
    if (heading != last_heading) {
      text += ".SS " + escaped(heading) + "\n";
      if (!line.section.empty() && setting.section() == line.section)
        text += text_of(format("--KEY may also be written --{}.KEY.", line.section));
    }
    last_heading = heading;
    text += entry(flag);
  }
  return text;
}

std::string terms(const std::string& heading, const std::vector<Term>& terms) {
  if (terms.empty()) return "";
  std::string text = ".SH " + heading + "\n";
  for (const Term& one : terms) text += term(bold(one.name), one.text);
  return text;
}

std::string examples(const CommandLine& line) {
  if (line.examples.empty()) return "";
  std::string text = ".SH EXAMPLES\n";
  for (const Term& example : line.examples) {
    if (&example != &line.examples.front()) text += ".PP\n";
    text += text_of(example.text) + ".PP\n.RS 4\n.EX\n" + escaped(example.name) + "\n.EE\n.RE\n";
  }
  return text;
}

std::string see_also(const std::vector<std::string>& pages) {
  std::string text;
  for (const std::string& page : pages)
    text += ".BR " + escaped(page) + (&page == &pages.back() ? " (1)\n" : " (1),\n");
  return text.empty() ? "" : ".SH SEE ALSO\n" + text;
}

std::string page_name(const CommandLine& line) {
  return line.command.empty() ? "nmt" : "nmt-" + line.command;
}

}  // namespace

std::string manual_page(const CommandLine& line, const ManualInfo& info) {
  const std::string name = escaped(page_name(line));
  std::string page =
      format(".TH {} 1 {} \"nmt {}\" \"User Commands\"\n", upper(name), info.date, info.version);
  page += ".SH NAME\n" + text_of(page_name(line) + " - " + info.summary);
  page += synopsis(line);
  page += ".SH DESCRIPTION\n" + text_of(line.purpose);
  page += terms("COMMANDS", line.commands);
  page += options(line) + settings(line);
  page += ".SH EXIT STATUS\n" + text_of(exit_status_text(line));
  page += terms("ENVIRONMENT", line.variables) + terms("FILES", line.files);
  return page + examples(line) + see_also(info.see_also);
}

}  // namespace nmt
