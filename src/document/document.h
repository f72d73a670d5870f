// A document of some format: the texts in it that are translated, and the document again with their
// translations in it. Everything else of it stays byte for byte.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "document/text_range.h"

namespace nmt {

// Markup within a text, which stands in the translation once, beside the words that it stood beside.
struct InlineTag {
  TextRange range;   // of the text; what it holds is up to the format, but more than white space
  int partner = -1;  // which tag closes it, or which it closes; -1: it stands alone
  bool divides = false;  // words on both sides of it are words of their own (a line break)
};

// What is translated by itself: a paragraph, a heading, a cell, an attribute, a message. With tags
// it is one line.
struct DocumentText {
  std::string text;                  // valid UTF-8, without the escapes of its format
  std::vector<InlineTag> tags = {};  // in order, not overlapping; pairs are nested
  std::string place = {};            // for people: "line 12", "word/document.xml"
};

// Where a tag stands in a translation, byte for byte.
struct PlacedTag {
  std::size_t index = 0;  // of DocumentText::tags
  TextRange range;
};

// The translation of a text: all of its tags are in it once, and pairs are nested.
struct TranslatedText {
  std::string text;
  std::vector<PlacedTag> tags = {};  // in order
};

// Codes such as en or pt-BR; empty where nobody has said.
struct DocumentLanguages {
  std::string source, target;
};

// What was read of a document. Immutable.
class Document {
 public:
  virtual ~Document() = default;

  // In the order of the document. A text may have several lines, which are translated one by one.
  const std::vector<DocumentText>& texts() const { return texts_; }
  // The bytes of the document, with the translation of each of its texts. With translations that are
  // the texts themselves, the bytes that were read, unless the format says otherwise. Throws Error.
  virtual std::string write(std::span<const TranslatedText> translations,
                            const DocumentLanguages& languages) const = 0;

 protected:
  std::vector<DocumentText> texts_;
};

// The text itself as its translation, for what is not to be changed.
TranslatedText unchanged(const DocumentText& text);
// Whether a translation is that, so that the text stays as it was written.
bool is_unchanged(const DocumentText& text, const TranslatedText& translation);

struct DocumentFormat {
  std::string_view name;                   // as --format_in names it: html
  std::vector<std::string_view> suffixes;  // ".html"; of file names, in lower case
  // Throws Error, with file:line in `where`, for what is no document of this format.
  // name: of the file, for errors.
  std::unique_ptr<Document> (*read)(std::string content, const std::string& name,
                                    const DocumentLanguages& languages);
};

// All that nmt reads, by name.
std::span<const DocumentFormat> document_formats();
// By its name, or null.
const DocumentFormat* find_format(std::string_view name);
// By the ending of a file's name, or null.
const DocumentFormat* format_of_file(std::string_view path);

}  // namespace nmt
