#include "document/apple_strings.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "base/utf8.h"
#include "document/characters.h"
#include "document/source_file.h"
#include "document/values_document.h"

namespace nmt {
namespace {

class AppleStrings : public ValuesDocument {
 public:
  AppleStrings(std::string bytes, const std::string& name)
      : ValuesDocument(std::move(bytes)), name_(name) {
    require_utf8(content(), name);
    constexpr std::string_view kByteOrderMark = "\uFEFF";
    if (content().starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
    LineCounter lines(content());
    for (skip_blanks(); at_ < content().size(); skip_blanks()) read_entry(lines);
  }

 protected:
  std::string escaped(std::string_view value, TextRange) const override {
    std::string bytes;
    for (const char c : value) {
      constexpr std::string_view kNamed = "\"\\\n\r\t", kNames = "\"\\nrt";
      const std::size_t named = kNamed.find(c);
      if (named != std::string_view::npos)
        bytes += {'\\', kNames[named]};
      else
        bytes += c;
    }
    return bytes;
  }

 private:
  [[noreturn]] void refuse(const char* what) const {
    throw Error({.what = what,
                 .where = line_in_file(content(), at_, name_),
                 .fix = "write entries as \"key\" = \"value\";"});
  }
  bool takes(char c) {
    skip_blanks();
    if (at_ == content().size() || content()[at_] != c) return false;
    ++at_;
    return true;
  }
  // And comments.
  void skip_blanks() {
    for (;;) {
      at_ = std::min(content().find_first_not_of(" \t\r\n", at_), content().size());
      const std::string_view rest = content().substr(at_);
      if (!rest.starts_with("//") && !rest.starts_with("/*")) return;
      const std::string_view end = rest.starts_with("//") ? "\n" : "*/";
      const std::size_t found = content().find(end, at_ + 2);
      if (found == std::string_view::npos && end == "*/") refuse("a comment has no end");
      at_ = found == std::string_view::npos ? content().size() : found + end.size();
    }
  }

  void read_entry(LineCounter& lines) {
    std::string value;
    if (!read_string(value)) refuse("a key is expected");
    if (takes(';')) return;
    if (!takes('=')) refuse("`=` is expected behind a key");
    skip_blanks();
    const bool quoted = content().substr(at_).starts_with('"');
    const std::size_t begin = at_ + 1;
    value.clear();
    if (!read_string(value)) refuse("a string is expected behind `=`");
    const TextRange place = {begin, at_ - 1};
    if (!takes(';')) refuse("`;` is expected behind a string");
    if (quoted) add_value(value, place, lines.line_of(begin));
  }
  // In quotation marks, or a word.
  bool read_string(std::string& value) {
    if (!takes('"')) {
      constexpr std::string_view kWord =
          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$.:/-";
      const std::size_t end = std::min(content().find_first_not_of(kWord, at_), content().size());
      const bool any = end > at_;
      at_ = end;
      return any;
    }
    while (at_ < content().size() && content()[at_] != '"') {
      if (content()[at_] == '\\')
        read_escape(value);
      else
        value += content()[at_++];
    }
    if (at_ >= content().size()) refuse("a string has no end");
    ++at_;
    return true;
  }
  void read_escape(std::string& value) {
    constexpr std::string_view kNames = "nrt", kCharacters = "\n\r\t";
    if (++at_ == content().size()) return;
    const char c = content()[at_++];
    if (c == 'U' || c == 'u') {
      std::size_t digits = 0;
      char32_t code = code_of(at_, digits);
      at_ += digits;
      const std::string_view next = content().substr(at_, 2);
      if (is_high_surrogate(code) && (next == "\\U" || next == "\\u")) {
        const char32_t low = code_of(at_ + 2, digits);
        if (is_low_surrogate(low)) {
          code = of_surrogates(code, low);
          at_ += 2 + digits;
        }
      }
      append_utf8(value, is_surrogate(code) ? 0xfffd : code);
      return;
    }
    const std::size_t name = kNames.find(c);
    value += name == std::string_view::npos ? c : kCharacters[name];
  }
  // Of four digits; U+FFFD where there are none.
  char32_t code_of(std::size_t at, std::size_t& digits) const {
    constexpr std::size_t kDigits = 4;
    const std::string_view text = content().substr(std::min(at, content().size()), kDigits);
    unsigned code = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), code, 16);
    digits = static_cast<std::size_t>(read.ptr - text.data());
    return digits == 0 ? 0xfffd : code;
  }

  std::string name_;
  std::size_t at_ = 0;
};

}  // namespace

DocumentFormat apple_strings_format() {
  return {.name = "strings",
          .suffixes = {".strings"},
          .read = [](std::string content, const std::string& name,
                     const DocumentLanguages&) -> std::unique_ptr<Document> {
            return std::make_unique<AppleStrings>(std::move(content), name);
          }};
}

}  // namespace nmt
