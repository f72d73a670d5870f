// A document in which each text stands in one place, so that all else is copied.
#pragma once

#include <string>
#include <vector>

#include "document/document.h"

namespace nmt {

class SplicedDocument : public Document {
 public:
  // A text whose translation is the text itself stays as it was written.
  std::string write(std::span<const TranslatedText> translations,
                    const DocumentLanguages& languages) const override;

 protected:
  explicit SplicedDocument(std::string content) : content_(std::move(content)) {}

  std::string_view content() const { return content_; }
  // place: of the content, behind those of the texts before.
  void add(DocumentText text, TextRange place);
  // What the document has in the place of a text for this translation.
  virtual std::string written(std::size_t index, const TranslatedText& translation,
                              const DocumentLanguages& languages) const = 0;

 private:
  std::string content_;
  std::vector<TextRange> places_;  // [texts]
};

}  // namespace nmt
