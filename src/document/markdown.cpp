#include "document/markdown.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "base/text_width.h"
#include "document/markdown_escape.h"
#include "document/markdown_text.h"
#include "document/markdown_writer.h"
#include "document/source_file.h"
#include "document/spliced_document.h"

namespace nmt {
namespace {

// Behind the YAML (---) or TOML (+++) that a page may begin with.
std::size_t end_of_front_matter(std::string_view content) {
  constexpr std::string_view kByteOrderMark = "\uFEFF";
  const std::size_t begin = content.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  const auto line_at = [&](std::size_t at) {
    std::string_view line = content.substr(at, content.find('\n', at) - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
  };
  const std::string_view mark = line_at(begin);
  if (mark != "---" && mark != "+++") return begin;
  for (std::size_t at = begin; (at = content.find('\n', at)) != std::string_view::npos;) {
    ++at;
    const std::string_view line = line_at(at);
    if (line == mark || (line == "..." && mark == "---")) return at + line.size();
  }
  return begin;
}

class Markdown : public SplicedDocument {
 public:
  Markdown(std::string bytes, const std::string& name) : SplicedDocument(std::move(bytes)) {
    require_utf8(content(), name);
    const std::size_t begin = end_of_front_matter(content());
    const std::string_view body = content().substr(begin);
    LineCounter lines(content());
    try {
      markdown_ = markdown_texts(body, markdown_events(body));
    } catch (const Error& error) {
      throw Error({.what = error.parts().what, .where = name, .fix = error.parts().fix});
    }
    for (MarkdownText& text : markdown_) {
      text.place = {text.place.begin + begin, text.place.end + begin};
      text.text.place = format("line {}", lines.line_of(text.place.begin));
      add(text.text, text.place);
    }
  }

 protected:
  std::string written(std::size_t index, const TranslatedText& translation,
                      const DocumentLanguages&) const override {
    return written_markdown(markdown_[index], translation, shape_of(markdown_[index]));
  }

 private:
  std::size_t begin_of_line(std::size_t at) const {
    const std::size_t end = at == 0 ? std::string_view::npos : content().rfind('\n', at - 1);
    return end == std::string_view::npos ? 0 : end + 1;
  }
  // As its lines are: as long as the longest, and begun as the second is.
  LineShape shape_of(const MarkdownText& text) const {
    LineShape shape{.line_break = " ", .may_begin = may_begin_markdown_line};
    const std::size_t begin = begin_of_line(text.place.begin);
    if (!text.has_soft_breaks) return shape;
    shape.before_first = text_width(in_range(content(), {begin, text.place.begin}));
    for (std::size_t at = begin; at < text.place.end;) {
      const std::size_t end = std::min(content().find('\n', at), text.place.end);
      shape.width = std::max(shape.width, text_width(in_range(content(), {at, end})));
      at = end + 1;
    }
    const std::size_t end = content().find('\n', text.place.begin);
    const std::size_t next = content().find_first_not_of(" \t>", end + 1);
    const std::string_view before = in_range(content(), {end + 1, next});
    shape.before_others = text_width(before);
    const bool returns = end > 0 && content()[end - 1] == '\r';
    shape.line_break = (returns ? "\r\n" : "\n") + std::string(before);
    if (text.has_sentences) shape.width = 0;
    return shape;
  }

  std::vector<MarkdownText> markdown_;  // [texts]
};

}  // namespace

DocumentFormat markdown_format() {
  return {.name = "markdown",
          .suffixes = {".md", ".markdown", ".mdown", ".mkd"},
          .read = [](std::string content, const std::string& name,
                     const DocumentLanguages&) -> std::unique_ptr<Document> {
            return std::make_unique<Markdown>(std::move(content), name);
          }};
}

}  // namespace nmt
