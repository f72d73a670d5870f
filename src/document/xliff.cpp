#include "document/xliff.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "base/xml.h"
#include "document/utf16.h"
#include "document/xliff_units.h"

namespace nmt {
namespace {

class Xliff : public Document {
 public:
  Xliff(std::string content, const std::string& name)
      : xml_(std::move(content), name),
        version_(xliff_version(xml_)),
        units_(xliff_units(xml_, version_)) {
    for (XliffUnit& unit : units_)
      for (XmlText& text : unit.texts) texts_.push_back(std::move(text.text));
  }

  std::string write(std::span<const TranslatedText> translations,
                    const DocumentLanguages& languages) const override {
    std::vector<Replacement> parts;
    for (const XmlNode* header : xliff_headers(xml_, version_, units_))
      name_language(*header, languages.target, parts);
    std::size_t text = 0;
    for (const XliffUnit& unit : units_) {
      const std::string content = target_content(unit, translations.subspan(text));
      text += unit.texts.size();
      if (unit.segment != nullptr)
        parts.push_back(with_attribute(*unit.segment, "state", "translated"));
      parts.push_back(unit.target == nullptr ? added_target(unit, content)
                                             : filled_target(unit, content));
    }
    std::sort(parts.begin(), parts.end(), [](const Replacement& a, const Replacement& b) {
      return a.range.begin < b.range.begin;
    });
    return with_replacements(xml_.content(), parts);
  }

 private:
  // The content of the source, with translations in the place of its texts.
  std::string target_content(const XliffUnit& unit,
                             std::span<const TranslatedText> translations) const {
    const std::size_t begin = unit.source->content.begin;
    std::vector<Replacement> translated;
    for (std::size_t i = 0; i < unit.texts.size(); ++i) {
      const XmlText& text = unit.texts[i];
      translated.push_back(
          {{text.range.begin - begin, text.range.end - begin},
           write_xml_text(text, xliff_rules(unit.keeps_lines), translations[i],
                          [&](TextRange range) { return std::string(xml_.raw(range)); })});
    }
    return with_replacements(xml_.raw(unit.source->content), translated);
  }

  Replacement added_target(const XliffUnit& unit, const std::string& content) const {
    const std::size_t end = unit.source->range.end;
    return {
        {end, end},
        format("{0}<{1}target{2}>{3}</{1}target>", xml_.white_space_before(*unit.source),
               xml_.prefix(*unit.source), version_.is_2 ? "" : " state=\"translated\"", content)};
  }

  // Also <target/>.
  Replacement filled_target(const XliffUnit& unit, const std::string& content) const {
    const XmlNode& target = *unit.target;
    std::string tag(xml_.raw(target.start_tag()));
    if (!version_.is_2) {
      const Replacement state = with_attribute(target, "state", "translated");
      const std::size_t at = state.range.begin - target.range.begin;
      tag.replace(at, state.range.size(), state.text);
    }
    if (target.closes_itself()) {
      tag.erase(tag.rfind('/'));
      tag.erase(tag.find_last_not_of(kXmlBlanks) + 1);
      tag += '>';
    }
    return {target.range, format("{}{}</{}target>", tag, content, xml_.prefix(target))};
  }

  // The value of an attribute in its start tag, whether it is there or not.
  Replacement with_attribute(const XmlNode& element, std::string_view name,
                             const std::string& value) const {
    for (const XmlAttribute& attribute : xml_.attributes(element))
      if (attribute.name == name) return {attribute.value, xml_text(value)};
    const std::size_t end = xml_.prefix(element).size() + element.name.size() + 1;
    const std::size_t at = element.range.begin + end;
    return {{at, at}, format(" {}=\"{}\"", name, xml_text(value))};
  }

  // 2.x demands it where there are targets, 1.2 does not.
  void name_language(const XmlNode& header, const std::string& language,
                     std::vector<Replacement>& parts) const {
    const std::string_view name = version_.target_attribute();
    if (!xml_.attribute(header, name).empty()) return;
    if (!language.empty())
      parts.push_back(with_attribute(header, name, language));
    else if (version_.is_2)
      throw Error(
          {.what = "an XLIFF 2 with targets has to name their language, and nobody has said it",
           .where = format("{}:{}", xml_.name(), xml_.line_of(header.range.begin)),
           .fix = "write trgLang=\"CODE\" into its <xliff>, or set languages.target in the "
                  "configuration of "
                  "the model"});
  }

  XmlDocument xml_;
  XliffVersion version_;
  std::vector<XliffUnit> units_;
};

}  // namespace

DocumentFormat xliff_format() {
  return {.name = "xliff",
          .suffixes = {".xlf", ".xliff", ".mxliff", ".sdlxliff"},
          .read = [](std::string content, const std::string& name,
                     const DocumentLanguages&) -> std::unique_ptr<Document> {
            return read_in_utf8(std::move(content), name, [&](std::string utf8) {
              return std::make_unique<Xliff>(std::move(utf8), name);
            });
          }};
}

}  // namespace nmt
