#include "document/html.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "base/utf8.h"
#include "document/html_characters.h"
#include "document/html_elements.h"
#include "document/html_tokens.h"
#include "document/markup.h"
#include "document/source_file.h"
#include "document/tag_pairs.h"

namespace nmt {
namespace {

bool is_html_blank(char c) { return kHtmlBlanks.find(c) != std::string_view::npos; }

// A text of the page, and where its translation goes.
struct HtmlText {
  std::size_t text = 0;              // of Document::texts()
  TextRange range = {};              // of the page
  std::vector<TextRange> tags = {};  // of the page, for each tag of the text
};

struct HtmlAttributeText {
  std::size_t text = 0;
  TextRange range = {};
  char quote = 0;
};

// A part of a text: what is read of it, and where it stands.
struct HtmlPart {
  TextRange range;
  bool is_tag = false;
  TagEnd end = {};
};

class HtmlPage : public Document {
 public:
  explicit HtmlPage(std::string content);
  std::string write(std::span<const TranslatedText> translations,
                    const DocumentLanguages& languages) const override;

 private:
  friend class HtmlReader;
  struct Edit {
    TextRange range;
    std::string text;
  };
  std::string content_;
  std::vector<HtmlText> slots_;                // in order
  std::vector<HtmlAttributeText> attributes_;  // in order
  std::vector<TextRange> languages_;           // the values of <html lang>
};

// Fills a page from its tokens.
class HtmlReader {
 public:
  explicit HtmlReader(HtmlPage& page)
      : page_(page),
        tokens_(html_tokens(page.content_)),
        partners_(html_partners(tokens_)),
        lines_(page.content_) {}

  void read() {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      const HtmlToken& token = tokens_[i];
      if (token.kind == HtmlToken::Kind::start && is_kept(i)) {
        const auto last = static_cast<std::size_t>(std::max(partners_[i], static_cast<int>(i)));
        const bool is_block = role_of_element(token.name) == HtmlRole::block;
        if (is_block)
          end_text();
        else
          parts_.push_back({{token.range.begin, tokens_[last].range.end}, true});
        i = last;
      } else {
        add(token);
      }
    }
    end_text();
  }

 private:
  std::string_view raw(TextRange range) const { return in_range(page_.content_, range); }
  std::string place(std::size_t at) { return format("line {}", lines_.line_of(at)); }

  // An element of which nothing is translated, and of which both tags are there.
  bool is_kept(std::size_t token) const {
    const HtmlToken& start = tokens_[token];
    if (partners_[token] < 0) return false;
    if (role_of_element(start.name) == HtmlRole::kept || is_kept_block(start.name)) return true;
    for (const HtmlAttribute& attribute : html_attributes(raw(start.range))) {
      const std::string_view value = in_range(raw(start.range), attribute.value);
      if (attribute.name == "translate" && value == "no") return true;
      if (attribute.name == "class" &&
          (" " + std::string(value) + " ").find(" notranslate ") != std::string::npos)
        return true;
    }
    return false;
  }

  void add(const HtmlToken& token) {
    const bool is_tag = token.kind != HtmlToken::Kind::text;
    const bool has_name =
        token.kind == HtmlToken::Kind::start || token.kind == HtmlToken::Kind::end;
    if (has_name && role_of_element(token.name) == HtmlRole::block) end_text();
    if (token.kind == HtmlToken::Kind::start) read_attributes(token);
    if (has_name && role_of_element(token.name) == HtmlRole::block) return;
    HtmlPart part{.range = token.range, .is_tag = is_tag};
    if (has_name && !token.is_empty && !has_no_end(token.name))
      part.end = {
          .side = token.kind == HtmlToken::Kind::start ? TagEnd::Side::opens : TagEnd::Side::closes,
          .key = token.name};
    parts_.push_back(std::move(part));
  }

