#include "document/plain_text.h"

#include <utility>

#include "base/format.h"
#include "base/text_width.h"
#include "document/paragraphs.h"
#include "document/source_file.h"
#include "document/spliced_document.h"
#include "document/wrapping.h"

namespace nmt {
namespace {

class PlainText : public SplicedDocument {
 public:
  PlainText(std::string bytes, const std::string& name) : SplicedDocument(std::move(bytes)) {
    require_utf8(content(), name);
    const std::vector<PlainLine> lines = plain_lines(content());
    for (const Paragraph& paragraph : paragraphs_of(content(), lines)) add_text(paragraph, lines);
  }

 protected:
  std::string written(std::size_t index, const TranslatedText& translation,
                      const DocumentLanguages&) const override {
    const LineShape& shape = shapes_[index];
    return shape.width == 0 ? translation.text : wrapped(translation.text, shape);
  }

 private:
  void add_text(const Paragraph& paragraph, const std::vector<PlainLine>& lines) {
    const PlainLine &first = lines[paragraph.first], &last = lines[paragraph.last];
    std::string text(in_range(content(), first.text));
    for (std::size_t i = paragraph.first + 1; i <= paragraph.last; ++i) {
      const std::string_view line = in_range(content(), lines[i].text);
      if (has_blank_between(text, line)) text += ' ';
      text += line;
    }
    LineShape shape;
    if (paragraph.last > paragraph.first) {
      const PlainLine& second = lines[paragraph.first + 1];
      const std::string_view end_of_line = in_range(content(), first.after);
      const std::string_view before = in_range(content(), second.before);
      shape = {.width = paragraph.width,
               .before_first = text_width(in_range(content(), first.before)),
               .before_others = text_width(before),
               .line_break = (end_of_line.ends_with("\r\n") ? "\r\n" : "\n") + std::string(before)};
    }
    add({.text = std::move(text), .place = format("line {}", paragraph.first + 1)},
        {first.text.begin, last.text.end});
    shapes_.push_back(std::move(shape));
  }

  std::vector<LineShape> shapes_;  // [texts]; a width of 0: on one line
};

}  // namespace

DocumentFormat plain_text_format() {
  return {.name = "text",
          .suffixes = {".txt", ".text"},
          .read = [](std::string content, const std::string& name,
                     const DocumentLanguages&) -> std::unique_ptr<Document> {
            return std::make_unique<PlainText>(std::move(content), name);
          }};
}

}  // namespace nmt
