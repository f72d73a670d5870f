#include "document/markdown_text.h"

#include <algorithm>
#include <optional>

#include "document/characters.h"
#include "document/html_characters.h"
#include "document/markdown_begin.h"
#include "document/markdown_links.h"
#include "document/markup.h"
#include "document/wrapping.h"

namespace nmt {
namespace {

using Event = MarkdownEvent;
using Kind = MarkdownEvent::Kind;

// The text of a run of events, read from left to right.
class MarkdownRun {
 public:
  // What the soft end of a line becomes: nothing but a blank, an end of a line of the text, or a tag.
  enum class Ends { blanks, lines, tags };

  MarkdownRun(std::string_view content, std::span<const Event> events, Event::Block block,
              Ends ends)
      : content_(content), events_(events), ends_(ends), next_text_(events.size() + 1, kNowhere) {
    result_.block = block;
    for (std::size_t i = events.size(); i-- > 0;)
      next_text_[i] = events[i].range.size() > 0 ? events[i].range.begin : next_text_[i + 1];
  }

  std::optional<MarkdownText> read() {
    at_ = begin_of_markdown_run(content_, events_);
    result_.place.begin = at_;
    while (next_ < events_.size() && at_ != kNowhere) read_event(events_[next_++]);
    if (at_ == kNowhere) return std::nullopt;
    leave_html();
    if (!open_.empty() || !has_letters_) return std::nullopt;
    result_.place.end = at_;
    return std::move(result_);
  }

 private:
  struct Open {
    std::size_t tag = 0;
    std::string html = {};  // the name of its element; empty: a span
    std::size_t words = 0;  // where they begin
  };

  void give_up() { at_ = kNowhere; }
  void read_event(const Event& event) {
    switch (event.kind) {
      case Kind::open:
        return open(event.span);
      case Kind::close:
        return close(event.span);
      case Kind::text:
        return read_text(event.range);
      case Kind::html:
        return read_html(event.range);
      case Kind::entity:
        return read_entity(event.range);
      case Kind::soft_break:
        return read_soft_break();
      case Kind::hard_break:
        return read_hard_break();
      case Kind::border:
        return;
    }
  }
  std::string_view rest() const { return content_.substr(at_); }
  void add_words(std::string_view words) {
    result_.text.text += words;
    has_letters_ = has_letters_ || has_letters(words);
  }
  void add_tag(std::size_t end, MarkdownText::Mark mark, std::string_view shown = {}) {
    mark.bytes = content_.substr(at_, end - at_);
    at_ = end;
    const std::size_t begin = result_.text.text.size();
    if (shown.empty()) shown = mark.bytes;
    result_.text.text += shown;
    std::replace(result_.text.text.begin() + static_cast<std::ptrdiff_t>(begin),
                 result_.text.text.end(), '\n', ' ');
    result_.text.tags.push_back({.range = {begin, result_.text.text.size()}});
    result_.marks.push_back(std::move(mark));
  }

