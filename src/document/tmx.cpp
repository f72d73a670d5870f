#include "document/tmx.h"

#include <memory>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "base/xml.h"
#include "document/languages.h"
#include "document/utf16.h"
#include "document/xml_text.h"

namespace nmt {
namespace {

XmlRole tmx_role(const XmlDocument& document, const XmlNode& node) {
  if (node.name == "hi") return {.kind = XmlRole::Kind::pair};
  XmlRole role{.kind = XmlRole::Kind::kept};  // ph, it, ut: codes of another format
  if (node.name == "bpt" || node.name == "ept")
    role.end = {node.name == "bpt" ? TagEnd::Side::opens : TagEnd::Side::closes,
                "i" + document.attribute(node, "i")};
  return role;
}

const XmlRules kTmxRules = {.role = tmx_role};

std::string tmx_language(const XmlDocument& document, const XmlNode& variant) {
  std::string language = document.attribute(variant, "xml:lang");
  return language.empty() ? document.attribute(variant, "lang") : language;
}

// A unit's segment of a language, or null.
struct Variant {
  const XmlNode* variant = nullptr;
  const XmlNode* segment = nullptr;
};

class TmxFile {
 public:
  TmxFile(std::string content, const std::string& name, const DocumentLanguages& languages)
      : document(std::move(content), name), languages_(languages) {
    expect_root(document, "tmx");
    if (const XmlNode* header = document.child(document.root(), "header"))
      header_language_ = document.attribute(*header, "srclang");
    if (header_language_ == "*all*") header_language_.clear();
  }

  std::vector<const XmlNode*> units() const {
    std::vector<const XmlNode*> found;
    const XmlNode* body = document.child(document.root(), "body");
    if (body == nullptr) return found;
    for (const XmlNode* node : document.children(*body))
      if (node->is_element("tu")) found.push_back(node);
    return found;
  }

  Variant source(const XmlNode& unit) const {
    if (!languages_.source.empty()) return in_language(unit, languages_.source);
    const std::string own = document.attribute(unit, "srclang");
    const std::string& language = own.empty() ? header_language_ : own;
    if (language.empty() || language == "*all*") refuse_language(unit, "source");
    return in_language(unit, language);
  }
  Variant target(const XmlNode& unit) const { return in_language(unit, languages_.target); }

  Variant in_language(const XmlNode& unit, std::string_view language) const {
    Variant alike;
    for (const XmlNode* node : document.children(unit)) {
      if (!node->is_element("tuv")) continue;
      const std::string written = tmx_language(document, *node);
      const XmlNode* segment = document.child(*node, "seg");
      if (segment == nullptr || !same_language(written, language)) continue;
      if (written == language) return {node, segment};  // en rather than en-US
      if (alike.variant == nullptr) alike = {node, segment};
    }
    return alike;
  }

  const std::string& target_language() const { return languages_.target; }
  // Of the pairs, where nobody has said it.
  void find_target_language() {
    for (const XmlNode* unit : units()) {
      const XmlNode* source_variant = source(*unit).variant;
      for (const XmlNode* node : document.children(*unit)) {
        if (!node->is_element("tuv") || node == source_variant) continue;
        const std::string language = tmx_language(document, *node);
        if (languages_.target.empty()) languages_.target = language;
        if (!same_language(languages_.target, language)) refuse_language(*unit, "target");
      }
    }
  }

  [[noreturn]] void refuse_language(const XmlNode& unit, std::string_view side) const {
    throw Error({.what = format("a TMX holds texts in several languages, and nobody has said which "
                                "is the {} language",
                                side),
                 .where = format("{}:{}", document.name(), document.line_of(unit.range.begin)),
                 .fix = format("set languages.{} in the configuration of the model", side)});
  }

  XmlDocument document;

