// Parts of an XML document as texts with tags, and their translations as XML.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "document/document.h"
#include "document/tag_pairs.h"
#include "document/xml.h"

namespace nmt {

// What an element is within a text.
struct XmlRole {
  enum class Kind {
    pair,   // its tags are two of the text, what it holds belongs to the text: <b>
    alone,  // it is one tag, with all that it holds, which may be texts of their own: a footnote
    kept,   // the same, and nothing in it is translated: <code>
    apart,  // it ends the text, and nothing in it is translated: <pre>
    block   // it ends the text, and holds others: a list in a paragraph
  };
  Kind kind = Kind::pair;
  bool divides = false;  // see InlineTag
  TagEnd end = {};       // of one that stands alone and yet opens or closes: <bpt i="1">
};

// How a format writes texts.
struct XmlRules {
  std::function<XmlRole(const XmlDocument&, const XmlNode&)> role;
  // White space is a blank, however long, and none at the ends.
  bool collapses = false;
  // What looks like tags once the references are put in are tags: &lt;b&gt;.
  bool finds_markup = false;
  // From what XML says to what it means, and back; escapes of the format.
  std::function<std::string(std::string)> decode = {}, encode = {};
};

// What a tag of a text is in the document.
struct XmlTag {
  enum class Kind {
    source,   // the bytes of a range
    literal,  // what it holds, as text
    line_end  // of the text: one with tags is one line
  };
  Kind kind = Kind::source;
  TextRange range = {};
};

struct XmlText {
  DocumentText text;
  TextRange range;  // of the document; a translation takes its place
  std::vector<XmlTag> tags = {};
  bool is_cdata = false;  // all of it within one CDATA section
};

// The nodes [begin, end), which stand beside each other, as a text; nothing if there are no words.
std::optional<XmlText> read_xml_text(const XmlDocument& document, std::uint32_t begin,
                                     std::uint32_t end, const XmlRules& rules);
// All that an element holds.
std::optional<XmlText> read_xml_text(const XmlDocument& document, const XmlNode& element,
                                     const XmlRules& rules);

// A translation as XML. raw: gives a range of the document as it is to be written.
std::string write_xml_text(const XmlText& text, const XmlRules& rules,
                           const TranslatedText& translation,
                           const std::function<std::string(TextRange)>& raw);

}  // namespace nmt
