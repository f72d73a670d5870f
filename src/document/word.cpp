#include "document/word.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "base/xml.h"
#include "document/word_paragraph.h"
#include "document/xml_blocks.h"
#include "document/zip_document.h"

namespace nmt {
namespace {

struct WordParagraph {
  TextRange range;                     // behind its properties
  std::string prefix;                  // w:
  std::vector<WordItem> items;         // with pairs of looks
  std::string properties;              // of the words outside of pairs
  std::size_t first = 0, last = 0;     // the items of the text
  std::string lead = {}, trail = {};   // white space around it
  std::vector<std::size_t> tags = {};  // [tags of the text] items
};

// Makes the text of a paragraph, with a short tag for each item between words.
class WordText {
 public:
  explicit WordText(WordParagraph& paragraph) : paragraph_(paragraph) {}

  // False: there are no words.
  bool make(DocumentText& text) {
    const auto& items = paragraph_.items;
    const auto is_text = [](const WordItem& item) { return item.kind != WordItem::Kind::alone; };
    const auto has_words = [](const WordItem& item) {
      return item.words.find_first_not_of(' ') != std::string::npos;
    };
    if (std::none_of(items.begin(), items.end(), has_words)) return false;
    const auto first = std::find_if(items.begin(), items.end(), is_text);
    const auto last = std::find_if(items.rbegin(), items.rend(), is_text).base();
    paragraph_.first = static_cast<std::size_t>(first - items.begin());
    paragraph_.last = static_cast<std::size_t>(last - items.begin());
    std::vector<int> tag_of(items.size(), -1);
    for (std::size_t i = paragraph_.first; i < paragraph_.last; ++i) {
      if (items[i].kind == WordItem::Kind::words)
        text.text += items[i].words;
      else
        add_tag(i, tag_of, text);
    }
    trim(text);
    return true;
  }

 private:
  void add_tag(std::size_t index, std::vector<int>& tag_of, DocumentText& text) {
    const WordItem& item = paragraph_.items[index];
    const bool closes = item.kind == WordItem::Kind::closes;
    tag_of[index] = static_cast<int>(text.tags.size());
    const int partner = closes ? tag_of[static_cast<std::size_t>(item.partner)] : -1;
    const std::size_t number = closes ? numbers_[static_cast<std::size_t>(partner)] : ++count_;
    numbers_.push_back(number);
    const std::string held = item.kind == WordItem::Kind::alone ? format("<{}/>", number)
                             : closes                           ? format("</{}>", number)
                                                                : format("<{}>", number);
    text.tags.push_back({.range = {text.text.size(), text.text.size() + held.size()},
                         .partner = partner,
                         .divides = item.divides});
    if (closes) text.tags[static_cast<std::size_t>(partner)].partner = tag_of[index];
    text.text += held;
    paragraph_.tags.push_back(index);
  }

  void trim(DocumentText& text) {
    const std::size_t begin = text.text.find_first_not_of(' ');
    const std::size_t end = text.text.find_last_not_of(' ') + 1;
    paragraph_.lead = text.text.substr(0, begin);
    paragraph_.trail = text.text.substr(end);
    text.text = text.text.substr(begin, end - begin);
    for (InlineTag& tag : text.tags) {
      tag.range.begin -= begin;
      tag.range.end -= begin;
    }
  }

  WordParagraph& paragraph_;
  std::size_t count_ = 0;
  std::vector<std::size_t> numbers_;  // [tags]
};

// Writes runs, and the items between them.
class WordRuns {
 public:
  WordRuns(const WordParagraph& paragraph, const std::function<std::string(TextRange)>& raw)
      : paragraph_(paragraph), raw_(raw), properties_{paragraph.properties} {}

  std::string write(const TranslatedText& translation) {
    for (std::size_t i = 0; i < paragraph_.first; ++i) add(paragraph_.items[i]);
    words_ += paragraph_.lead;
    std::size_t end = 0;
    for (const PlacedTag& tag : translation.tags) {
      say(std::string_view(translation.text).substr(end, tag.range.begin - end));
      add(paragraph_.items[paragraph_.tags[tag.index]]);
      end = tag.range.end;
    }
    say(translation.text.substr(end) + paragraph_.trail);
    for (std::size_t i = paragraph_.last; i < paragraph_.items.size(); ++i)
      add(paragraph_.items[i]);
    end_run();
    return std::move(written_);
  }

