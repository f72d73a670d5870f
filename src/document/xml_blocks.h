// An XML document that is translated where it stands: all texts in it, of which some hold others,
// as a paragraph holds a footnote.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "document/document.h"
#include "document/xml_text.h"

namespace nmt {

class XmlBlocks : public Document {
 public:
  // root: the first element of its format, where it has only one. Throws Error for another.
  XmlBlocks(std::string content, const std::string& name, XmlRules rules,
            std::string_view root = {});
  std::string write(std::span<const TranslatedText> translations,
                    const DocumentLanguages& languages) const override;

 private:
  void collect(const XmlNode& element);
  // The nodes [begin, end) beside each other, none of them a block.
  void add_text(std::uint32_t begin, std::uint32_t end);
  // The texts that stand within tags of the text around them.
  void collect_within(std::uint32_t begin, std::uint32_t end);

  XmlDocument xml_;
  XmlRules rules_;
  std::vector<XmlText> parts_;  // [texts]
};

// Writes a range of a document whose texts may hold others.
class NestedWriter {
 public:
  // How the text of an index is written; `raw` writes ranges of the document in it. Only asked for
  // texts that are changed.
  using Write =
      std::function<std::string(std::size_t, const std::function<std::string(TextRange)>& raw)>;
  // ranges: where the texts stand, in the order of their start; changed: [ranges]
  NestedWriter(std::string_view content, std::vector<TextRange> ranges, std::vector<bool> changed,
               Write write);
  std::string write() const { return within({0, content_.size()}, 0); }

 private:
  // A range with the texts in it from `first` on.
  std::string within(TextRange range, std::size_t first) const;
  std::string text(std::size_t index) const;

  std::string_view content_;
  std::vector<TextRange> ranges_;
  std::vector<bool> changed_;
  Write write_;
};

}  // namespace nmt
