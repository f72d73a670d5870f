#include "document/xliff_units.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/format.h"

namespace nmt {
namespace {

// A code that opens or closes, by the name that it shares with its other half.
TagEnd opens(std::string id) { return {TagEnd::Side::opens, "id" + std::move(id)}; }
TagEnd closes(std::string id) { return {TagEnd::Side::closes, "id" + std::move(id)}; }

std::string first_of(const XmlDocument& document, const XmlNode& node, std::string_view name,
                     std::string_view otherwise) {
  std::string value = document.attribute(node, name);
  return value.empty() ? document.attribute(node, otherwise) : value;
}

XmlRole xliff_role(const XmlDocument& document, const XmlNode& node) {
  const std::string_view name = node.name;
  XmlRole role{.kind = XmlRole::Kind::kept};
  if (name == "g" || name == "pc") role.kind = XmlRole::Kind::pair;
  if (name == "mrk" && document.attribute(node, "mtype") != "protected" &&
      document.attribute(node, "translate") != "no")
    role.kind = XmlRole::Kind::pair;
  // 1.2: rid where there is one, else id. 2.x: id, and startRef.
  if (name == "bx" || name == "bpt") role.end = opens(first_of(document, node, "rid", "id"));
  if (name == "ex" || name == "ept") role.end = closes(first_of(document, node, "rid", "id"));
  if (name == "sc" || name == "sm") role.end = opens(document.attribute(node, "id"));
  if (name == "ec" || name == "em") role.end = closes(first_of(document, node, "startRef", "id"));
  // Of 1.2 in ctype, of 2.x in subType: "lb" and "xlf:lb".
  for (const std::string_view attribute : {"ctype", "subType"})
    role.divides = role.divides || document.attribute(node, attribute).ends_with("lb");
  return role;
}

// Whether a target is to be written anew.
bool is_open(const XmlDocument& document, const XmlNode* target, const XmlNode& stated,
             const XmlRules& rules) {
  if (target == nullptr || !read_xml_text(document, *target, rules)) return true;
  const std::string state = document.attribute(stated, "state");
  return state == "new" || state == "needs-translation" || state == "initial";
}

// The segments that <seg-source> marks, or all of it where it marks none.
std::vector<XmlText> segments_of(const XmlDocument& document, const XmlNode& source,
                                 const XmlRules& rules) {
  std::vector<XmlText> found;
  const auto& nodes = document.nodes();
  for (std::uint32_t i = document.index(source) + 1; i < source.after;) {
    const bool marked = source.name == "seg-source" && nodes[i].is_element("mrk") &&
                        document.attribute(nodes[i], "mtype") == "seg";
    if (marked) {
      if (auto text = read_xml_text(document, nodes[i], rules)) found.push_back(std::move(*text));
    }
    i = marked ? nodes[i].after : i + 1;
  }
  if (found.empty()) {
    if (auto text = read_xml_text(document, source, rules)) found.push_back(std::move(*text));
  }
  return found;
}

// What the elements around a unit say of it.
struct Inherited {
  InheritedAttribute translate, space;
};

std::optional<XliffUnit> unit_of(const XmlDocument& document, const XmlNode& unit, bool is_2,
                                 Inherited& inherited) {
  XliffUnit found;
  found.source = document.child(unit, "source");
  if (found.source == nullptr || inherited.translate.of(unit) == "no") return std::nullopt;
  if (const XmlNode* segmented = is_2 ? nullptr : document.child(unit, "seg-source"))
    found.source = segmented;
  found.target = document.child(unit, "target");
  found.keeps_lines = inherited.space.of(*found.source) == "preserve";
  const XmlNode& stated = is_2 || found.target == nullptr ? unit : *found.target;
  const XmlRules& rules = xliff_rules(found.keeps_lines);
  if (!is_open(document, found.target, stated, rules)) return std::nullopt;
  if (is_2) found.segment = &unit;
  found.texts = segments_of(document, *found.source, rules);
  if (found.texts.empty()) return std::nullopt;
  return found;
}

}  // namespace

const XmlRules& xliff_rules(bool keeps_lines) {
  static const XmlRules lines = {.role = xliff_role},
                        collapsed = {.role = xliff_role, .collapses = true};
  return keeps_lines ? lines : collapsed;
}

XliffVersion xliff_version(const XmlDocument& document) {
  expect_root(document, "xliff");
  const XmlNode& root = document.root();
  const std::string version = document.attribute(root, "version");
  if (version.starts_with("1.")) return {};
  if (version.starts_with("2.")) return {.is_2 = true};
  throw Error({.what = format("XLIFF of version \"{}\" is not known", version),
               .where = format("{}:{}", document.name(), document.line_of(root.range.begin)),
               .fix = "give one of version 1.0 to 1.2, or 2.0 to 2.2"});
}

std::vector<XliffUnit> xliff_units(const XmlDocument& document, XliffVersion version) {
  std::vector<XliffUnit> units;
  Inherited inherited{{document, "translate"}, {document, "xml:space"}};
  for (const XmlNode& node : document.nodes()) {
    if (!node.is_element(version.is_2 ? "segment" : "trans-unit")) continue;
    if (auto unit = unit_of(document, node, version.is_2, inherited))
      units.push_back(std::move(*unit));
  }
  return units;
}

std::vector<const XmlNode*> xliff_headers(const XmlDocument& document, XliffVersion version,
                                          const std::vector<XliffUnit>& units) {
  std::vector<const XmlNode*> headers;
  for (const XliffUnit& unit : units) {
    const XmlNode* header = unit.source;
    while (header != &document.parent(*header) && (version.is_2 || header->name != "file"))
      header = &document.parent(*header);
    if (headers.empty() || headers.back() != header) headers.push_back(header);
  }
  return headers;
}

}  // namespace nmt
