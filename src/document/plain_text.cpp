#include "document/plain_text.h"

#include <algorithm>
#include <utility>

#include "base/format.h"
#include "document/sentence_rules.h"

namespace nmt {
namespace {

class PlainText : public Document {
 public:
  explicit PlainText(std::string content) : content_(std::move(content)) {
    std::size_t begin = 0;
    for (std::size_t number = 1; begin < content_.size(); ++number) {
      const std::size_t end = std::min(content_.find('\n', begin), content_.size());
      const TextRange line = without_white_space(content_, {begin, end});
      if (line.size() > 0) {
        ranges_.push_back(line);
        texts_.push_back(
            {.text = std::string(in_range(content_, line)), .place = format("line {}", number)});
      }
      begin = end + 1;
    }
  }

  std::string write(std::span<const TranslatedText> translations,
                    const DocumentLanguages&) const override {
    std::string written;
    std::size_t end = 0;
    for (std::size_t i = 0; i < ranges_.size(); ++i) {
      written += std::string_view(content_).substr(end, ranges_[i].begin - end);
      written += translations[i].text;
      end = ranges_[i].end;
    }
    return written + content_.substr(end);
  }

 private:
  std::string content_;
  std::vector<TextRange> ranges_;  // [texts]
};

}  // namespace

DocumentFormat plain_text_format() {
  return {.name = "text",
          .title = "a text",
          .suffixes = {".txt", ".text"},
          .read = [](std::string content, const std::string&,
                     const DocumentLanguages&) -> std::unique_ptr<Document> {
            return std::make_unique<PlainText>(std::move(content));
          }};
}

}  // namespace nmt
