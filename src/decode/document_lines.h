// A document as lines to translate, one after the other, and its texts again of their translations.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "decode/line_translator.h"
#include "decode/translation.h"
#include "document/document.h"

namespace nmt {

class DocumentLines {
 public:
  // The document must outlive the lines.
  explicit DocumentLines(const Document& document);

  // Lines without letters are none: they stay as they are.
  std::size_t count() const { return lines_.size(); }
  // Numbered from 1, without the white space around it.
  LineToTranslate line(std::size_t index) const;
  // For people: where in the document it stands.
  const std::string& place(std::size_t index) const;
  // From the first line to the last.
  void take(const Translation& translation);
  // Once all are taken.
  std::vector<TranslatedText> texts() &&;

 private:
  struct Line {
    std::size_t text;             // of the document
    TextRange range;              // of the text
    std::vector<InlineTag> tags;  // of the line
  };
  const DocumentText& text_of(const Line& line) const { return document_.texts()[line.text]; }
  void add_lines(std::size_t text);
  void finish_texts(std::size_t end);

  const Document& document_;
  std::vector<Line> lines_;
  std::size_t taken_ = 0, text_ = 0, end_ = 0;  // how far texts_ go: up to byte end_ of text_
  std::vector<TranslatedText> texts_;
};

}  // namespace nmt
