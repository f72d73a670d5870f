// Where the parts of an XML document stand.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "document/xml.h"

namespace nmt {

// Reads a document, well-formed or not, in linear time.
class XmlScan {
 public:
  explicit XmlScan(XmlDocument& document) : document_(document), text_(document.content_) {}
  // What keeps it from being read; much that is not well-formed does not.
  std::optional<Error> scan();
  // Whether there is more in it than a document needs, and than others read in linear time.
  bool is_excessive() const { return is_excessive_; }

 private:
  void scan_all();
  XmlNode& add(XmlNode::Kind kind, TextRange range, TextRange content);
  // Each reads from at_ what begins there.
  void read_text();
  void read_mark();
  void read_start_tag();
  void read_end_tag();
  void read_document_type();
  // The position behind `mark`, looked for from `from`.
  std::size_t behind(std::string_view mark, std::size_t from) const;
  std::size_t end_of_tag(std::size_t begin);
  void bind_prefixes(const XmlNode& element);
  std::uint16_t space_of(std::string_view prefix) const;
  std::uint16_t space_number(const std::string& space);
  [[noreturn]] void refuse(std::size_t position) const;
  [[noreturn]] void refuse_excess(std::size_t position, std::string_view of);

  struct Binding {
    std::string_view prefix;
    std::uint16_t space;
    std::size_t depth;
  };
  XmlDocument& document_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<std::uint32_t> open_;  // elements that are
  std::vector<Binding> bindings_;    // the innermost last
  bool has_root_ = false, is_excessive_ = false;
};

// The attributes of a start tag, whose first byte is at `offset` of the document.
std::vector<XmlAttribute> xml_attributes(std::string_view tag, std::size_t offset);

}  // namespace nmt
