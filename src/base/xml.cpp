#include "base/xml.h"

#include "base/utf8.h"

namespace nmt {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// How many bytes at the start of valid UTF-8 are a character that XML, or HTML, forbids.
std::size_t forbidden_bytes(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x20 || lead == 0x7F) return 1;
  if (lead == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0) return 2;  // U+0080 to U+009F
  if (text.starts_with("\xEF\xBF\xBE") || text.starts_with("\xEF\xBF\xBF")) return 3;
  return 0;
}

bool is_white_space(char c) { return c == '\t' || c == '\n' || c == '\r'; }

// How a character is written within quotation marks; empty where it is itself.
std::string_view in_quotes(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    default:
      return is_white_space(c) ? " " : "";
  }
}

// A carriage return by itself would be read as the end of a line.
std::string_view in_element(char c) {
  if (c == '\r') return "&#13;";
  return c == '"' || is_white_space(c) ? "" : in_quotes(c);
}

std::string_view as_it_is(char) { return ""; }

std::string written(std::string_view text, std::string_view (*entity)(char)) {
  const std::string valid = replace_invalid_utf8(text);
  std::string safe;
  safe.reserve(valid.size());
  for (std::string_view rest = valid; !rest.empty();) {
    std::size_t size = 1;
    if (const std::string_view name = entity(rest[0]); !name.empty()) {
      safe += name;
    } else if (const std::size_t forbidden = is_white_space(rest[0]) ? 0 : forbidden_bytes(rest);
               forbidden > 0) {
      safe += kReplacement;
      size = forbidden;
    } else {
      safe += rest[0];
    }
    rest.remove_prefix(size);
  }
  return safe;
}

}  // namespace

std::string xml_text(std::string_view text) { return written(text, in_quotes); }
std::string xml_content(std::string_view text) { return written(text, in_element); }
std::string replace_control_characters(std::string_view text) { return written(text, as_it_is); }

}  // namespace nmt
