#include "document/xml.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "base/utf8.h"
#include "document/xml_check.h"
#include "document/xml_scan.h"

namespace nmt {
namespace {

// &#65; or &#x41; without & and ;. Well-formed XML has none that is no character.
char32_t numbered_character(std::string_view reference) {
  constexpr char32_t kReplacement = 0xfffd;
  const bool hex = reference.starts_with("#x");
  char32_t c = 0;
  for (const char digit : reference.substr(hex ? 2 : 1)) {
    const int value = digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
    if (value < 0 || value > 15 || c > 0x10ffff) return kReplacement;
    c = c * (hex ? 16 : 10) + static_cast<char32_t>(value);
  }
  return c == 0 || c > 0x10ffff || is_surrogate(c) ? kReplacement : c;
}

// False: nobody knows it here.
bool append_reference(std::string& text, std::string_view name) {
  constexpr std::pair<std::string_view, char> kKnown[] = {
      {"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};
  for (const auto& [known, c] : kKnown) {
    if (name != known) continue;
    text += c;
    return true;
  }
  if (!name.starts_with('#')) return false;
  append_utf8(text, numbered_character(name));
  return true;
}

}  // namespace

XmlDocument::XmlDocument(std::string content, const std::string& name)
    : content_(std::move(content)), name_(name) {
  for (std::size_t end = 0; (end = content_.find('\n', end)) != std::string::npos; ++end)
    line_ends_.push_back(end);
  XmlScan scan(*this);
  const std::optional<Error> mistake = scan.scan();
  // It takes the square of the number of attributes, and says better what is wrong.
  if (!scan.is_excessive()) check_xml(content_, name_);
  if (mistake) throw Error(*mistake);
}

const XmlNode* XmlDocument::child(const XmlNode& element, std::string_view local_name) const {
  for (std::uint32_t i = index(element) + 1; i < element.after; i = nodes_[i].after)
    if (nodes_[i].is_element(local_name)) return &nodes_[i];
  return nullptr;
}

std::vector<const XmlNode*> XmlDocument::children(const XmlNode& element) const {
  std::vector<const XmlNode*> found;
  for (std::uint32_t i = index(element) + 1; i < element.after; i = nodes_[i].after)
    found.push_back(&nodes_[i]);
  return found;
}

std::string_view XmlDocument::prefix(const XmlNode& element) const {
  const std::size_t begin = element.range.begin + 1;
  const auto local = static_cast<std::size_t>(element.name.data() - content_.data());
  return in_range(content_, {begin, local});
}

std::vector<XmlAttribute> XmlDocument::attributes(const XmlNode& element) const {
  const TextRange tag = element.start_tag();
  return xml_attributes(raw(tag), tag.begin);
}

std::string XmlDocument::attribute(const XmlNode& element, std::string_view name) const {
  for (const XmlAttribute& attribute : attributes(element))
    if (attribute.name == name) return xml_decoded(raw(attribute.value));
  return {};
}

const std::string& InheritedAttribute::of(const XmlNode& element) {
  const auto [known, is_new] = known_.try_emplace(document_.index(element));
  if (!is_new) return known->second;
  std::string value = document_.attribute(element, name_);
  const XmlNode& around = document_.parent(element);
  if (value.empty() && &around != &element) value = of(around);
  return known_[document_.index(element)] = std::move(value);
}

std::string XmlDocument::text_of(const XmlNode& element) const {
  std::string text;
  for (std::uint32_t i = index(element) + 1; i < element.after; ++i) {
    const XmlNode& node = nodes_[i];
    if (node.kind == XmlNode::Kind::text) text += xml_decoded(raw(node.content));
    if (node.kind == XmlNode::Kind::cdata) text += raw(node.content);
  }
  return text;
}

std::string_view XmlDocument::white_space_before(const XmlNode& node) const {
  const std::string_view before = std::string_view(content_).substr(0, node.range.begin);
  const std::size_t last = before.find_last_not_of(kXmlBlanks);
  return before.substr(last == std::string_view::npos ? before.size() : last + 1);
}

std::size_t XmlDocument::line_of(std::size_t position) const {
  const auto next = std::lower_bound(line_ends_.begin(), line_ends_.end(), position);
  return static_cast<std::size_t>(next - line_ends_.begin()) + 1;
}

std::string XmlDocument::place_of(std::size_t position) const {
  return format("line {}", line_of(position));
}

void expect_root(const XmlDocument& document, std::string_view local_name) {
  const XmlNode& root = document.root();
  if (root.name == local_name) return;
  throw Error(
      {.what = format("its first element is <{}>, and <{}> was expected", root.name, local_name),
       .where = format("{}:{}", document.name(), document.line_of(root.range.begin)),
       .fix = "say with --format_in which format it has"});
}

std::string xml_decoded(std::string_view raw) {
  std::string text;
  text.reserve(raw.size());
  for (std::size_t at = 0; at < raw.size();) {
    if (raw[at] == '&') {
      const std::size_t end = raw.find(';', at);
      if (end != std::string_view::npos &&
          append_reference(text, raw.substr(at + 1, end - at - 1))) {
        at = end + 1;
        continue;
      }
    }
    if (raw[at] == '\r') {
      text += '\n';
      at += raw.substr(at).starts_with("\r\n") ? 2 : 1;
    } else {
      text += raw[at++];
    }
  }
  return text;
}

std::string with_replacements(std::string_view content, const std::vector<Replacement>& parts) {
  std::string written;
  written.reserve(content.size());
  std::size_t end = 0;
  for (const Replacement& part : parts) {
    if (part.range.begin < end) continue;
    written += content.substr(end, part.range.begin - end);
    written += part.text;
    end = part.range.end;
  }
  written += content.substr(end);
  return written;
}

}  // namespace nmt