 private:
  // Of blanks on both sides of a look that no word has any more, one is enough.
  void say(std::string_view words) {
    if (words.empty()) return;
    if (ends_with_blank_ && behind_nothing_ && words.front() == ' ') words.remove_prefix(1);
    words_ += words;
    ends_with_blank_ = words_.ends_with(' ');
    was_opened_ = behind_nothing_ = false;
  }
  void add(const WordItem& item) {
    end_run();
    behind_nothing_ = item.pieces.empty() && item.kind == WordItem::Kind::closes && was_opened_;
    was_opened_ = item.pieces.empty() && item.kind == WordItem::Kind::opens;
    ends_with_blank_ &= was_opened_ || behind_nothing_;
    for (const WordPiece& piece : item.pieces)
      written_ += piece.before + raw_(piece.range) + piece.after;
    if (item.kind == WordItem::Kind::opens) properties_.push_back(item.properties);
    if (item.kind == WordItem::Kind::closes && properties_.size() > 1) properties_.pop_back();
  }
  void end_run() {
    if (words_.empty()) return;
    const std::string words = xml_content(std::exchange(words_, {}));
    written_ += format("<{0}r>{1}<{0}t xml:space=\"preserve\">{2}</{0}t></{0}r>", paragraph_.prefix,
                       properties_.back(), words);
  }

  const WordParagraph& paragraph_;
  const std::function<std::string(TextRange)>& raw_;
  std::vector<std::string> properties_;  // of the pairs that are open
  std::string words_, written_;
  bool ends_with_blank_ = false;  // what was said last
  bool was_opened_ = false;       // the item before opened a look
  bool behind_nothing_ = false;   // and the one now closed it
};

class WordPart : public Document {
 public:
  WordPart(std::string content, const std::string& name) : xml_(std::move(content), name) {
    std::size_t number = 0, budget = 8 * xml_.content().size();
    for (const XmlNode& node : xml_.nodes())
      if (is_word(xml_, node, "p")) add(node, ++number, budget);
  }

  std::string write(std::span<const TranslatedText> translations,
                    const DocumentLanguages&) const override {
    std::vector<TextRange> ranges;
    std::vector<bool> changed;
    for (std::size_t i = 0; i < paragraphs_.size(); ++i) {
      ranges.push_back(paragraphs_[i].range);
      changed.push_back(!is_unchanged(texts_[i], translations[i]));
    }
    return NestedWriter(xml_.content(), std::move(ranges), std::move(changed),
                        [&](std::size_t index, const auto& raw) {
                          return WordRuns(paragraphs_[index], raw).write(translations[index]);
                        })
        .write();
  }

 private:
  void add(const XmlNode& node, std::size_t number, std::size_t& budget) {
    const XmlNode* own = xml_.child(node, "pPr");
    WordLooks looks = with_looks(word_items(xml_, node, budget));
    WordParagraph paragraph{
        .range = {own == nullptr ? node.content.begin : own->range.end, node.content.end},
        .prefix = std::string(xml_.prefix(node)),
        .items = std::move(looks.items),
        .properties = std::move(looks.properties)};
    DocumentText text{.text = {}, .place = format("paragraph {}", number)};
    if (!WordText(paragraph).make(text)) return;
    texts_.push_back(std::move(text));
    paragraphs_.push_back(std::move(paragraph));
  }

  XmlDocument xml_;
  std::vector<WordParagraph> paragraphs_;  // [texts]
};

bool has_texts(std::string_view content_type) {
  if (content_type.find("wordprocessingml") == std::string_view::npos &&
      content_type.find("ms-word") == std::string_view::npos)
    return false;
  for (const std::string_view part : {".main+xml", ".header+xml", ".footer+xml", ".footnotes+xml",
                                      ".endnotes+xml", ".comments+xml"})
    if (content_type.ends_with(part)) return true;
  return false;
}

// The document itself before its headers and notes.
std::vector<std::string> word_parts(ZipDocument& document) {
  constexpr const char* kTypes = "[Content_Types].xml";
  const XmlDocument types(document.archive().read(kTypes), document.name_of(kTypes));
  std::vector<std::string> parts;
  for (const XmlNode& node : types.nodes()) {
    if (!node.is_element("Override")) continue;
    const std::string type = types.attribute(node, "ContentType");
    std::string file = types.attribute(node, "PartName");
    file.erase(0, file.starts_with('/') ? 1 : 0);
    if (!has_texts(type) || !document.archive().has(file)) continue;
    if (std::find(parts.begin(), parts.end(), file) != parts.end()) continue;
    parts.insert(type.ends_with(".main+xml") ? parts.begin() : parts.end(), file);
  }
  return parts;
}

}  // namespace

std::unique_ptr<Document> read_word_part(std::string content, const std::string& name) {
  return std::make_unique<WordPart>(std::move(content), name);
}

DocumentFormat word_format() {
  return {.name = "docx",
          .suffixes = {".docx", ".docm", ".dotx", ".dotm"},
          .read = [](std::string content, const std::string& name,
                     const DocumentLanguages&) -> std::unique_ptr<Document> {
            auto document = std::make_unique<ZipDocument>(std::move(content), name);
            const std::vector<std::string> parts = word_parts(*document);
            if (parts.empty())
              throw Error({.what = "the archive holds no Word document",
                           .where = name,
                           .fix = "say with --format_in which format it has"});
            for (const std::string& part : parts)
              document->add(
                  part, read_word_part(document->archive().read(part), document->name_of(part)));
            return document;
          }};
}

}  // namespace nmt
