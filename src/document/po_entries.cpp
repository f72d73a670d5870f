#include "document/po_entries.h"

#include <algorithm>

#include "base/error.h"
#include "base/format.h"
#include "base/text_width.h"
#include "document/sentence_rules.h"
#include "document/source_file.h"

namespace nmt {
namespace {

constexpr int kPoWidth = 79;

// The character that \n, \" and their like are; 0: another.
char po_escape(char c) {
  constexpr std::string_view kNames = "ntrabfv\"\\'?", kCharacters = "\n\t\r\a\b\f\v\"\\'?";
  const std::size_t at = kNames.find(c);
  return at == std::string_view::npos ? '\0' : kCharacters[at];
}

// A number of at most so many digits behind `at`, which moves to its last.
char read_digits(std::string_view text, std::size_t& at, std::size_t most, int base) {
  int number = 0;
  for (std::size_t read = 0; read < most && at + 1 < text.size(); ++read) {
    const char c = text[at + 1];
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : base;
    if (digit >= base) break;
    number = number * base + digit;
    ++at;
  }
  return static_cast<char>(number);
}

class PoReader {
 public:
  PoReader(std::string_view content, const std::string& name) : content_(content), name_(name) {}

  std::vector<PoEntry> read() {
    constexpr std::string_view kByteOrderMark = "\uFEFF";
    std::size_t begin = content_.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    while (begin < content_.size()) {
      const std::size_t end = std::min(content_.find('\n', begin), content_.size());
      line_ = without_white_space(content_, {begin, end});
      if (line_.size() > 0) read_line(in_range(content_, line_));
      begin = end + 1;
    }
    end_entry();
    return std::move(entries_);
  }

 private:
  enum class State { before, context, id, plural, translation };

  [[noreturn]] void refuse(const std::string& what, const std::string& fix) const {
    throw Error({.what = what, .where = line_in_file(content_, line_.begin, name_), .fix = fix});
  }

  void read_line(std::string_view line) {
    if (line[0] == '#') return read_comment(line);
    if (line[0] == '"') return read_string(line);
    const std::size_t size = std::min(line.find_first_of(" \t\""), line.size());
    const std::string_view keyword = line.substr(0, size);
    if (keyword == "domain") return end_entry();
    begin_string(keyword);
    const std::size_t string = std::min(line.find_first_not_of(" \t", size), line.size());
    read_string(line.substr(string));
  }
  void read_comment(std::string_view line) {
    if (state_ == State::translation) end_entry();
    if (line.starts_with("#~")) {
      entry_ = {};
      has_begin_ = false;
    }
    if (line.starts_with("#|")) set_begin();
    if (!line.starts_with("#,")) return;
    if (entry_.flags_line.size() == 0) entry_.flags_line = line_;
    for (std::size_t at = 2; at < line.size();) {
      const std::size_t end = std::min(line.find(',', at), line.size());
      const TextRange flag = without_white_space(line, {at, end});
      entry_.flags.emplace_back(in_range(line, flag));
      at = end + 1;
    }
  }
  void set_begin() {
    if (!has_begin_) entry_.begin = line_.begin;
    has_begin_ = true;
  }

  void begin_string(std::string_view keyword) {
    const bool begins = keyword == "msgctxt" || keyword == "msgid";
    if (begins && state_ == State::translation) end_entry();
    if (keyword == "msgctxt" && state_ == State::before) {
      state_ = State::context;
      string_ = &entry_.context.emplace();
    } else if (keyword == "msgid" && (state_ == State::before || state_ == State::context)) {
      state_ = State::id;
      string_ = &entry_.id;
    } else if (keyword == "msgid_plural" && state_ == State::id) {
      state_ = State::plural;
      string_ = &entry_.plural.emplace();
    } else if (is_next_translation(keyword)) {
      if (state_ != State::translation) entry_.translations_range.begin = line_.begin;
      state_ = State::translation;
      string_ = &entry_.translations.emplace_back();
    } else {
      refuse(format("`{}` is no line of a PO file, or not in its place", shown(keyword)),
             "`msgfmt -c FILE` tells what a PO file lacks");
    }
    set_begin();
  }
  bool is_next_translation(std::string_view keyword) const {
    if (state_ == State::id) return keyword == "msgstr";
    const std::size_t next = entry_.translations.size();
    const bool follows = state_ == State::plural || (state_ == State::translation && entry_.plural);
    return follows && keyword == format("msgstr[{}]", next);
  }
  static std::string shown(std::string_view keyword) {
    constexpr std::size_t kMost = 40;
    std::size_t end = std::min(keyword.size(), kMost);
    while (end > 0 && end < keyword.size() && (keyword[end] & 0xc0) == 0x80) --end;
    return without_controls(keyword.substr(0, end));
  }

