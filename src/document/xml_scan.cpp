#include "document/xml_scan.h"

#include <algorithm>
#include <limits>

#include "base/error.h"
#include "base/format.h"

namespace nmt {
namespace {

// Of an element, and of namespaces that hold at one place.
constexpr std::size_t kMostAttributes = 1000;

// References that are a character: of the language, or by number.
bool is_character(std::string_view reference) {
  for (const std::string_view name : {"lt", "gt", "amp", "quot", "apos"})
    if (reference == name) return true;
  return reference.starts_with('#');
}

std::pair<std::string_view, std::string_view> prefix_and_name(std::string_view name) {
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos) return {{}, name};
  return {name.substr(0, colon), name.substr(colon + 1)};
}

}  // namespace

std::vector<XmlAttribute> xml_attributes(std::string_view tag, std::size_t offset) {
  std::vector<XmlAttribute> found;
  std::size_t at = tag.find_first_of(kXmlBlanks);
  while ((at = tag.find_first_not_of(kXmlBlanks, at)) != std::string_view::npos) {
    const std::size_t equals = tag.find('=', at);
    if (equals == std::string_view::npos) break;
    const std::size_t open = tag.find_first_of("\"'", equals);
    const std::size_t close =
        open == std::string_view::npos ? std::string_view::npos : tag.find(tag[open], open + 1);
    if (close == std::string_view::npos) break;
    const std::size_t name_end = tag.find_first_of(" \t\r\n=", at);
    found.push_back({tag.substr(at, name_end - at), {offset + open + 1, offset + close}});
    at = close + 1;
  }
  return found;
}

std::optional<Error> XmlScan::scan() {
  try {
    scan_all();
    return std::nullopt;
  } catch (const Error& error) {
    return error;
  }
}

void XmlScan::scan_all() {
  if (text_.size() >= std::numeric_limits<std::uint32_t>::max()) refuse(0);
  document_.spaces_ = {"", "http://www.w3.org/XML/1998/namespace"};
  if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
  while (at_ < text_.size()) {
    if (text_[at_] == '<')
      read_mark();
    else
      read_text();
  }
  if (!open_.empty() || !has_root_) refuse(text_.size());
}

XmlNode& XmlScan::add(XmlNode::Kind kind, TextRange range, TextRange content) {
  const auto number = static_cast<std::uint32_t>(document_.nodes_.size());
  document_.nodes_.push_back({.kind = kind,
                              .parent = open_.empty() ? number : open_.back(),
                              .after = number + 1,
                              .range = range,
                              .content = content});
  at_ = range.end;
  return document_.nodes_.back();
}

// References to what is no character are nodes of their own.
void XmlScan::read_text() {
  const std::size_t end = std::min(text_.find('<', at_), text_.size());
  std::size_t begin = at_;
  for (std::size_t at = begin;
       (at = text_.substr(0, end).find('&', at)) != std::string_view::npos;) {
    const std::size_t semicolon = text_.find(';', at);
    if (semicolon == std::string_view::npos || semicolon >= end) refuse(at);
    const TextRange name{at + 1, semicolon};
    if (!is_character(in_range(text_, name))) {
      if (at > begin) add(XmlNode::Kind::text, {begin, at}, {begin, at});
      add(XmlNode::Kind::entity, {at, semicolon + 1}, name);
      begin = semicolon + 1;
    }
    at = semicolon + 1;
  }
  if (end > begin) add(XmlNode::Kind::text, {begin, end}, {begin, end});
}

void XmlScan::read_mark() {
  const std::string_view rest = text_.substr(at_);
  if (rest.starts_with("<![CDATA[")) {
    const std::size_t end = behind("]]>", at_ + 9);
    add(XmlNode::Kind::cdata, {at_, end}, {at_ + 9, end - 3});
  } else if (rest.starts_with("<!--")) {
    add(XmlNode::Kind::other, {at_, behind("-->", at_ + 4)}, {at_, at_});
  } else if (rest.starts_with("<?")) {
    add(XmlNode::Kind::other, {at_, behind("?>", at_ + 2)}, {at_, at_});
  } else if (rest.starts_with("<!")) {
    read_document_type();
  } else if (rest.starts_with("</")) {
    read_end_tag();
  } else {
    read_start_tag();
  }
}

