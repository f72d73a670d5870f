#include "document/values_document.h"

#include <algorithm>

#include "base/format.h"
#include "base/utf8.h"
#include "document/plain_text.h"
#include "document/spliced_document.h"

namespace nmt {

void ValuesDocument::add_value(const std::string& value, TextRange place, std::size_t line) {
  if (find_invalid_utf8(value) != std::string::npos) return;
  std::unique_ptr<Document> lines = plain_text_format().read(value, "", {});
  if (lines->texts().empty()) return;
  const std::size_t first = texts_.size();
  for (DocumentText text : lines->texts()) {
    text.place = format("line {}", line);
    texts_.push_back(std::move(text));
  }
  values_.push_back({std::move(lines), first, place});
}

std::string ValuesDocument::write(std::span<const TranslatedText> translations,
                                  const DocumentLanguages& languages) const {
  std::string bytes;
  std::size_t at = 0;
  for (const Value& value : values_) {
    bytes += in_range(content_, {at, value.place.begin});
    const auto lines = translations.subspan(value.first, value.lines->texts().size());
    const bool same = std::equal(lines.begin(), lines.end(), value.lines->texts().begin(),
                                 [](const TranslatedText& translation, const DocumentText& text) {
                                   return is_unchanged(text, translation);
                                 });
    if (same)
      bytes += in_range(content_, value.place);
    else
      bytes += escaped(value.lines->write(lines, languages), value.place);
    at = value.place.end;
  }
  return bytes += std::string_view(content_).substr(at);
}

}  // namespace nmt
