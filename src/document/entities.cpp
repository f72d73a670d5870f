#include "document/entities.h"

#include <charconv>
#include <utility>

namespace nmt {

std::string utf8_of(char32_t code) {
  const auto tail = [&](unsigned shift) {
    return static_cast<char>(0x80 | (code >> shift & 0x3f));
  };
  if (code < 0x80) return {static_cast<char>(code)};
  if (code < 0x800) return {static_cast<char>(0xc0 | code >> 6), tail(0)};
  if (code < 0x10000) return {static_cast<char>(0xe0 | code >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xf0 | code >> 18), tail(12), tail(6), tail(0)};
}

std::string character_of_entity(std::string_view entity) {
  constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&nbsp;", "\u00a0"}};
  for (const auto& [name, character] : kNames)
    if (entity == name) return std::string(character);
  if (!entity.starts_with("&#") || !entity.ends_with(';')) return {};
  const bool hexadecimal = entity.size() > 2 && (entity[2] == 'x' || entity[2] == 'X');
  const std::string_view digits = entity.substr(hexadecimal ? 3 : 2);
  unsigned code = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size() - 1, code,
                                    hexadecimal ? 16 : 10);
  const bool is_control = code < ' ' || (code >= 0x7f && code < 0xa0);
  const bool is_surrogate = code >= 0xd800 && code < 0xe000;
  constexpr unsigned kLast = 0x10ffff;
  if (read.ec != std::errc{} || *read.ptr != ';' || is_control || is_surrogate || code > kLast)
    return {};
  return utf8_of(code);
}

}  // namespace nmt
