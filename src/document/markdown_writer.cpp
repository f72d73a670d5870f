#include "document/markdown_writer.h"

#include <algorithm>
#include <cctype>

#include "document/characters.h"
#include "document/markdown_links.h"

namespace nmt {
namespace {

using Mark = MarkdownText::Mark;
constexpr std::string_view kBlank = " \t\n\u00a0";

struct MarkdownPart {
  std::string bytes;
  const Mark* mark = nullptr;  // null: words
  std::size_t tag = 0;

  bool is_delimiter() const {
    return mark && (mark->opens || mark->closes) &&
           (mark->span == MarkdownSpan::emphasis || mark->span == MarkdownSpan::strong ||
            mark->span == MarkdownSpan::strikethrough);
  }
};

bool is_blank_or_end(std::string_view character) {
  return character.empty() || character == " " || character == "\n" || character == "\t" ||
         is_white_space(character_at(character, 0));
}
bool is_mark(std::string_view character) {
  return !character.empty() && !has_letters(character) &&
         std::isdigit(static_cast<unsigned char>(character[0])) == 0;
}

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

class MarkdownWriter {
 public:
  MarkdownWriter(const MarkdownText& text, const TranslatedText& translation) : text_(text) {
    std::size_t at = 0;
    for (const PlacedTag& tag : translation.tags) {
      add_words(translation.text.substr(at, tag.range.begin - at));
      const Mark& mark = text.marks[tag.index];
      parts_.push_back({mark.bytes, &mark, tag.index});
      at = tag.range.end;
    }
    add_words(translation.text.substr(at));
  }

  // ends: where it ends a line of its own.
  std::string write(const LineShape& shape) {
    move_blanks_out();
    leave_out_empty_spans();
    use_html_where_marks_fail();
    name_targets();
    std::string lines, line;
    std::vector<TextRange> whole;
    int before = shape.before_first;
    const auto end_line = [&] {
      LineShape next = shape;
      next.before_first = before;
      if (text_.block != MarkdownEvent::Block::cell) escape_begin(line, whole);
      lines += shape.width == 0 ? line : wrapped(line, next, whole);
      before = shape.before_others;
      line.clear();
      whole.clear();
    };
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      const MarkdownPart& part = parts_[i];
      if (!part.mark) {
        const char left = line.empty() ? ' ' : line.back();
        const std::string_view next =
            i + 1 < parts_.size() ? std::string_view(parts_[i + 1].bytes) : "";
        const std::string words = MarkdownEscape(part.bytes, left, next, text_).escaped();
        std::size_t begin = 0, end;
        for (; (end = words.find('\n', begin)) != std::string::npos; begin = end + 1) {
          line += words.substr(begin, end - begin);
          end_line();
          lines += shape.line_break;
        }
        line += words.substr(begin);
      } else if (part.mark->ends_line) {
        while (line.ends_with(' ')) line.pop_back();
        end_line();
        lines += part.bytes;
      } else {
        whole.push_back({line.size(), line.size() + part.bytes.size()});
        line += part.bytes;
      }
    }
    end_line();
    return lines;
  }

 private:
  void add_words(std::string words) {
    if (words.empty()) return;
    const bool one_line = text_.block != MarkdownEvent::Block::other;
    if (one_line) std::replace(words.begin(), words.end(), '\n', ' ');
    // White space around the ends of lines means something.
    std::string tidy;
    for (std::size_t i = 0; i < words.size(); ++i) {
      const bool blank = words[i] == ' ' || words[i] == '\t' || words[i] == '\r';
      if (blank && (tidy.ends_with('\n') || tidy.ends_with(' '))) continue;
      if (words[i] == '\n')
        while (tidy.ends_with(' ')) tidy.pop_back();
      if (words[i] == '\n' && tidy.ends_with('\n')) continue;
      tidy += blank ? ' ' : words[i];
    }
    parts_.push_back({std::move(tidy)});
  }
  bool is_words(std::size_t i) const { return i < parts_.size() && !parts_[i].mark; }

  // Blanks within a span at its ends: "** word**" is none.
  void move_blanks_out() {
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      if (!parts_[i].is_delimiter()) continue;
      const bool opens = parts_[i].mark->opens;
      const std::size_t inner = opens ? i + 1 : i - 1;
      if (inner >= parts_.size() || !is_words(inner)) continue;
      std::string& words = parts_[inner].bytes;
      if (opens ? !words.starts_with(' ') : !words.ends_with(' ')) continue;
      words.erase(opens ? 0 : words.size() - 1, 1);
      const std::size_t outer = opens ? i - 1 : i + 1;
      if (outer < parts_.size() && is_words(outer)) {
        std::string& other = parts_[outer].bytes;
        if (opens && !other.ends_with(' ')) other += ' ';
        if (!opens && !other.starts_with(' ')) other.insert(0, 1, ' ');
      } else if (opens ? i > 0 : i + 1 < parts_.size()) {
        parts_.insert(parts_.begin() + static_cast<std::ptrdiff_t>(opens ? i : i + 1), {" "});
        ++i;
      }
    }
    std::erase_if(parts_,
                  [](const MarkdownPart& part) { return !part.mark && part.bytes.empty(); });
  }
  void leave_out_empty_spans() {
    std::vector<MarkdownPart> kept;
    for (MarkdownPart& part : parts_) {
      const bool closes_nothing = part.is_delimiter() && part.mark->closes && !kept.empty() &&
                                  kept.back().is_delimiter() && kept.back().mark->opens;
      if (closes_nothing)
        kept.pop_back();
      else
        kept.push_back(std::move(part));
    }
    parts_ = std::move(kept);
  }

