#include "document/open_document.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/error.h"
#include "document/xml_blocks.h"
#include "document/zip_document.h"

namespace nmt {
namespace {

constexpr std::string_view kOdf = "urn:oasis:names:tc:opendocument:xmlns:";

bool is_of(const XmlDocument& document, const XmlNode& node, std::string_view part) {
  const std::string_view space = document.space(node);
  return space.starts_with(kOdf) && space.substr(kOdf.size()).starts_with(part);
}

// What may hold words, and what may stand between words and hold others.
bool is_paragraph(const XmlDocument& document, const XmlNode& node) {
  return (is_of(document, node, "text:") && (node.name == "p" || node.name == "h")) ||
         (is_of(document, node, "svg") && (node.name == "title" || node.name == "desc"));
}
bool is_span(const XmlDocument& document, const XmlNode& node) {
  return is_of(document, node, "text:") &&
         (node.name == "span" || node.name == "a" || node.name == "meta");
}

bool holds_words(const XmlDocument& document, const XmlNode& node) {
  for (const XmlNode* part : document.children(node))
    if (part->kind == XmlNode::Kind::cdata ||
        (part->kind == XmlNode::Kind::text &&
         document.raw(part->range).find_first_not_of(kXmlBlanks) != std::string_view::npos))
      return true;
  return false;
}

// Words outside of paragraphs are dates, numbers and settings; deleted text is nobody's to read.
XmlRole open_document_role(const XmlDocument& document, const XmlNode& node) {
  if (is_paragraph(document, node)) return {.kind = XmlRole::Kind::block};
  if (is_of(document, node, "office:") &&
      (node.name == "styles" || node.name == "automatic-styles"))
    return {.kind = XmlRole::Kind::kept};
  if (node.name == "tracked-changes" || node.name == "scripts" || node.name == "meta" ||
      (holds_words(document, node) && !is_span(document, node)))
    return {.kind = is_span(document, node) ? XmlRole::Kind::pair : XmlRole::Kind::kept};
  const XmlNode& around = document.parent(node);
  if (!is_paragraph(document, around) && !is_span(document, around))
    return {.kind = XmlRole::Kind::block};
  if (is_span(document, node)) return {.kind = XmlRole::Kind::pair};
  return {.kind = XmlRole::Kind::alone,
          .divides = node.name == "tab" || node.name == "line-break" || node.name == "s"};
}

std::unique_ptr<Document> read_flat(std::string content, const std::string& name) {
  const XmlRules rules = {.role = open_document_role, .collapses = true};
  return std::make_unique<XmlBlocks>(std::move(content), name, rules);
}

// A password is around each file by itself, in a way of its own.
void refuse_encrypted(ZipDocument& document, const std::string& name) {
  constexpr const char* kManifest = "META-INF/manifest.xml";
  if (!document.archive().has(kManifest)) return;
  const XmlDocument manifest(document.archive().read(kManifest), document.name_of(kManifest));
  for (const XmlNode& node : manifest.nodes())
    if (node.is_element("encryption-data"))
      throw Error({.what = "it is encrypted", .where = name, .fix = "save it without a password"});
}

std::unique_ptr<Document> read_open_document(std::string content, const std::string& name,
                                             const DocumentLanguages&) {
  if (content.starts_with('<') || content.starts_with("\xef\xbb\xbf<"))
    return read_flat(std::move(content), name);
  auto document = std::make_unique<ZipDocument>(std::move(content), name);
  refuse_encrypted(*document, name);
  if (!document->archive().has("content.xml"))
    throw Error({.what = "the archive holds no OpenDocument",
                 .where = name,
                 .fix = "say with --format_in which format it has"});
  for (const std::string part : {"content.xml", "styles.xml"})
    if (document->archive().has(part))
      document->add(part, read_flat(document->archive().read(part), document->name_of(part)));
  return document;
}

}  // namespace

DocumentFormat open_document_format() {
  return {.name = "odf",
          .suffixes = {".odt", ".ott", ".ods", ".ots", ".odp", ".otp", ".odg", ".fodt", ".fods",
                       ".fodp"},
          .read = read_open_document};
}

}  // namespace nmt
