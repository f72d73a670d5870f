// An XML document whose bytes stay known: what stands where in it. It is never made anew of its
// parts, so that what nobody changes stays as it was written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "document/text_range.h"

namespace nmt {

// An element, or something else that stands in one.
struct XmlNode {
  enum class Kind : std::uint8_t {
    element,
    text,    // with references to characters
    cdata,   // content: without its marks
    entity,  // a reference to one that the document, or somebody else, defines; &nbsp; of XHTML
    other    // a comment, an instruction, the document type
  };
  Kind kind = Kind::other;
  std::uint16_t space = 0;     // of the name; see XmlDocument::space()
  std::uint32_t parent = 0;    // the element around it; of the root the root
  std::uint32_t after = 0;     // the first node behind it and behind all within it
  TextRange range;             // with its tags
  TextRange content;           // between its tags; of an empty element, where they would be
  std::string_view name = {};  // of an element, without its prefix

  bool is_element(std::string_view local_name) const {
    return kind == Kind::element && name == local_name;
  }
  // <a/>, and not <a></a>.
  bool closes_itself() const { return content.end == range.end; }
  TextRange start_tag() const { return {range.begin, content.begin}; }
  TextRange end_tag() const { return {content.end, range.end}; }
};

struct XmlAttribute {
  std::string_view name;  // with its prefix
  TextRange value;        // of the document, between quotation marks
};

// What XML takes for white space.
inline constexpr std::string_view kXmlBlanks = " \t\r\n";

class XmlDocument {
 public:
  // name: of the file, for errors. Throws Error, with file:line, for what is not well-formed, is in
  // another encoding than UTF-8, or is made to take boundless memory. No DTD and no entity is read
  // from elsewhere, and none is put in for its reference.
  XmlDocument(std::string content, const std::string& name);
  XmlDocument(const XmlDocument&) = delete;
  XmlDocument& operator=(const XmlDocument&) = delete;

  std::string_view content() const { return content_; }
  std::string_view raw(TextRange range) const { return in_range(content_, range); }
  const std::string& name() const { return name_; }

  // In the order of their start, the parts of an element behind it.
  const std::vector<XmlNode>& nodes() const { return nodes_; }
  std::uint32_t index(const XmlNode& node) const {
    return static_cast<std::uint32_t>(&node - nodes_.data());
  }
  const XmlNode& root() const { return nodes_[root_]; }
  const XmlNode& parent(const XmlNode& node) const { return nodes_[node.parent]; }

  // The first element of this name directly in one, or null.
  const XmlNode* child(const XmlNode& element, std::string_view local_name) const;
  std::vector<const XmlNode*> children(const XmlNode& element) const;

  // The namespace of an element, empty where it has none.
  std::string_view space(const XmlNode& element) const { return spaces_[element.space]; }
  // The prefix of an element with its colon, for elements beside it: "w:".
  std::string_view prefix(const XmlNode& element) const;

  std::vector<XmlAttribute> attributes(const XmlNode& element) const;
  // The value of one, without references; empty where there is none. name: with its prefix.
  std::string attribute(const XmlNode& element, std::string_view name) const;
  // What is written in an element, without markup and references.
  std::string text_of(const XmlNode& element) const;

  // The white space directly before it, for what is written on a line beside it.
  std::string_view white_space_before(const XmlNode& node) const;

  // The number of the line, from 1.
  std::size_t line_of(std::size_t position) const;
  // "line 12"
  std::string place_of(std::size_t position) const;

 private:
  friend class XmlScan;
  std::string content_, name_;
  std::vector<XmlNode> nodes_;
  std::vector<std::string> spaces_;
  std::uint32_t root_ = 0;
  std::vector<std::size_t> line_ends_;
};

// An attribute that holds for all in an element that does not say otherwise: xml:lang, translate.
class InheritedAttribute {
 public:
  InheritedAttribute(const XmlDocument& document, std::string_view name)
      : document_(document), name_(name) {}
  // Empty where no element around it has one either.
  const std::string& of(const XmlNode& element);

 private:
  const XmlDocument& document_;
  std::string name_;
  std::unordered_map<std::uint32_t, std::string> known_;  // so that each element is read once
};

// Throws Error where the first element has another name.
void expect_root(const XmlDocument& document, std::string_view local_name);

// Text of a document, with references to characters and to &lt; &gt; &amp; &quot; &apos; put in, and
// with lines that end in \n.
std::string xml_decoded(std::string_view raw);

// A document with texts in the place of some of its ranges, which are in order and apart.
struct Replacement {
  TextRange range;
  std::string text;
};
std::string with_replacements(std::string_view content, const std::vector<Replacement>& parts);

}  // namespace nmt
