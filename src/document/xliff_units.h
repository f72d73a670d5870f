// The sources of an XLIFF and where their targets stand, in either version.
#pragma once

#include <string>
#include <vector>

#include "document/xml_text.h"

namespace nmt {

// A source without a translation.
struct XliffUnit {
  const XmlNode* source = nullptr;   // what the target is a translation of, with its content
  const XmlNode* target = nullptr;   // empty or to be replaced; null: there is none
  const XmlNode* segment = nullptr;  // of 2.x, which has the state; null in 1.2
  std::vector<XmlText> texts = {};   // within the source: all of it, or its segments
  bool keeps_lines = false;          // xml:space="preserve"
};

struct XliffVersion {
  bool is_2 = false;
  // Of the element that names the languages: <file> of 1.2, <xliff> of 2.x.
  std::string_view target_attribute() const { return is_2 ? "trgLang" : "target-language"; }
};

// Throws Error for what is no XLIFF of a version that is known.
XliffVersion xliff_version(const XmlDocument& document);
// In the order of the document.
std::vector<XliffUnit> xliff_units(const XmlDocument& document, XliffVersion version);
// The elements that name the target language and hold one of the units.
std::vector<const XmlNode*> xliff_headers(const XmlDocument& document, XliffVersion version,
                                          const std::vector<XliffUnit>& units);
const XmlRules& xliff_rules(bool keeps_lines);

}  // namespace nmt