  std::size_t size_of_mark(MarkdownSpan span) const {
    const auto size_of = [&](std::string_view mark, std::string_view other) {
      return rest().starts_with(mark) ? mark.size() : rest().starts_with(other) ? other.size() : 0;
    };
    switch (span) {
      case MarkdownSpan::emphasis:
        return size_of("*", "_");
      case MarkdownSpan::strong:
        return size_of("**", "__");
      case MarkdownSpan::strikethrough:
        return size_of("~~", "~");
      case MarkdownSpan::link:
        return size_of("[", "[");
      case MarkdownSpan::image:
        return size_of("![", "![");
      default:
        return 0;
    }
  }
  void open(MarkdownSpan span) {
    if (span == MarkdownSpan::code) return read_code();
    if (span == MarkdownSpan::link && rest().starts_with('<'))
      return skip_to_close(span, content_.find('>', at_));
    const std::size_t size = size_of_mark(span);
    if (size == 0) return give_up();
    open_.push_back({result_.marks.size()});
    add_tag(at_ + size, {.span = span, .opens = true});
    open_.back().words = at_;
  }
  void close(MarkdownSpan span) {
    leave_html();
    if (open_.empty() || result_.marks[open_.back().tag].span != span) return give_up();
    const std::size_t opener = open_.back().tag;
    const TextRange words = {open_.back().words, at_};
    open_.pop_back();
    std::size_t end = at_ + size_of_mark(span);
    if (span == MarkdownSpan::link || span == MarkdownSpan::image)
      end = rest().starts_with(']') ? end_of_link(content_, at_ + 1, next_text_[next_]) : kNowhere;
    if (end == kNowhere || end == at_) return give_up();
    const bool is_empty = opener + 1 == result_.marks.size() &&
                          result_.text.tags[opener].range.end == result_.text.text.size();
    if (is_empty) return make_one_mark(end);
    pair_with_next(opener);
    add_tag(end, {.span = span, .closes = true});
    MarkdownText::Mark& mark = result_.marks.back();
    if (mark.bytes == "]" || mark.bytes == "][]") mark.label = label_of(words);
    result_.text.tags.back().partner = static_cast<int>(opener);
  }
  // On one line, without the marks of quotes that begin the others.
  std::string label_of(TextRange words) const {
    constexpr std::size_t kLongest = 999;
    std::string label;
    if (words.size() > kLongest) return label;
    const std::string_view text = in_range(content_, words);
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      label += text.substr(at, end - at);
      at = std::min(text.find_first_not_of(kBetweenLines, end), text.size());
      if (at < text.size()) label += ' ';
    }
    return label;
  }
  void pair_with_next(std::size_t opener) {
    result_.text.tags[opener].partner = static_cast<int>(result_.marks.size());
  }
  // Of a pair around nothing, which is the last.
  void make_one_mark(std::size_t end) {
    at_ -= result_.marks.back().bytes.size();
    result_.text.text.resize(result_.text.tags.back().range.begin);
    result_.text.tags.pop_back();
    result_.marks.pop_back();
    add_tag(end, {});
  }

  void read_code() {
    const std::size_t size = std::min(rest().find_first_not_of('`'), rest().size());
    for (std::size_t at = at_ + size; size > 0 && (at = content_.find('`', at)) != kNowhere;) {
      const std::size_t end = std::min(content_.find_first_not_of('`', at), content_.size());
      if (end - at == size) return skip_to_close(MarkdownSpan::code, end - 1);
      at = end;
    }
    give_up();
  }
  // What is between is not read; last: the last byte of the mark.
  void skip_to_close(MarkdownSpan span, std::size_t last) {
    while (next_ < events_.size() &&
           !(events_[next_].kind == Kind::close && events_[next_].span == span))
      if (events_[next_++].range.end > last) return give_up();
    if (last == kNowhere || next_++ == events_.size()) return give_up();
    add_tag(last + 1, {});
  }

  // Between two words, only the backslash of an escape is left out.
  void read_text(TextRange range) {
    const bool escaped = range.begin == at_ + 1 && rest().starts_with('\\');
    if (escaped) ++at_;
    if (range.begin != at_) return give_up();
    const std::string_view text = in_range(content_, range);
    result_.has_brackets = result_.has_brackets || text.find('[', escaped ? 1 : 0) != kNowhere;
    for (std::size_t open = 0; (open = text.find('[', open)) != kNowhere; ++open) {
      const std::size_t end = end_of_note(text.substr(open));
      if (end == 0) continue;
      const std::size_t begin = range.begin + open;
      add_words(content_.substr(at_, begin - at_));
      at_ = begin;
      add_tag(begin + end, {});
    }
    add_words(content_.substr(at_, range.end - at_));
    at_ = range.end;
  }
  // [^1] refers to a note, which CommonMark does not know; [!NOTE] begins a quote on GitHub.
  std::size_t end_of_note(std::string_view text) const {
    if (!text.starts_with("[^") && !(text.starts_with("[!") && result_.text.text.empty())) return 0;
    constexpr std::size_t kLongest = 100;
    const std::size_t end = text.substr(0, kLongest).find_first_of("] \t[", 2);
    return end == kNowhere || end == 2 || text[end] != ']' ? 0 : end + 1;
  }
  void read_entity(TextRange range) {
    if (range.begin != at_) return give_up();
    const auto reference = html_reference(in_range(content_, range));
    if (!reference || !reference->text) return add_tag(range.end, {});
    add_words(*reference->text);
    at_ = range.end;
  }

