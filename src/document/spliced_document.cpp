#include "document/spliced_document.h"

namespace nmt {

std::string SplicedDocument::write(std::span<const TranslatedText> translations,
                                   const DocumentLanguages& languages) const {
  std::string bytes;
  bytes.reserve(content_.size());
  std::size_t end = 0;
  for (std::size_t i = 0; i < places_.size(); ++i) {
    bytes += in_range(content_, {end, places_[i].begin});
    if (is_unchanged(texts_[i], translations[i]))
      bytes += in_range(content_, places_[i]);
    else
      bytes += written(i, translations[i], languages);
    end = places_[i].end;
  }
  return bytes += std::string_view(content_).substr(end);
}

void SplicedDocument::add(DocumentText text, TextRange place) {
  texts_.push_back(std::move(text));
  places_.push_back(place);
}

}  // namespace nmt