  // For each delimiter the characters that stand beside it, behind those of its kind that it stands
  // beside.
  void look_beside() {
    left_.assign(parts_.size(), {});
    right_.assign(parts_.size(), {});
    const auto is_alike = [&](std::size_t a, std::size_t b) {
      return parts_[a].is_delimiter() && parts_[b].is_delimiter() &&
             parts_[a].mark->opens == parts_[b].mark->opens;
    };
    for (std::size_t i = 1; i < parts_.size(); ++i) {
      const std::string_view before = parts_[i - 1].bytes;
      std::size_t begin = before.size() - 1;
      while (begin > 0 && is_continuation(before[begin])) --begin;
      left_[i] = is_alike(i - 1, i) ? left_[i - 1] : before.substr(begin);
    }
    for (std::size_t i = parts_.size(); i-- > 1;) {
      const std::string_view after = parts_[i].bytes;
      right_[i - 1] = is_alike(i - 1, i) ? right_[i] : after.substr(0, character_size(after[0]));
    }
  }
  // CommonMark's rules of flanking, a bit stricter.
  bool fails(std::size_t i) const {
    const Mark& mark = *parts_[i].mark;
    const std::string_view inner = mark.opens ? right_[i] : left_[i],
                           outer = mark.opens ? left_[i] : right_[i];
    if (is_blank_or_end(inner)) return true;
    const bool joins = !is_blank_or_end(outer) && !is_mark(outer);
    if (is_mark(inner) && joins) return true;
    const char c = mark.bytes[0];
    if (c == '_' && joins) return true;
    return (!outer.empty() && outer[0] == c) || inner[0] == c;
  }
  void use_html_where_marks_fail() {
    look_beside();
    std::vector<bool> failed(text_.marks.size());
    for (std::size_t i = 0; i < parts_.size(); ++i)
      if (parts_[i].is_delimiter() && fails(i)) {
        failed[parts_[i].tag] = true;
        failed[static_cast<std::size_t>(text_.text.tags[parts_[i].tag].partner)] = true;
      }
    for (MarkdownPart& part : parts_)
      if (part.is_delimiter() && failed[part.tag]) part.bytes = html_of(*part.mark);
  }
  static std::string html_of(const Mark& mark) {
    const char* name = mark.span == MarkdownSpan::emphasis ? "em"
                       : mark.span == MarkdownSpan::strong ? "strong"
                                                           : "del";
    return std::string(mark.opens ? "<" : "</") + name + ">";
  }

  // Words of a link that named its target do so no longer.
  void name_targets() {
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      const Mark* mark = parts_[i].mark;
      const bool is_link =
          mark && (mark->span == MarkdownSpan::link || mark->span == MarkdownSpan::image);
      if (is_link && mark->opens) open.push_back(i);
      if (!is_link || !mark->closes || open.empty()) continue;
      const std::size_t opener = open.back();
      open.pop_back();
      if (mark->label.empty()) continue;
      std::string words;
      for (std::size_t part = opener + 1; part < i && words.size() <= mark->label.size(); ++part)
        words += parts_[part].bytes;
      if (words != mark->label) parts_[i].bytes = "][" + mark->label + "]";
    }
  }

  // What would make something else of a line that begins with it.
  static void escape_begin(std::string& line, std::vector<TextRange>& whole) {
    const bool begins_with_mark = !whole.empty() && whole[0].begin == 0;
    line.erase(0, begins_with_mark ? 0 : std::min(line.find_first_not_of(' '), line.size()));
    if (line.empty() || begins_with_mark || may_begin_markdown_line(line)) return;
    const std::size_t digits = std::min(line.find_first_not_of("0123456789"), line.size());
    line.insert(digits, 1, '\\');
    for (TextRange& range : whole) range = {range.begin + 1, range.end + 1};
  }

  const MarkdownText& text_;
  std::vector<MarkdownPart> parts_;
  std::vector<std::string_view> left_, right_;  // [parts_]
};

}  // namespace

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

std::string written_markdown(const MarkdownText& text, const TranslatedText& translation,
                             const LineShape& shape) {
  return MarkdownWriter(text, translation).write(shape);
}

}  // namespace nmt
