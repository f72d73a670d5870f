#include "document/java_properties.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/format.h"
#include "base/utf8.h"
#include "document/characters.h"
#include "document/source_file.h"
#include "document/values_document.h"

namespace nmt {
namespace {

constexpr std::string_view kPropertyBlanks = " \t\f";

// A message that MessageFormat reads: {0} is in it, and apostrophes, if any, are doubled.
bool is_message_format(std::string_view value) {
  bool has_argument = false;
  for (std::size_t at = 0; (at = value.find('{', at)) != std::string_view::npos; ++at)
    has_argument =
        has_argument || (at + 1 < value.size() && value[at + 1] >= '0' && value[at + 1] <= '9');
  if (!has_argument) return false;
  for (std::size_t at = 0; (at = value.find('\'', at)) != std::string_view::npos; at += 2)
    if (!value.substr(at).starts_with("''")) return false;
  return true;
}

std::string with_each(std::string_view text, std::string_view mark, std::string_view instead) {
  std::string changed;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t next = std::min(text.find(mark, at), text.size());
    changed += text.substr(at, next - at);
    if (next < text.size()) changed += instead;
    at = next + mark.size();
  }
  return changed;
}

class JavaProperties : public ValuesDocument {
 public:
  JavaProperties(std::string bytes, const std::string& name) : ValuesDocument(std::move(bytes)) {
    require_utf8(content(), name);
    // Java before 9 reads another encoding, of which ASCII is a part.
    is_ascii_ = std::all_of(content().begin(), content().end(),
                            [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    LineCounter lines(content());
    while (at_ < content().size()) read_line(lines);
  }

 protected:
  std::string escaped(std::string_view text, TextRange place) const override {
    const std::string value = is_message_format(in_range(content(), place))
                                  ? with_each(text, "'", "''")
                                  : std::string(text);
    std::string bytes;
    for (std::size_t at = 0; at < value.size(); at += character_size(value[at])) {
      constexpr std::string_view kNamed = "\\\n\r\t\f", kNames = "\\nrtf";
      const char32_t c = character_at(value, at);
      const std::size_t named =
          c < 0x80 ? kNamed.find(static_cast<char>(c)) : std::string_view::npos;
      if (named != std::string_view::npos)
        bytes += {'\\', kNames[named]};
      else if (c == ' ' && at == 0)
        bytes += "\\ ";
      else if (c >= 0x10000 && is_ascii_)
        bytes += format("\\u{:04x}\\u{:04x}", 0xd7c0 + (static_cast<unsigned>(c) >> 10),
                        0xdc00 + (static_cast<unsigned>(c) & 0x3ff));
      else if (c < ' ' || (c >= 0x7f && is_ascii_))
        bytes += format("\\u{:04x}", static_cast<unsigned>(c));
      else
        bytes += value.substr(at, character_size(value[at]));
    }
    return bytes;
  }

 private:
  char here() const { return at_ < content().size() ? content()[at_] : '\n'; }
  void skip(std::string_view characters) {
    at_ = std::min(content().find_first_not_of(characters, at_), content().size());
  }
  void read_line(LineCounter& lines) {
    skip(" \t\f\r\n");
    if (at_ == content().size()) return;
    if (here() == '#' || here() == '!') {
      skip_to_end();
      return;
    }
    while (at_ < content().size() &&
           std::string_view(" \t\f=:\r\n").find(here()) == std::string_view::npos)
      at_ += here() == '\\' ? 2 : 1;
    at_ = std::min(at_, content().size());
    skip(kPropertyBlanks);
    if (here() == '=' || here() == ':') {
      ++at_;
      skip(kPropertyBlanks);
    }
    const std::size_t begin = at_;
    const std::string value = read_rest_of_line();
    const bool formatted = is_message_format(in_range(content(), {begin, at_}));
    const std::string text = formatted ? with_each(value, "''", "'") : value;
    add_value(text, {begin, at_}, lines.line_of(begin));
  }
  void skip_to_end() { at_ = std::min(content().find('\n', at_), content().size()); }

  // Of a logical line: a backslash at its end goes on in the next.
  std::string read_rest_of_line() {
    std::string value;
    while (at_ < content().size() && here() != '\n' && !content().substr(at_).starts_with("\r\n")) {
      if (here() != '\\')
        value += content()[at_++];
      else
        read_escape(value);
    }
    return value;
  }
  void read_escape(std::string& value) {
    constexpr std::string_view kNames = "nrtf", kCharacters = "\n\r\t\f";
    if (++at_ >= content().size()) return;
    const char c = content()[at_++];
    if (c == '\r' && here() == '\n') ++at_;
    if (c == '\n' || c == '\r') return skip(kPropertyBlanks);
    if (c == 'u') return read_code(value);
    const std::size_t name = kNames.find(c);
    value += name == std::string_view::npos ? c : kCharacters[name];
  }
  void read_code(std::string& value) {
    char32_t code = code_here();
    if (is_high_surrogate(code) && content().substr(at_).starts_with("\\u")) {
      at_ += 2;
      const char32_t low = code_here();
      code = is_low_surrogate(low) ? of_surrogates(code, low) : 0xfffd;
    }
    append_utf8(value, is_surrogate(code) ? 0xfffd : code);
  }
  // U+FFFD where there are no four digits.
  char32_t code_here() {
    constexpr std::size_t kDigits = 4;
    constexpr char32_t kUnknown = 0xfffd;
    const std::string_view digits = content().substr(at_, kDigits);
    unsigned code = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    if (digits.size() < kDigits || read.ptr != digits.data() + kDigits) return kUnknown;
    at_ += kDigits;
    return code;
  }

  std::size_t at_ = 0;
  bool is_ascii_ = true;
};

}  // namespace

DocumentFormat java_properties_format() {
  return {.name = "properties",
          .suffixes = {".properties"},
          .read = [](std::string content, const std::string& name,
                     const DocumentLanguages&) -> std::unique_ptr<Document> {
            return std::make_unique<JavaProperties>(std::move(content), name);
          }};
}

}  // namespace nmt
