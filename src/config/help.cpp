#include "config/help.h"

#include <algorithm>

#include "base/format.h"
#include "base/text_width.h"

namespace nmt {
namespace {

using Help = ParsedLine::Help;

constexpr std::size_t kIndent = 2;
// Where the text of a flag begins: beside it, or in narrow lines below it.
constexpr std::size_t kBeside = 28, kBelow = 6, kWideEnough = 72;

// `text` from column `at` on, where its first line has begun.
std::string wrapped(const std::string& text, std::size_t at, std::size_t indent,
                    std::size_t width) {
  return wrap_text(text, static_cast<int>(width), static_cast<int>(indent), static_cast<int>(at),
                   WideWord::whole);
}

struct Page {
  std::size_t width, beside = kBeside;
  std::size_t column() const { return width >= kWideEnough ? beside : kBelow; }

  // "  -m, --model DIR           Model directory."
  std::string entry(const std::string& name, const std::string& text) const {
    std::string left = std::string(kIndent, ' ') + name;
    const std::size_t at = column();
    if (left.size() + 2 > at)
      return std::string(kIndent, ' ') + wrapped(name, kIndent, 2 * kIndent, width) +
             std::string(at, ' ') + wrapped(text, at, at, width);
    left.resize(at, ' ');
    return left + wrapped(text, at, at, width);
  }

  std::string paragraph(const std::string& text) const { return wrapped(text, 0, 0, width); }
};

std::string spellings_of(const FlagInfo& flag) {
  const std::string name = joined_words(flag.names, ", ");
  const std::string value = value_name(*flag.setting);
  return value.empty() ? name : name + " " + value;
}

std::string entry_of(const FlagInfo& flag, const Page& page) {
  const std::string note = value_note(*flag.setting);
  return page.entry(spellings_of(flag),
                    flag.setting->help + (note.empty() ? "" : " [" + note + "]"));
}

std::string usage_text(const CommandLine& line, const Page& page) {
  std::string text;
  for (const std::string& usage : line.usage) {
    const std::string begin = format("{} {} ", text.empty() ? "Usage:" : "      ", name_of(line));
    text += begin + wrapped(usage, begin.size(), begin.size(), page.width);
  }
  return text;
}

// Sections of options, such as chrf.beta, are told by --help alone.
bool is_detail(const FlagInfo& flag) { return !flag.setting->section().empty(); }

// How many options and settings -h leaves out.
std::string more_of(const CommandLine& line) {
  const std::vector<FlagInfo> options = option_flags(line);
  const auto details = std::count_if(options.begin(), options.end(), is_detail);
  std::string what;
  if (details > 0) what += format("{} more options, ", details);
  if (!line.settings.empty()) what += format("{} settings, ", setting_flags(line).size());
  return what;
}

std::string options_text(const CommandLine& line, Help help, const Page& page) {
  std::string text = "\nOptions:\n";
  for (const FlagInfo& flag : option_flags(line))
    if (help == Help::full || !is_detail(flag)) text += entry_of(flag, page);
  text += page.entry("-h", "These options alone.");
  return text +
         page.entry("--help", format("Also {}examples, variables and exit codes.", more_of(line)));
}

std::string settings_text(const CommandLine& line, const Page& page) {
  std::string text, last_heading;
  for (const FlagInfo& flag : setting_flags(line)) {
    const SettingInfo& setting = *flag.setting;
    const std::string section = setting.section();
    std::string heading = section.empty() ? "Settings" : "Section " + section;
    if (!setting.condition.empty()) heading += ", with " + setting.condition;
    if (!section.empty() && section == line.section)
      heading += format(" (--KEY may also be written --{}.KEY)", section);
    if (heading != last_heading) text += "\n" + page.paragraph(heading + ":");
    last_heading = heading;
    text += entry_of(flag, page);
  }
  return text;
}

// A command line, which a shell still takes where it is cut.
std::string continued(const std::string& command, const Page& page) {
  constexpr std::string_view kMark = " \\";
  std::string text = wrapped(command, kBelow, kBelow + 2, page.width - kMark.size());
  for (std::size_t at = 0; (at = text.find('\n', at)) + 1 < text.size(); at += kMark.size() + 1)
    text.insert(at, kMark);
  return text;
}

std::string examples_text(const CommandLine& line, const Page& page) {
  if (line.examples.empty()) return "";
  std::string text = "\nExamples:\n";
  for (const Term& example : line.examples) {
    text += std::string(kIndent, ' ') + wrapped(example.text, kIndent, kIndent, page.width);
    text += std::string(kBelow, ' ') + continued(example.name, page);
  }
  return text;
}

}  // namespace

std::string terms_text(const std::string& heading, const std::vector<Term>& terms, int width) {
  if (terms.empty()) return "";
  std::size_t longest = 0;
  for (const Term& term : terms) longest = std::max(longest, term.name.size());
  const Page page{static_cast<std::size_t>(width), std::min(kBeside, longest + 2 * kIndent)};
  std::string text = "\n" + heading + ":\n";
  for (const Term& term : terms) text += page.entry(term.name, term.text);
  return text;
}

std::string exit_status_text(const CommandLine& line) {
  const std::string own = line.exit_status.empty() ? "" : " " + line.exit_status;
  return "0 where all went well; 1 where something failed that the input is not to blame for, such "
         "as a full disk; 2 where the command line or a file is wrong; 130 after Ctrl-C." +
         own;
}

std::string help_text(const CommandLine& line, Help help, int width) {
  const Page page{.width = static_cast<std::size_t>(width)};
  std::string text = page.paragraph(line.purpose) + "\n" + usage_text(line, page) +
                     terms_text("Commands", line.commands, width) + options_text(line, help, page);
  if (help == Help::brief)
    return text + "\n" +
           page.paragraph(format("{} --help also tells {}examples, variables and exit codes.",
                                 name_of(line), more_of(line)));
  text += settings_text(line, page) + examples_text(line, page);
  text += terms_text("Environment", line.variables, width) + terms_text("Files", line.files, width);
  return text + "\nExit codes:\n  " + wrapped(exit_status_text(line), kIndent, kIndent, page.width);
}

}  // namespace nmt
