#include "document/markdown_escape.h"

#include <algorithm>

#include "document/characters.h"
#include "document/markdown_links.h"

namespace nmt {
namespace {

constexpr std::string_view kBlank = " \t\n\u00a0";

// `&` of an entity.
bool begins_entity(std::string_view text) {
  const std::size_t end =
      text.find_first_not_of("#0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", 1);
  return end != std::string_view::npos && end > 1 && text[end] == ';';
}

// The words of a part, with what stands beside them.
class MarkdownEscape {
 public:
  MarkdownEscape(std::string_view words, char before, std::string_view next_mark,
                 const MarkdownText& text)
      : words_(words),
        before_(before),
        next_mark_(next_mark),
        in_cell_(text.block == MarkdownEvent::Block::cell),
        is_heading_(text.block == MarkdownEvent::Block::heading),
        has_brackets_(text.has_brackets) {}

  std::string escaped() const {
    std::string bytes;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (is_special(i)) bytes += '\\';
      bytes += words_[i];
    }
    return bytes;
  }

 private:
  char at(std::size_t i) const {
    if (i < words_.size()) return words_[i];
    return next_mark_.empty() ? ' ' : next_mark_[0];
  }
  char left_of(std::size_t i) const { return i > 0 ? words_[i - 1] : before_; }

  bool is_special(std::size_t i) const {
    const char c = words_[i], left = left_of(i), right = at(i + 1);
    switch (c) {
      case '`':
        return true;
      case '|':
        return in_cell_;
      case '\\':
        return is_markdown_punctuation(right) || right == '\n' || i + 1 == words_.size();
      case '*':
      case '~':
        return !(is_space(left) && is_space(right));
      case '_':
        return !(is_space(left) && is_space(right)) &&
               !(is_ascii_alnum(left) && is_ascii_alnum(right));
      case '[':
      case ']':
        // Those that the text had are no links; these would be.
        return !has_brackets_ || right == '(' || right == '[' || right == ':';
      case '#':
        return is_heading_ && i + 1 == words_.size();
      case '!':
        return i + 1 == words_.size() && next_mark_.starts_with('[');
      case '<':
        return is_ascii_letter(right) || right == '/' || right == '!' || right == '?';
      case '&':
        return begins_entity(words_.substr(i, kLongestEntity));
      default:
        return false;
    }
  }
  static bool is_space(char c) { return kBlank.find(c) != std::string_view::npos; }

  static constexpr std::size_t kLongestEntity = 50;
  std::string_view words_;
  char before_;
  std::string_view next_mark_;
  bool in_cell_, is_heading_, has_brackets_;
};

}  // namespace

std::string markdown_escaped(std::string_view words, char before, std::string_view next_mark,
                             const MarkdownText& text) {
  return MarkdownEscape(words, before, next_mark, text).escaped();
}

bool may_begin_markdown_line(std::string_view words) {
  const auto blank_at = [&](std::size_t i) {
    return i >= words.size() || words[i] == ' ' || words[i] == '\t' || words[i] == '\n';
  };
  switch (words.empty() ? ' ' : words[0]) {
    case '#': {
      return !blank_at(std::min(words.find_first_not_of('#'), words.size()));
    }
    case '>':
    case '|':
    case '=':
      return false;
    case '-':
    case '+':
      return !blank_at(1) && !words.starts_with("--");
    case '*':
      return !blank_at(1) && !words.starts_with("**");
    case '~':
      return !words.starts_with("~~~");
    case ':':
      return false;  // of a table's head, or a definition
    default:
      break;
  }
  const std::size_t digits = std::min(words.find_first_not_of("0123456789"), words.size());
  if (digits == 0 || digits == words.size()) return true;
  return (words[digits] != '.' && words[digits] != ')') || !blank_at(digits + 1);
}

}  // namespace nmt
