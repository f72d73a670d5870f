#include "document/android_strings.h"

#include <memory>
#include <utility>

#include "base/ascii.h"
#include "base/error.h"
#include "base/format.h"
#include "base/utf8.h"
#include "document/xml_blocks.h"

namespace nmt {
namespace {

bool is_untranslatable(const XmlDocument& document, const XmlNode& node) {
  return document.attribute(node, "translatable") == "false" ||
         document.attribute(node, "translate") == "false";
}

// @string/name or ?attr/name stand for another resource.
bool is_reference(std::string_view content) {
  return (content.starts_with('@') || content.starts_with('?')) &&
         content.find('/') != std::string_view::npos &&
         content.find_first_of(kXmlBlanks) == std::string_view::npos;
}

// <resources> holds blocks, a <string> or an <item> of several holds a text.
XmlRole android_role(const XmlDocument& document, const XmlNode& node) {
  const std::string_view name = node.name, around = document.parent(node).name;
  const bool is_list = name == "plurals" || name == "string-array";
  const bool is_text = (name == "string" && around == "resources") ||
                       (name == "item" && (around == "plurals" || around == "string-array"));
  if (name == "resources") return {.kind = XmlRole::Kind::block};
  if (is_text || is_list) {
    const bool kept =
        is_untranslatable(document, node) || (is_text && is_reference(document.raw(node.content)));
    return {.kind = kept ? XmlRole::Kind::kept : XmlRole::Kind::block};
  }
  // <xliff:g> holds what nobody translates; other resources (colours, styles) are no texts.
  if (around == "resources" || document.space(node).starts_with("urn:oasis:names:tc:xliff:"))
    return {.kind = XmlRole::Kind::kept};
  return {.kind = XmlRole::Kind::pair, .divides = name == "br"};
}

// The four digits of \u at `at`, or -1.
int utf16_unit(std::string_view text, std::size_t at) {
  if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return -1;
  int unit = 0;
  for (const char digit : text.substr(at + 2, 4)) {
    const std::size_t value = std::string_view("0123456789abcdef").find(ascii_lower_case(digit));
    if (value == std::string_view::npos) return -1;
    unit = unit * 16 + static_cast<int>(value);
  }
  return unit;
}

// Appends what the escape at `at` stands for, and gives its size.
std::size_t append_escaped(std::string& text, std::string_view written, std::size_t at) {
  if (const int unit = utf16_unit(written, at); unit >= 0) {
    const int low = utf16_unit(written, at + 6);
    const auto first = static_cast<char32_t>(unit), second = static_cast<char32_t>(low);
    if (is_high_surrogate(first) && low >= 0 && is_low_surrogate(second)) {
      append_utf8(text, of_surrogates(first, second));
      return 12;
    }
    append_utf8(text, is_surrogate(first) ? 0xfffd : first);
    return 6;
  }
  if (at + 1 == written.size()) {
    text += '\\';
    return 1;
  }
  const char c = written[at + 1];
  text += c == 'n' ? '\n' : c == 't' ? '\t' : c;
  return 2;
}

}  // namespace

std::string android_decoded(const std::string& written) {
  std::string text;
  bool quoted = false, blank = false;
  for (std::size_t at = 0; at < written.size();) {
    const char c = written[at];
    if (!quoted && kXmlBlanks.find(c) != std::string_view::npos) {
      if (!blank) text += ' ';
      blank = true;
      ++at;
      continue;
    }
    blank = false;
    if (c == '\\') {
      at += append_escaped(text, written, at);
    } else {
      if (c == '"')
        quoted = !quoted;
      else
        text += c;
      ++at;
    }
  }
  return text;
}

std::string android_encoded(const std::string& text) {
  std::string written;
  for (const char c : text) {
    if (c == '\\' || c == '\'' || c == '"' || (written.empty() && (c == '@' || c == '?')))
      written += '\\';
    if (c == '\n')
      written += "\\n";
    else if (c == '\t')
      written += "\\t";
    else if (c == ' ' && written.ends_with(' '))
      written += "\\u0020";
    else
      written += c;
  }
  return written;
}

DocumentFormat android_strings_format() {
  return {.name = "android",
          .suffixes = {"strings.xml", "arrays.xml", "plurals.xml"},
          .read = [](std::string content, const std::string& name,
                     const DocumentLanguages&) -> std::unique_ptr<Document> {
            const XmlRules rules = {.role = android_role,
                                    .finds_markup = true,
                                    .decode = android_decoded,
                                    .encode = android_encoded};
            return std::make_unique<XmlBlocks>(std::move(content), name, rules, "resources");
          }};
}

}  // namespace nmt