  // A tag of several lines is several events.
  void read_html(TextRange range) {
    if (range.size() == 0) {
      html_goes_on_ = true;
      return;
    }
    if (range.begin != at_ && !html_goes_on_) return give_up();
    html_goes_on_ = false;
    if (range.begin != at_ && !result_.marks.empty()) {
      result_.marks.back().bytes += content_.substr(at_, range.end - at_);
      at_ = range.end;
      return;
    }
    const std::string_view tag = in_range(content_, range);
    const std::string name(tag_name(tag));
    const bool divides = separates_words(tag);
    if (tag.starts_with("</") && !open_.empty() && open_.back().html == name) {
      const std::size_t opener = open_.back().tag;
      open_.pop_back();
      pair_with_next(opener);
      add_tag(range.end, {});
      result_.text.tags.back().partner = static_cast<int>(opener);
    } else {
      if (!tag.starts_with("</") && !name.empty()) open_.push_back({result_.marks.size(), name});
      add_tag(range.end, {});
    }
    result_.text.tags.back().divides = divides;
  }
  void leave_html() {
    while (!open_.empty() && !open_.back().html.empty()) open_.pop_back();
  }

  std::size_t begin_of_next_line() const {
    std::size_t at = content_.find('\n', at_);
    if (at != kNowhere) at = content_.find_first_not_of(kBetweenLines, at);
    return at;
  }
  void read_soft_break() {
    // A note's first line is its mark and nothing else.
    const bool behind_mark = result_.marks.size() == 1 &&
                             result_.marks[0].bytes.starts_with("[!") &&
                             result_.text.tags[0].range.size() == result_.text.text.size();
    const std::size_t next = begin_of_next_line();
    if (behind_mark || next == kNowhere) return read_hard_break();
    const std::string_view line = result_.text.text, rest_of_line = content_.substr(next);
    const bool is_first = !result_.has_soft_breaks;
    result_.has_soft_breaks = true;
    result_.has_sentences =
        (is_first || result_.has_sentences) && ends_sentence(line) && open_.empty();
    if (ends_ == Ends::tags) return read_hard_break();
    if (ends_ == Ends::lines)
      result_.text.text += '\n';
    else if (!line.empty() && has_blank_between(line, rest_of_line))
      result_.text.text += ' ';
    at_ = next;
  }
  void read_hard_break() {
    const std::size_t next = begin_of_next_line();
    if (next == kNowhere) return give_up();
    add_tag(next, {.ends_line = true}, "<br>");
    result_.text.tags.back().divides = true;
  }
  static bool ends_sentence(std::string_view line) {
    line = line.substr(0, line.find_last_not_of(" *_)\"'") + 1);
    constexpr std::string_view kMarks = ".!?";
    return !line.empty() && (kMarks.find(line.back()) != kNowhere || line.ends_with("。"));
  }
  std::string_view content_;
  std::span<const Event> events_;
  Ends ends_;
  std::vector<std::size_t> next_text_;  // [events]: where words begin at that event or behind it
  MarkdownText result_;
  std::size_t at_ = 0;    // of the content; kNowhere: a mark was not where it must be
  std::size_t next_ = 0;  // event
  std::vector<Open> open_;
  bool has_letters_ = false, html_goes_on_ = false;
};

}  // namespace

std::vector<MarkdownText> markdown_texts(std::string_view content,
                                         std::span<const MarkdownEvent> events) {
  std::vector<MarkdownText> texts;
  Event::Block block = Event::Block::other;
  for (std::size_t begin = 0; begin < events.size();) {
    if (events[begin].kind == Kind::border) {
      block = events[begin++].block;
      continue;
    }
    std::size_t end = begin;
    while (end < events.size() && events[end].kind != Kind::border) ++end;
    const std::span<const Event> run = events.subspan(begin, end - begin);
    using Ends = MarkdownRun::Ends;
    auto text = MarkdownRun(content, run, block, Ends::blanks).read();
    // Lines that all end with a sentence were ended for that. A text with tags is one line, so that
    // its ends of lines must be tags too.
    if (text && text->has_sentences)
      text =
          MarkdownRun(content, run, block, text->marks.empty() ? Ends::lines : Ends::tags).read();
    const std::size_t before = texts.empty() ? 0 : texts.back().place.end;
    if (text && text->place.begin >= before) texts.push_back(std::move(*text));
    begin = end;
  }
  return texts;
}

}  // namespace nmt
