#include "document/markdown_parser.h"

#ifdef NMT_MD4C
#include <md4c.h>
#endif

#include <exception>
#include <functional>
#include <limits>

#include "base/error.h"

namespace nmt {

#ifdef NMT_MD4C
namespace {

using Event = MarkdownEvent;

// Called by a library in C, through which no exception may pass.
class MarkdownCollector {
 public:
  explicit MarkdownCollector(std::string_view text) : text_(text) {}

  int enter(MD_BLOCKTYPE type) {
    if (type == MD_BLOCK_CODE || type == MD_BLOCK_HTML) literal_ = true;
    Event::Block block = Event::Block::other;
    if (type == MD_BLOCK_H) block = Event::Block::heading;
    if (type == MD_BLOCK_TH || type == MD_BLOCK_TD) block = Event::Block::cell;
    return add({.kind = Event::Kind::border, .block = block});
  }
  int leave(MD_BLOCKTYPE type) {
    if (type == MD_BLOCK_CODE || type == MD_BLOCK_HTML) literal_ = false;
    return add({.kind = Event::Kind::border});
  }
  int span(Event::Kind kind, MD_SPANTYPE type) {
    return add({.kind = kind, .span = span_of(type)});
  }
  int text(MD_TEXTTYPE type, const char* begin, std::size_t size) {
    if (literal_) return 0;
    switch (type) {
      case MD_TEXT_BR:
        return add({.kind = Event::Kind::hard_break});
      case MD_TEXT_SOFTBR:
        return add({.kind = Event::Kind::soft_break});
      case MD_TEXT_ENTITY:
        return add_range(Event::Kind::entity, begin, size);
      case MD_TEXT_HTML:
        return add_range(Event::Kind::html, begin, size);
      default:
        return add_range(Event::Kind::text, begin, size);
    }
  }
  std::vector<Event> take() { return std::move(events_); }

 private:
  static MarkdownSpan span_of(MD_SPANTYPE type) {
    switch (type) {
      case MD_SPAN_EM:
        return MarkdownSpan::emphasis;
      case MD_SPAN_STRONG:
        return MarkdownSpan::strong;
      case MD_SPAN_DEL:
        return MarkdownSpan::strikethrough;
      case MD_SPAN_A:
        return MarkdownSpan::link;
      case MD_SPAN_IMG:
        return MarkdownSpan::image;
      case MD_SPAN_CODE:
        return MarkdownSpan::code;
      default:
        return MarkdownSpan::none;
    }
  }
  // MD4C gives parts of the text itself, but constants of its own for ends of lines.
  int add_range(Event::Kind kind, const char* begin, std::size_t size) {
    const std::less<> before;
    if (before(begin, text_.data()) || before(text_.data() + text_.size(), begin + size))
      return kind == Event::Kind::html ? add({.kind = kind}) : 0;
    const auto at = static_cast<std::size_t>(begin - text_.data());
    return add({.kind = kind, .range = {at, at + size}});
  }
  // A row lacks cells that a broad head gives it: more of them than the text has bytes are an attack.
  int add(const Event& event) {
    constexpr std::size_t kMostForAByte = 4, kMore = 1000;
    if (events_.size() > kMostForAByte * text_.size() + kMore) return -1;
    try {
      events_.push_back(event);
    } catch (const std::exception&) {
      return -1;
    }
    return 0;
  }

  std::string_view text_;
  std::vector<Event> events_;
  bool literal_ = false;  // within code or HTML
};

MarkdownCollector& collector(void* data) { return *static_cast<MarkdownCollector*>(data); }

}  // namespace

std::vector<MarkdownEvent> markdown_events(std::string_view text) {
  const auto refuse = [](const char* what) { throw Error({.what = what}); };
  if (text.size() > std::numeric_limits<MD_SIZE>::max() / 2)
    refuse("a text of Markdown is too large");
  if (text.find('\0') != std::string_view::npos) refuse("a zero byte is in a text");
  MD_PARSER parser{};
  parser.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS;
  parser.enter_block = [](MD_BLOCKTYPE type, void*, void* data) {
    return collector(data).enter(type);
  };
  parser.leave_block = [](MD_BLOCKTYPE type, void*, void* data) {
    return collector(data).leave(type);
  };
  parser.enter_span = [](MD_SPANTYPE type, void*, void* data) {
    return collector(data).span(Event::Kind::open, type);
  };
  parser.leave_span = [](MD_SPANTYPE type, void*, void* data) {
    return collector(data).span(Event::Kind::close, type);
  };
  parser.text = [](MD_TEXTTYPE type, const MD_CHAR* begin, MD_SIZE size, void* data) {
    return collector(data).text(type, begin, size);
  };
  MarkdownCollector events(text);
  if (md_parse(text.data(), static_cast<MD_SIZE>(text.size()), &parser, &events) != 0)
    refuse(
        "the Markdown has tables with far more cells than are written, or needs too much memory");
  return events.take();
}

std::string markdown_library_version() { return NMT_MD4C; }
#else
std::vector<MarkdownEvent> markdown_events(std::string_view) {
  throw Error({.what = "this nmt was built without MD4C, which reads Markdown",
               .fix = "build nmt where libmd4c-dev is installed"});
}

std::string markdown_library_version() { return {}; }
#endif

}  // namespace nmt
