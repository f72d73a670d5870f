#include "document/markdown_begin.h"

#include <algorithm>

#include "document/markdown_links.h"

namespace nmt {
namespace {

using Event = MarkdownEvent;
using Kind = MarkdownEvent::Kind;

bool is_break(const Event& event) {
  return event.kind == Kind::soft_break || event.kind == Kind::hard_break;
}

// Where a run of events begins. Before its first word there are only marks, of known sizes, but for
// links without a text.
class MarkdownRunBegin {
 public:
  MarkdownRunBegin(std::string_view content, std::span<const Event> events)
      : content_(content), events_(events) {}

  // kNowhere where it has no text, or marks are missing.
  std::size_t find() const {
    std::size_t opened = 0, first = 0, breaks = 0;
    while (opened < events_.size() && events_[opened].kind == Kind::open) ++opened;
    while (first < events_.size() && events_[first].range.size() == 0)
      breaks += is_break(events_[first++]) ? 1 : 0;
    if (first == events_.size()) return kNowhere;
    std::size_t at = events_[first].range.begin;
    if (opened < first) {
      if (opened == 0) return kNowhere;
      const bool image = events_[--opened].span == MarkdownSpan::image;
      const std::size_t mark = content_.find(image ? "![" : "[", begin_of_line(at, breaks));
      at = mark < at ? mark : kNowhere;
    } else if (at > 0 && content_[at - 1] == '\\' && events_[first].kind == Kind::text &&
               is_markdown_punctuation(content_[at])) {
      --at;
    }
    while (opened > 0 && at != kNowhere) at = before_mark(events_[--opened].span, at);
    return at;
  }

 private:
  // Of a line that is `lines` before that of the place, behind the box of a task.
  std::size_t begin_of_line(std::size_t place, std::size_t lines) const {
    std::size_t begin = place;
    do {
      begin = begin == 0 ? kNowhere : content_.rfind('\n', begin - 1);
    } while (begin != kNowhere && lines-- > 0);
    begin = begin == kNowhere ? 0 : begin + 1;
    const std::size_t box = content_.find_first_not_of("0123456789.)-+* \t>", begin);
    const std::string_view rest = content_.substr(std::min(box, content_.size()));
    constexpr std::size_t kBox = 3;
    const bool is_task =
        rest.starts_with("[ ]") || rest.starts_with("[x]") || rest.starts_with("[X]");
    return is_task ? box + kBox : begin;
  }
  std::size_t before_mark(MarkdownSpan span, std::size_t at) const {
    const std::string_view before = content_.substr(0, at);
    const auto ahead_of = [&](std::string_view mark, std::string_view other) {
      const bool is_other = before.ends_with(other);
      if (!is_other && !before.ends_with(mark)) return kNowhere;
      return at - (is_other ? other : mark).size();
    };
    switch (span) {
      case MarkdownSpan::emphasis:
        return ahead_of("*", "_");
      case MarkdownSpan::strong:
        return ahead_of("**", "__");
      case MarkdownSpan::strikethrough:
        return ahead_of("~", "~~");
      case MarkdownSpan::link:
        return ahead_of("[", "<");
      case MarkdownSpan::image:
        return ahead_of("![", "![");
      case MarkdownSpan::code:
        return before_code(before);
      case MarkdownSpan::none:
        break;
    }
    return kNowhere;
  }
  static std::size_t before_code(std::string_view before) {
    const std::size_t mark = before.find_last_not_of(kBetweenLines);
    if (mark == kNowhere || before[mark] != '`') return kNowhere;
    const std::size_t other = before.find_last_not_of('`', mark);
    return other == kNowhere ? 0 : other + 1;
  }

  std::string_view content_;
  std::span<const Event> events_;
};

}  // namespace

std::size_t begin_of_markdown_run(std::string_view content, std::span<const MarkdownEvent> events) {
  return MarkdownRunBegin(content, events).find();
}

}  // namespace nmt
