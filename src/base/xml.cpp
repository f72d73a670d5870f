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

std::string_view entity(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\t':
    case '\n':
    case '\r':
      return " ";
    default:
      return "";
  }
}

}  // namespace

std::string xml_text(std::string_view text) {
  const std::string valid = replace_invalid_utf8(text);
  std::string safe;
  safe.reserve(valid.size());
  for (std::string_view rest = valid; !rest.empty();) {
    std::size_t size = 1;
    if (const std::string_view written = entity(rest[0]); !written.empty()) {
      safe += written;
    } else if (const std::size_t forbidden = forbidden_bytes(rest); forbidden > 0) {
      safe += kReplacement;
      size = forbidden;
    } else {
      safe += rest[0];
    }
    rest.remove_prefix(size);
  }
  return safe;
}

}  // namespace nmt