 private:
  DocumentLanguages languages_;
  std::string header_language_;
};

class TmxDocument : public Document {
 public:
  TmxDocument(std::string content, const std::string& name, const DocumentLanguages& languages)
      : file_(std::move(content), name, languages) {
    if (languages.target.empty()) file_.find_target_language();
    for (const XmlNode* unit : file_.units()) {
      if (file_.target_language().empty()) file_.refuse_language(*unit, "target");
      const Variant source = file_.source(*unit), target = file_.target(*unit);
      if (source.segment == nullptr) continue;
      if (target.segment != nullptr && read_xml_text(file_.document, *target.segment, kTmxRules))
        continue;
      auto part = read_xml_text(file_.document, *source.segment, kTmxRules);
      if (!part) continue;
      texts_.push_back(std::move(part->text));
      parts_.push_back({std::move(*part), source, target});
    }
  }

  std::string write(std::span<const TranslatedText> translations,
                    const DocumentLanguages&) const override {
    std::vector<Replacement> added;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      const Part& part = parts_[i];
      const std::string segment =
          write_xml_text(part.text, kTmxRules, translations[i],
                         [&](TextRange range) { return std::string(file_.document.raw(range)); });
      if (part.target.segment != nullptr)
        added.push_back(filled(*part.target.segment, segment));
      else
        added.push_back(beside(part.source, segment));
    }
    return with_replacements(file_.document.content(), added);
  }

 private:
  struct Part {
    XmlText text;
    Variant source, target;
  };
  // An empty segment; it may be <seg/>.
  Replacement filled(const XmlNode& segment, const std::string& text) const {
    if (!segment.closes_itself()) return {segment.content, text};
    const std::string_view tag = file_.document.raw(segment.range);
    const std::string name = std::string(file_.document.prefix(segment)) + "seg";
    return {segment.range, format("{}>{}</{}>", tag.substr(0, tag.rfind('/')), text, name)};
  }
  // Behind the source, on a line like its own.
  Replacement beside(const Variant& source, const std::string& text) const {
    const XmlDocument& document = file_.document;
    const std::string prefix(document.prefix(*source.variant));
    const std::size_t end = source.variant->range.end;
    return {{end, end},
            format("{0}<{1}tuv xml:lang=\"{2}\"><{1}seg>{3}</{1}seg></{1}tuv>",
                   document.white_space_before(*source.variant), prefix,
                   xml_text(file_.target_language()), text)};
  }

  TmxFile file_;
  std::vector<Part> parts_;  // [texts]
};

// What a segment says, without the codes in it.
std::string words_of(const XmlDocument& document, const XmlNode& segment) {
  const auto part = read_xml_text(document, segment, kTmxRules);
  if (!part) return {};
  std::string words;
  std::size_t end = 0;
  for (const InlineTag& tag : part->text.tags) {
    words += in_range(part->text.text, {end, tag.range.begin});
    end = tag.range.end;
  }
  return words + part->text.text.substr(end);
}

}  // namespace

std::vector<TmxPair> read_tmx_pairs(std::string content, const std::string& name,
                                    const DocumentLanguages& languages) {
  if (is_utf16_xml(content)) content = utf8_of_utf16(content, name);
  TmxFile file(std::move(content), name, languages);
  if (languages.target.empty()) file.find_target_language();
  std::vector<TmxPair> pairs;
  for (const XmlNode* unit : file.units()) {
    const Variant source = file.source(*unit), target = file.target(*unit);
    if (source.segment == nullptr || target.segment == nullptr) continue;
    TmxPair pair{words_of(file.document, *source.segment),
                 words_of(file.document, *target.segment)};
    if (!pair.source.empty() && !pair.target.empty()) pairs.push_back(std::move(pair));
  }
  return pairs;
}

DocumentFormat tmx_format() {
  return {.name = "tmx",
          .suffixes = {".tmx"},
          .read = [](std::string content, const std::string& name,
                     const DocumentLanguages& languages) -> std::unique_ptr<Document> {
            return read_in_utf8(std::move(content), name, [&](std::string utf8) {
              return std::make_unique<TmxDocument>(std::move(utf8), name, languages);
            });
          }};
}

}  // namespace nmt
