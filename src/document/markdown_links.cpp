#include "document/markdown_links.h"

#include <algorithm>

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

}  // namespace nmt