void XmlScan::read_start_tag() {
  const std::size_t begin = at_, end = end_of_tag(begin);
  const bool closes_itself = text_[end - 2] == '/';
  const std::size_t name_end = text_.find_first_of(" \t\r\n/>", begin + 1);
  const auto [prefix, local] = prefix_and_name(text_.substr(begin + 1, name_end - begin - 1));
  XmlNode& node = add(XmlNode::Kind::element, {begin, end}, {end, end});
  node.name = local;
  const auto number = document_.index(node);
  if (open_.empty()) {
    if (has_root_) refuse(begin);
    has_root_ = true;
    document_.root_ = number;
  }
  open_.push_back(number);
  if (text_.substr(begin, end - begin).find("xmlns") != std::string_view::npos) bind_prefixes(node);
  node.space = space_of(prefix);
  if (closes_itself) {
    while (!bindings_.empty() && bindings_.back().depth == open_.size()) bindings_.pop_back();
    open_.pop_back();
  }
}

void XmlScan::read_end_tag() {
  const std::size_t begin = at_, end = behind(">", begin);
  if (open_.empty()) refuse(begin);
  XmlNode& node = document_.nodes_[open_.back()];
  node.content.end = begin;
  node.range.end = end;
  node.after = static_cast<std::uint32_t>(document_.nodes_.size());
  while (!bindings_.empty() && bindings_.back().depth == open_.size()) bindings_.pop_back();
  open_.pop_back();
  at_ = end;
}

// With declarations in brackets, which have quoted values, comments and instructions.
void XmlScan::read_document_type() {
  const std::size_t begin = at_;
  bool in_brackets = false;
  std::size_t at = begin + 2;
  while (true) {
    at = text_.find_first_of("\"'<[]>", at);
    if (at == std::string_view::npos) refuse(begin);
    const std::string_view rest = text_.substr(at);
    if (rest[0] == '"' || rest[0] == '\'') {
      at = behind(rest.substr(0, 1), at + 1);
    } else if (rest.starts_with("<!--")) {
      at = behind("-->", at + 4);
    } else if (rest.starts_with("<?")) {
      at = behind("?>", at + 2);
    } else {
      if (rest[0] == '[') in_brackets = true;
      if (rest[0] == ']') in_brackets = false;
      ++at;
      if (rest[0] == '>' && !in_brackets) break;
    }
  }
  add(XmlNode::Kind::other, {begin, at}, {begin, begin});
}

std::size_t XmlScan::behind(std::string_view mark, std::size_t from) const {
  const std::size_t found = text_.find(mark, from);
  if (found == std::string_view::npos) refuse(from);
  return found + mark.size();
}

// A value may hold >.
std::size_t XmlScan::end_of_tag(std::size_t begin) {
  std::size_t at = begin + 1;
  for (std::size_t values = 0;; ++values) {
    if (values > kMostAttributes) refuse_excess(begin, "attributes in an element");
    at = text_.find_first_of("\"'>", at);
    if (at == std::string_view::npos) refuse(begin);
    if (text_[at] == '>') return at + 1;
    at = behind(text_.substr(at, 1), at + 1);
  }
}

void XmlScan::bind_prefixes(const XmlNode& element) {
  for (const XmlAttribute& attribute : document_.attributes(element)) {
    const auto [prefix, local] = prefix_and_name(attribute.name);
    if (prefix != "xmlns" && attribute.name != "xmlns") continue;
    if (bindings_.size() == kMostAttributes)
      refuse_excess(element.range.begin, "namespaces at one place");
    const std::string space = xml_decoded(document_.raw(attribute.value));
    bindings_.push_back(
        {prefix.empty() ? std::string_view() : local, space_number(space), open_.size()});
  }
}

std::uint16_t XmlScan::space_of(std::string_view prefix) const {
  for (auto binding = bindings_.rbegin(); binding != bindings_.rend(); ++binding)
    if (binding->prefix == prefix) return binding->space;
  return prefix == "xml" ? 1 : 0;
}

// A document has few: of more, each further one is none that a format knows.
std::uint16_t XmlScan::space_number(const std::string& space) {
  auto& spaces = document_.spaces_;
  const auto found = std::find(spaces.begin(), spaces.end(), space);
  if (found != spaces.end()) return static_cast<std::uint16_t>(found - spaces.begin());
  if (spaces.size() == kMostAttributes) return 0;
  spaces.push_back(space);
  return static_cast<std::uint16_t>(spaces.size() - 1);
}

void XmlScan::refuse(std::size_t position) const {
  throw Error({.what = "not well-formed XML: a tag or a mark does not end",
               .where = format("{}:{}", document_.name_, document_.line_of(position)),
               .fix = "mend it where it was made; xmllint --noout tells of all mistakes"});
}

void XmlScan::refuse_excess(std::size_t position, std::string_view of) {
  is_excessive_ = true;
  throw Error({.what = format("XML with more than {} {} is not read", kMostAttributes, of),
               .where = format("{}:{}", document_.name_, document_.line_of(position)),
               .fix = "give what a person or a program has written as a document"});
}

}  // namespace nmt
