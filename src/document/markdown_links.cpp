#include "document/markdown_links.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

namespace nmt {
namespace {

constexpr auto kNoEnd = std::string_view::npos;

// Behind the first `close` that no backslash stands before.
std::size_t behind_unescaped(std::string_view content, std::size_t at, char close) {
  for (; at < content.size(); ++at) {
    if (content[at] == '\\')
      ++at;
    else if (content[at] == close)
      return at + 1;
  }
  return kNoEnd;
}

// Blanks, and ends of lines with the marks of quotes that begin the next.
std::size_t behind_blanks(std::string_view content, std::size_t at) {
  bool new_line = false;
  for (; at < content.size(); ++at) {
    const char c = content[at];
    if (c == '\n') new_line = true;
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r' && !(c == '>' && new_line)) break;
  }
  return at;
}

std::size_t behind_destination(std::string_view content, std::size_t at) {
  if (content.substr(at).starts_with('<')) return behind_unescaped(content, at + 1, '>');
  int open = 0;
  for (; at < content.size(); ++at) {
    const char c = content[at];
    if (c == '\\' && at + 1 < content.size() && is_markdown_punctuation(content[at + 1])) {
      ++at;
      continue;
    }
    if (c == '(') ++open;
    if ((c == ')' && open-- == 0) || static_cast<unsigned char>(c) <= ' ') return at;
  }
  return kNoEnd;
}

std::string utf8_of(unsigned code) {
  const auto tail = [&](unsigned shift) {
    return static_cast<char>(0x80 | (code >> shift & 0x3f));
  };
  if (code < 0x80) return {static_cast<char>(code)};
  if (code < 0x800) return {static_cast<char>(0xc0 | code >> 6), tail(0)};
  if (code < 0x10000) return {static_cast<char>(0xe0 | code >> 12), tail(6), tail(0)};
  return {static_cast<char>(0xf0 | code >> 18), tail(12), tail(6), tail(0)};
}

}  // namespace

bool is_markdown_punctuation(char c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') ||
         (c >= '{' && c <= '~');
}

std::size_t end_of_link(std::string_view content, std::size_t at, std::size_t limit) {
  if (at >= std::min(limit, content.size())) return at;
  if (content[at] == '[') return behind_unescaped(content, at + 1, ']');
  if (content[at] != '(') return at;
  std::size_t end = behind_blanks(content, at + 1);
  end = behind_destination(content, end);
  if (end == kNoEnd) return end;
  end = behind_blanks(content, end);
  if (end < content.size() && std::string_view("\"'(").find(content[end]) != kNoEnd) {
    end = behind_unescaped(content, end + 1, content[end] == '(' ? ')' : content[end]);
    if (end == kNoEnd) return end;
    end = behind_blanks(content, end);
  }
  return end < content.size() && content[end] == ')' ? end + 1 : kNoEnd;
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
