// UTF-8 and white space.
#include "eval/unicode.h"

#include "base/error.h"
#include "base/format.h"
#include "base/utf8.h"

namespace nmt::unicode {
namespace {

unsigned byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

// Length of the sequence that starts with this byte of valid text.
std::size_t sequence_length(unsigned lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

char32_t code_point_at(std::string_view text, std::size_t at, std::size_t length) {
  constexpr unsigned kLeadBits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
  char32_t value = byte_at(text, at) & kLeadBits[length];
  for (std::size_t i = 1; i < length; ++i) value = value << 6 | (byte_at(text, at + i) & 0x3f);
  return value;
}

bool is_ascii_space(char32_t c) {
  return c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1c && c < ' ');
}

}  // namespace

void require_utf8(std::string_view text, const char* name) {
  const std::size_t invalid = find_invalid_utf8(text);
  if (invalid == std::string_view::npos) return;
  throw Error({.what = format("{} is not UTF-8: byte 0x{:02x}", name, byte_at(text, invalid)),
               .where = format("byte {} of '{}'", invalid + 1, text.substr(0, invalid)),
               .fix = "convert the text, for example with iconv -t UTF-8"});
}

bool is_space(char32_t c) {
  if (c < 0x80) return is_ascii_space(c);
  return c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
         c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

std::u32string decode(std::string_view text) {
  std::u32string points;
  points.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = sequence_length(byte_at(text, at));
    points.push_back(code_point_at(text, at, length));
    at += length;
  }
  return points;
}

std::size_t space_length(std::string_view text, std::size_t at) {
  const unsigned lead = byte_at(text, at);
  if (lead < 0x80) return is_ascii_space(lead) ? 1 : 0;
  if (lead != 0xc2 && (lead < 0xe1 || lead > 0xe3)) return 0;
  const std::size_t length = sequence_length(lead);
  return at + length <= text.size() && is_space(code_point_at(text, at, length)) ? length : 0;
}

std::string_view trim_end(std::string_view text) {
  while (!text.empty()) {
    std::size_t start = text.size() - 1;
    while (start > 0 && (byte_at(text, start) & 0xc0) == 0x80) --start;
    if (start + space_length(text, start) != text.size()) break;
    text = text.substr(0, start);
  }
  return text;
}

}  // namespace nmt::unicode
