#include "document/markdown_writer.h"

#include <algorithm>
#include <cctype>

#include "document/characters.h"
#include "document/markdown_escape.h"

namespace nmt {
namespace {

using Mark = MarkdownText::Mark;

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

class MarkdownWriter {
 public:
  MarkdownWriter(const MarkdownText& text, const TranslatedText& translation,
                 const LineShape& shape)
      : text_(text), shape_(shape), before_(shape.before_first) {
    std::size_t at = 0;
    for (const PlacedTag& tag : translation.tags) {
      add_words(translation.text.substr(at, tag.range.begin - at));
      const Mark& mark = text.marks[tag.index];
      parts_.push_back({mark.bytes, &mark, tag.index});
      at = tag.range.end;
    }
    add_words(translation.text.substr(at));
  }

  std::string write() {
    move_blanks_out();
    leave_out_empty_spans();
    use_html_where_marks_fail();
    name_targets();
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      const MarkdownPart& part = parts_[i];
      if (!part.mark) {
        const bool is_last = i + 1 == parts_.size();
        write_words(part.bytes, is_last ? std::string_view() : parts_[i + 1].bytes);
      } else if (part.mark->ends_line) {
        while (line_.ends_with(' ')) line_.pop_back();
        end_line();
        lines_ += part.bytes;
      } else {
        whole_.push_back({line_.size(), line_.size() + part.bytes.size()});
        line_ += part.bytes;
      }
    }
    end_line();
    return std::move(lines_);
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
  // Blanks within a span at its ends: "** word**" is none.
  void move_blanks_out() {
    std::vector<MarkdownPart> moved;
    bool blank = false;  // was taken from within a span that has ended
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      MarkdownPart& part = parts_[i];
      const bool opens = part.is_delimiter() && part.mark->opens,
                 closes = part.is_delimiter() && part.mark->closes;
      if (closes && !moved.empty() && !moved.back().mark && moved.back().bytes.ends_with(' ')) {
        moved.back().bytes.pop_back();
        if (moved.back().bytes.empty()) moved.pop_back();
        blank = true;
      }
      if (blank && !closes) {
        if (part.mark)
          moved.push_back({" "});
        else if (!part.bytes.starts_with(' '))
          part.bytes.insert(0, 1, ' ');
        blank = false;
      }
      moved.push_back(std::move(part));
      if (opens && i + 1 < parts_.size() && !parts_[i + 1].mark &&
          parts_[i + 1].bytes.starts_with(' ')) {
        parts_[i + 1].bytes.erase(0, 1);
        put_blank_before_openers(moved);
      }
    }
    parts_ = std::move(moved);
    std::erase_if(parts_,
                  [](const MarkdownPart& part) { return !part.mark && part.bytes.empty(); });
  }
  // Those that the parts end with.
  static void put_blank_before_openers(std::vector<MarkdownPart>& parts) {
    std::size_t first = parts.size();
    while (first > 0 && parts[first - 1].is_delimiter() && parts[first - 1].mark->opens) --first;
    if (first == 0) return;
    MarkdownPart& before = parts[first - 1];
    if (before.mark)
      parts.insert(parts.begin() + static_cast<std::ptrdiff_t>(first), {" "});
    else if (!before.bytes.ends_with(' '))
      before.bytes += ' ';
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

  void write_words(std::string_view words, std::string_view next) {
    const char left = line_.empty() ? ' ' : line_.back();
    const std::string escaped = markdown_escaped(words, left, next, text_);
    std::size_t begin = 0, end;
    for (; (end = escaped.find('\n', begin)) != std::string::npos; begin = end + 1) {
      line_ += escaped.substr(begin, end - begin);
      end_line();
      lines_ += shape_.line_break;
    }
    line_ += escaped.substr(begin);
  }
  void end_line() {
    if (text_.block != MarkdownEvent::Block::cell) escape_begin();
    LineShape shape = shape_;
    shape.before_first = before_;
    lines_ += shape.width == 0 ? line_ : wrapped(line_, shape, whole_);
    before_ = shape.before_others;
    line_.clear();
    whole_.clear();
  }
  // What would make something else of a line that begins with it.
  void escape_begin() {
    if (!whole_.empty() && whole_[0].begin == 0) return;
    const std::size_t blanks = std::min(line_.find_first_not_of(' '), line_.size());
    line_.erase(0, blanks);
    for (TextRange& range : whole_) range = {range.begin - blanks, range.end - blanks};
    const bool begins_with_mark = !whole_.empty() && whole_[0].begin == 0;
    if (line_.empty() || begins_with_mark || may_begin_markdown_line(line_)) return;
    const std::size_t digits = std::min(line_.find_first_not_of("0123456789"), line_.size());
    line_.insert(digits, 1, '\\');
    for (TextRange& range : whole_) range = {range.begin + 1, range.end + 1};
  }

  const MarkdownText& text_;
  const LineShape& shape_;
  std::vector<MarkdownPart> parts_;
  std::vector<std::string_view> left_, right_;  // [parts_]
  std::string lines_, line_;                    // what is written, and the line that is begun
  std::vector<TextRange> whole_;                // of line_: the marks
  int before_;                                  // cells before line_
};

}  // namespace

std::string written_markdown(const MarkdownText& text, const TranslatedText& translation,
                             const LineShape& shape) {
  return MarkdownWriter(text, translation, shape).write();
}

}  // namespace nmt