  void read_attributes(const HtmlToken& token) {
    const std::string_view tag = raw(token.range);
    if (tag.find('=') == std::string_view::npos) return;
    const std::vector<HtmlAttribute> attributes = html_attributes(tag);
    const auto value_of = [&](std::string_view name) {
      for (const HtmlAttribute& attribute : attributes)
        if (attribute.name == name) return in_range(tag, attribute.value);
      return std::string_view();
    };
    for (const HtmlAttribute& attribute : attributes) {
      const TextRange range = {token.range.begin + attribute.value.begin,
                               token.range.begin + attribute.value.end};
      if (token.name == "html" && (attribute.name == "lang" || attribute.name == "xml:lang"))
        page_.languages_.push_back(range);
      const bool is_description =
          token.name == "meta" && attribute.name == "content" &&
          (value_of("name") == "description" || value_of("property") == "og:title" ||
           value_of("property") == "og:description");
      const bool is_button = token.name == "input" && attribute.name == "value" &&
                             (value_of("type") == "submit" || value_of("type") == "button" ||
                              value_of("type") == "reset");
      if (!is_text_attribute(attribute.name) && !is_description && !is_button) continue;
      std::string text = html_decoded(raw(range));
      std::replace_if(
          text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
      if (text.find_first_not_of(kHtmlBlanks) == std::string::npos) continue;
      page_.attributes_.push_back({page_.texts_.size(), range, attribute.quote});
      page_.texts_.push_back({.text = std::move(text), .place = place(range.begin)});
    }
  }

  // Text is divided at references to characters that nobody knows, which are kept as they are.
  void divide_text() {
    std::vector<HtmlPart> divided;
    for (const HtmlPart& part : parts_) {
      if (part.is_tag) {
        divided.push_back(part);
        continue;
      }
      std::size_t begin = part.range.begin;
      // Only within the part: the next reference may be at the other end of the page.
      const std::string_view text = raw({0, part.range.end});
      for (std::size_t at = begin; (at = text.find('&', at)) != std::string_view::npos;) {
        const auto reference = html_reference(raw({at, part.range.end}));
        const std::size_t end = at + (reference ? reference->size : 1);
        if (reference && !reference->text) {
          if (at > begin) divided.push_back({{begin, at}});
          divided.push_back({{at, end}, true});
          begin = end;
        }
        at = end;
      }
      if (part.range.end > begin) divided.push_back({{begin, part.range.end}});
    }
    parts_ = std::move(divided);
  }

  // Takes away white space and tags around the text, but those of which the partner is within it.
  void trim() {
    std::vector<InlineTag> tags;
    std::vector<TagEnd> ends;
    for (const HtmlPart& part : parts_) {
      if (part.is_tag) tags.push_back({.range = part.range});
      if (part.is_tag) ends.push_back(part.end);
    }
    pair_tags(tags, ends);
    std::vector<int> partner(parts_.size(), -1);  // of parts
    std::vector<int> part_of_tag;
    for (std::size_t i = 0; i < parts_.size(); ++i)
      if (parts_[i].is_tag) part_of_tag.push_back(static_cast<int>(i));
    for (std::size_t t = 0; t < tags.size(); ++t)
      if (tags[t].partner >= 0)
        partner[static_cast<std::size_t>(part_of_tag[t])] =
            part_of_tag[static_cast<std::size_t>(tags[t].partner)];
    std::size_t first = 0, last = parts_.size();
    const auto goes = [&](std::size_t i) {
      if (!parts_[i].is_tag)
        return raw(parts_[i].range).find_first_not_of(kHtmlBlanks) == std::string_view::npos;
      const int other = partner[i];
      return other < static_cast<int>(first) || other >= static_cast<int>(last);
    };
    const auto encloses = [&] {
      return first + 1 < last && partner[first] == static_cast<int>(last) - 1;
    };
    for (bool moved = true; moved && first < last;) {
      moved = true;
      if (goes(first))
        ++first;
      else if (goes(last - 1))
        --last;
      else if (encloses())
        ++first, --last;
      else
        moved = false;
    }
    parts_ = {parts_.begin() + static_cast<std::ptrdiff_t>(first),
              parts_.begin() + static_cast<std::ptrdiff_t>(last)};
  }

  // With white space made one blank, and without that at the ends.
  void add_text(std::string& text, TextRange range) {
    for (const char c : html_decoded(raw(range))) {
      const bool blank = is_html_blank(c);
      if (!blank) text += c;
      if (blank && !behind_blank_) text += ' ';
      behind_blank_ = blank;
    }
  }

  void end_text() {
    divide_text();
    trim();
    if (parts_.empty()) return;
    const auto inner = [&](TextRange range) {
      if (range.begin == parts_.front().range.begin && !parts_.front().is_tag)
        range.begin += std::min(raw(range).find_first_not_of(kHtmlBlanks), range.size());
      if (range.end == parts_.back().range.end && !parts_.back().is_tag)
        range.end = range.begin + raw(range).find_last_not_of(kHtmlBlanks) + 1;
      return range;
    };
    HtmlText slot{.text = page_.texts_.size()};
    DocumentText text;
    std::vector<TagEnd> ends;
    for (const HtmlPart& part : parts_) {
      if (!part.is_tag) {
        add_text(text.text, inner(part.range));
        continue;
      }
      text.tags.push_back({.range = {text.text.size(), text.text.size() + part.range.size()}});
      text.text += raw(part.range);
      slot.tags.push_back(part.range);
      ends.push_back(part.end);
      // What is seen, a picture or code, stands between two blanks.
      if (part.end.side == TagEnd::Side::alone && !raw(part.range).starts_with("<!"))
        behind_blank_ = false;
    }
    behind_blank_ = true;
    pair_tags(text.tags, ends);
    slot.range = {inner(parts_.front().range).begin, inner(parts_.back().range).end};
    text.place = place(slot.range.begin);
    page_.slots_.push_back(std::move(slot));
    page_.texts_.push_back(std::move(text));
    parts_.clear();
  }

  HtmlPage& page_;
  const std::vector<HtmlToken> tokens_;
  const std::vector<int> partners_;
  LineCounter lines_;
  std::vector<HtmlPart> parts_;  // of the text that is being read
  bool behind_blank_ = true;
};

HtmlPage::HtmlPage(std::string content) : content_(std::move(content)) { HtmlReader(*this).read(); }

std::string HtmlPage::write(std::span<const TranslatedText> translations,
                            const DocumentLanguages& languages) const {
  std::vector<Edit> edits;
  for (const HtmlAttributeText& slot : attributes_) {
    if (is_unchanged(texts_[slot.text], translations[slot.text])) continue;
    const std::string& text = translations[slot.text].text;
    edits.push_back({slot.range, slot.quote != 0 ? html_encoded(text, slot.quote)
                                                 : '"' + html_encoded(text, '"') + '"'});
  }
  if (!languages.target.empty())
    for (const TextRange range : languages_)
      if (in_range(content_, range) != languages.target) edits.push_back({range, languages.target});
  std::sort(edits.begin(), edits.end(),
            [](const Edit& a, const Edit& b) { return a.range.begin < b.range.begin; });
  const auto raw = [&](TextRange range) {
    auto edit = std::partition_point(
        edits.begin(), edits.end(), [&](const Edit& one) { return one.range.begin < range.begin; });
    std::string text;
    for (; edit != edits.end() && edit->range.end <= range.end; ++edit) {
      text += in_range(content_, {range.begin, edit->range.begin});
      text += edit->text;
      range.begin = edit->range.end;
    }
    return text += in_range(content_, range);
  };
  std::string page;
  std::size_t end = 0;
  for (const HtmlText& slot : slots_) {
    const TranslatedText& translation = translations[slot.text];
    if (is_unchanged(texts_[slot.text], translation)) continue;
    page += raw({end, slot.range.begin});
    end = slot.range.end;
    std::size_t at = 0;
    for (const PlacedTag& tag : translation.tags) {
      page += html_encoded(in_range(translation.text, {at, tag.range.begin}));
      page += raw(slot.tags[tag.index]);
      at = tag.range.end;
    }
    page += html_encoded(std::string_view(translation.text).substr(at));
  }
  return page += raw({end, content_.size()});
}

std::unique_ptr<Document> read_html(std::string content, const std::string& name,
                                    const DocumentLanguages&) {
  if (const std::size_t bad = find_invalid_utf8(content); bad != std::string::npos)
    throw Error({.what = "the page is not in UTF-8",
                 .where = line_in_file(content, bad, name),
                 .fix = "convert it: iconv -f ISO-8859-1 -t UTF-8, or from what its charset says"});
  return std::make_unique<HtmlPage>(std::move(content));
}

}  // namespace

DocumentFormat html_format() {
  return {.name = "html", .suffixes = {".html", ".htm", ".xhtml"}, .read = read_html};
}

}  // namespace nmt