  void read_string(std::string_view line) {
    if (!string_ || line.size() < 2 || line[0] != '"' || line.back() != '"')
      refuse("a string in quotation marks is expected here",
             "write \"...\" on each line of a string");
    line = line.substr(1, line.size() - 2);
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] != '\\') {
        if (line[i] == '"') refuse("a quotation mark within a string", "write it as \\\"");
        *string_ += line[i];
        continue;
      }
      if (++i == line.size()) refuse("a string ends with a backslash", "write it as \\\\");
      read_escape(line, i);
    }
    if (state_ == State::translation) entry_.translations_range.end = line_.end;
  }
  void read_escape(std::string_view line, std::size_t& i) {
    constexpr std::size_t kOctal = 3, kHexadecimal = 2;
    if (const char c = po_escape(line[i]); c != '\0') {
      *string_ += c;
    } else if (line[i] == 'x') {
      *string_ += read_digits(line, i, kHexadecimal, 16);
    } else if (line[i] >= '0' && line[i] <= '7') {
      --i;
      *string_ += read_digits(line, i, kOctal, 8);
    } else {
      refuse(format("`\\{}` stands for nothing in a PO file", shown(line.substr(i, 1))),
             "write a backslash as \\\\");
    }
  }

  void end_entry() {
    if (state_ != State::before && state_ != State::translation)
      refuse("an entry ends before its msgstr", "add msgstr \"\"");
    if (state_ == State::translation) entries_.push_back(std::move(entry_));
    entry_ = {};
    has_begin_ = false;
    string_ = nullptr;
    state_ = State::before;
  }

  std::string_view content_;
  const std::string& name_;
  TextRange line_;
  State state_ = State::before;
  PoEntry entry_;
  bool has_begin_ = false;
  std::string* string_ = nullptr;  // of entry_
  std::vector<PoEntry> entries_;
};

std::string po_escaped(std::string_view value) {
  std::string escaped;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '\n':
        escaped += "\\n";
        break;
      case '\t':
        escaped += "\\t";
        break;
      case '\r':
        escaped += "\\r";
        break;
      case '"':
        escaped += "\\\"";
        break;
      case '\\':
        escaped += "\\\\";
        break;
      default:
        if (byte < ' ' || byte == 0x7f)
          escaped += format("\\{:03o}", byte);
        else
          escaped += c;
    }
  }
  return escaped;
}

// The parts of an escaped line that stand in strings of their own, with the blanks between them.
std::vector<std::string> po_lines(std::string_view value, bool wraps) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t end = std::min(value.find('\n', at), value.size() - 1) + 1;
    std::string line;
    int width = 2;  // of quotation marks
    const std::string escaped = po_escaped(value.substr(at, end - at));
    for (std::size_t word = 0; word < escaped.size();) {
      const std::size_t next = std::min(escaped.find(' ', word), escaped.size() - 1) + 1;
      const std::string part = escaped.substr(word, next - word);
      const int cells = text_width(part);
      if (wraps && !line.empty() && width + cells > kPoWidth) {
        lines.push_back(std::move(line));
        line.clear();
        width = 2;
      }
      line += part;
      width += cells;
      word = next;
    }
    lines.push_back(std::move(line));
    at = end;
  }
  return lines;
}

}  // namespace

bool PoEntry::has_flag(std::string_view flag) const {
  return std::find(flags.begin(), flags.end(), flag) != flags.end();
}

bool PoEntry::is_translated() const {
  return std::any_of(translations.begin(), translations.end(),
                     [](const std::string& text) { return !text.empty(); });
}

std::vector<PoEntry> po_entries(std::string_view content, const std::string& name) {
  return PoReader(content, name).read();
}

std::string po_strings(std::string_view keyword, std::string_view value, bool wraps,
                       std::string_view end_of_line) {
  const std::string escaped = po_escaped(value);
  const std::size_t new_line = value.find('\n');
  const bool has_lines = new_line != std::string_view::npos && new_line + 1 < value.size();
  const bool fits = !wraps || text_width(keyword) + 3 + text_width(escaped) <= kPoWidth;
  if (!has_lines && fits) return format("{} \"{}\"", keyword, escaped);
  std::string strings = format("{} \"\"", keyword);
  for (const std::string& line : po_lines(value, wraps))
    strings += format("{}\"{}\"", end_of_line, line);
  return strings;
}

}  // namespace nmt
