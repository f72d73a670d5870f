// A document of values, each of which is a plain text of its own.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "document/document.h"

namespace nmt {

class ValuesDocument : public Document {
 public:
  // A value of which no text changes stays as it was written.
  std::string write(std::span<const TranslatedText> translations,
                    const DocumentLanguages& languages) const override;

 protected:
  explicit ValuesDocument(std::string content) : content_(std::move(content)) {}

  std::string_view content() const { return content_; }
  // value: without escapes; place: of the content, behind those of the values before. Values that are
  // no UTF-8 have no texts.
  void add_value(const std::string& value, TextRange place, std::size_t line);
  // With the escapes that it has in the document. place: of the value that was read.
  virtual std::string escaped(std::string_view value, TextRange place) const = 0;

 private:
  struct Value {
    std::unique_ptr<Document> lines;
    std::size_t first = 0;  // text
    TextRange place;
  };
  std::string content_;
  std::vector<Value> values_;
};

}  // namespace nmt
