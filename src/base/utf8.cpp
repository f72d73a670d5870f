#include "base/utf8.h"

#include <cstdint>
#include <cstring>

namespace nmt {
namespace {

// One character at the start of a text: how many bytes belong together, and whether they are a
// character.
struct Character {
  std::size_t size;
  bool valid;
};

struct Range {
  unsigned char low, high;
};

// The bytes that may follow the leading byte directly: narrower than 80..BF where overlong forms,
// surrogates or values above U+10FFFF would begin.
Range second_byte_range(unsigned char lead) {
  switch (lead) {
    case 0xE0:
      return {0xA0, 0xBF};
    case 0xED:
      return {0x80, 0x9F};
    case 0xF0:
      return {0x90, 0xBF};
    case 0xF4:
      return {0x80, 0x8F};
    default:
      return {0x80, 0xBF};
  }
}

std::size_t size_from_lead(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t size = size_from_lead(byte(0));
  if (size <= 1) return {1, size == 1};
  Range range = second_byte_range(byte(0));
  for (std::size_t i = 1; i < size; ++i) {
    if (i >= text.size() || byte(i) < range.low || byte(i) > range.high) return {i, false};
    range = {0x80, 0xBF};
  }
  return {size, true};
}

// The length of the plain ASCII at the start, in steps of eight bytes.
std::size_t ascii_prefix(std::string_view text) {
  std::size_t size = 0;
  for (std::uint64_t eight; size + sizeof eight <= text.size(); size += sizeof eight) {
    std::memcpy(&eight, text.data() + size, sizeof eight);
    if (eight & 0x8080808080808080u) break;
  }
  return size;
}

}  // namespace

std::size_t find_invalid_utf8(std::string_view text) {
  std::size_t position = 0;
  while (position < text.size()) {
    position += ascii_prefix(text.substr(position));
    if (position == text.size()) break;
    const Character character = first_character(text.substr(position));
    if (!character.valid) return position;
    position += character.size;
  }
  return std::string_view::npos;
}

std::string replace_invalid_utf8(std::string_view text, std::string_view instead) {
  std::string clean;
  clean.reserve(text.size());
  for (;;) {
    const std::size_t bad = find_invalid_utf8(text);
    clean += text.substr(0, bad);
    if (bad == std::string_view::npos) return clean;
    clean += instead;
    text.remove_prefix(bad);
    text.remove_prefix(first_character(text).size);
  }
}

void append_utf8(std::string& text, char32_t c) {
  if (c < 0x80) {
    text += static_cast<char>(c);
    return;
  }
  const int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  constexpr unsigned kLead[] = {0, 0xc0, 0xe0, 0xf0};
  text += static_cast<char>(kLead[more] | (c >> (6 * more)));
  for (int i = more - 1; i >= 0; --i) text += static_cast<char>(0x80 | ((c >> (6 * i)) & 0x3f));
}

}  // namespace nmt
