#include "document/word_paragraph.h"

#include <algorithm>
#include <map>
#include <utility>

namespace nmt {
namespace {

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Reads the items of a paragraph. A field is a code, and what it showed last, in runs of their own;
// a link that is a field holds words, the others one item each.
class WordItems {
 public:
  WordItems(const XmlDocument& document, std::size_t& budget)
      : document_(document), budget_(budget) {}

  std::vector<WordItem> read(const XmlNode& paragraph) {
    read_all(paragraph);
    end_field();
    return std::move(items_);
  }

 private:
  using Kind = WordItem::Kind;

  void read_all(const XmlNode& holder) {
    for (const XmlNode* node : document_.children(holder)) {
      if (node->kind != XmlNode::Kind::element || is_properties(*node)) continue;
      if (is_word(document_, *node, "r"))
        read_run(*node);
      else if (const XmlNode* inner = words_within(*node))
        read_around(*node, *inner);
      else if (node->name != "proofErr")
        add_alone(*node);
    }
  }

  // Of a paragraph, and of what is around runs.
  static bool is_properties(const XmlNode& node) {
    return is_one_of(node.name, {"pPr", "smartTagPr", "customXmlPr", "sdtPr", "sdtEndPr"});
  }

  // The element whose parts are those of the paragraph, or null.
  const XmlNode* words_within(const XmlNode& node) const {
    if (is_word(document_, node, "sdt")) return document_.child(node, "sdtContent");
    const bool around =
        is_one_of(node.name, {"hyperlink", "ins", "moveTo", "smartTag", "customXml", "dir", "bdo"});
    return around && is_word(document_, node, node.name) && !node.closes_itself() ? &node : nullptr;
  }

  void read_around(const XmlNode& node, const XmlNode& inner) {
    end_field();
    std::size_t begin = inner.content.begin;
    for (const XmlNode* part : document_.children(inner))
      if (is_properties(*part)) begin = part->range.end;
    const std::size_t open = items_.size();
    items_.push_back({.kind = Kind::opens, .pieces = {{"", {node.range.begin, begin}}}});
    // Fields and what is around runs may cross; those that do are no pairs.
    const std::vector<std::size_t> outside = std::exchange(open_fields_, {});
    read_all(inner);
    end_field();
    open_fields_ = outside;
    close(open, {{"", {inner.content.end, node.range.end}}});
  }

  void close(std::size_t open, std::vector<WordPiece> pieces) {
    items_[open].partner = static_cast<int>(items_.size());
    items_.push_back(
        {.kind = Kind::closes, .pieces = std::move(pieces), .partner = static_cast<int>(open)});
  }

  void add_alone(const XmlNode& node) {
    const WordPiece piece{"", node.range};
    if (in_field_ > 0)
      field_.pieces.push_back(piece);
    else
      items_.push_back({.pieces = {piece}});
  }

  void read_run(const XmlNode& run) {
    const XmlNode* look = document_.child(run, "rPr");
    const std::vector<const XmlNode*> parts = document_.children(run);
    const std::size_t each = run.start_tag().size() + (look == nullptr ? 0 : look->range.size());
    if (each * parts.size() > budget_) return add_alone(run);
    budget_ -= each * parts.size();
    properties_ = look == nullptr ? "" : std::string(document_.raw(look->range));
    look_ = look == nullptr ? "" : seen_of(*look);
    before_ = std::string(document_.raw(run.start_tag())) + properties_;
    after_ = std::string(document_.raw(run.end_tag()));
    for (const XmlNode* node : parts)
      if (node->kind == XmlNode::Kind::element && node != look) read_part(*node);
  }

  void read_part(const XmlNode& node) {
    const bool is_of_word = is_word(document_, node, node.name);
    if (is_of_word && node.name == "fldChar") return read_field(node);
    if (in_field_ > 0) {
      if (node.name == "instrText") code_ += document_.text_of(node);
      field_.pieces.push_back({before_, node.range, after_});
    } else if (is_of_word && node.name == "t") {
      add_words(words_of(node));
    } else if (is_of_word && node.name == "noBreakHyphen") {
      add_words("\u2011");
    } else if (!is_one_of(node.name, {"lastRenderedPageBreak", "softHyphen"})) {
      const bool divides = is_one_of(node.name, {"tab", "ptab", "br", "cr"});
      items_.push_back({.properties = properties_,
                        .look = look_,
                        .in_run = true,
                        .divides = divides,
                        .pieces = {{before_, node.range, after_}}});
    }
  }

  std::string seen_of(const XmlNode& properties) const {
    std::string seen;
    for (const XmlNode* node : document_.children(properties))
      if (!is_one_of(node->name, {"lang", "noProof", "rPrChange"}))
        seen += document_.raw(node->range);
    return seen;
  }

  // White space is a blank; at the ends only where that is said.
  std::string words_of(const XmlNode& node) const {
    std::string words = document_.text_of(node);
    std::replace_if(
        words.begin(), words.end(), [](char c) { return c == '\t' || c == '\n' || c == '\r'; },
        ' ');
    if (document_.attribute(node, "xml:space") == "preserve") return words;
    words.erase(0, std::min(words.find_first_not_of(' '), words.size()));
    words.erase(words.find_last_not_of(' ') + 1);
    return words;
  }

  void add_words(std::string words) {
    if (words.empty()) return;
    if (!items_.empty() && items_.back().kind == Kind::words && items_.back().look == look_)
      items_.back().words += words;
    else
      items_.push_back({.kind = Kind::words,
                        .words = std::move(words),
                        .properties = properties_,
                        .look = look_,
                        .in_run = true});
  }

  void read_field(const XmlNode& node) {
    const std::string type =
        document_.attribute(node, std::string(document_.prefix(node)) + "fldCharType");
    const WordPiece piece{before_, node.range, after_};
    if (in_field_ == 0 && type == "begin") {
      field_ = {.pieces = {piece}};
      code_.clear();
      in_field_ = 1;
    } else if (in_field_ > 0) {
      field_.pieces.push_back(piece);
      if (type == "begin") ++in_field_;
      if (type == "end") --in_field_;
      if (in_field_ == 0) items_.push_back(std::exchange(field_, {}));
      if (type == "separate" && in_field_ == 1 && is_link()) open_link();
    } else if (type == "end" && !open_fields_.empty()) {
      close(open_fields_.back(), {piece});
      open_fields_.pop_back();
    } else {
      items_.push_back({.pieces = {piece}});  // of a field of several paragraphs
    }
  }

  // Links in links are no links: nobody writes them, and pairs are read by recursion.
  bool is_link() const {
    constexpr std::size_t kMostOpen = 8;
    if (open_fields_.size() == kMostOpen) return false;
    const std::size_t begin = code_.find_first_not_of(kXmlBlanks);
    return begin != std::string::npos &&
           std::string_view(code_).substr(begin).starts_with("HYPERLINK");
  }
  void open_link() {
    in_field_ = 0;
    open_fields_.push_back(items_.size());
    items_.push_back(std::exchange(field_, {}));
    items_.back().kind = Kind::opens;
  }
  // One that goes on behind what it stands in.
  void end_field() {
    if (in_field_ > 0) items_.push_back(std::exchange(field_, {}));
    in_field_ = 0;
  }

  const XmlDocument& document_;
  std::size_t& budget_;
  std::vector<WordItem> items_;
  std::string properties_, look_, before_, after_;  // of the run
  int in_field_ = 0;                                // how many fields deep in code that is no link
  WordItem field_;
  std::string code_;
  std::vector<std::size_t> open_fields_;  // items that open links
};

// Puts pairs around words that look otherwise.
class PairsOfLooks {
 public:
  struct Look {
    std::string look = {}, properties = {};
  };
  PairsOfLooks(const std::vector<WordItem>& items, std::vector<WordItem>& added)
      : items_(items), added_(added) {}

  // Those of [begin, end), which are beside each other with all that they hold. Gives how most of
  // the words look; without words as those around do.
  Look add(std::size_t begin, std::size_t end, const Look& around) {
    const Look most = most_of(begin, end, around);
    for (std::size_t i = begin; i < end;) {
      const WordItem& item = items_[i];
      if (item.kind == WordItem::Kind::opens) {
        const auto closes = static_cast<std::size_t>(item.partner);
        const std::size_t open = added_.size();
        added_.push_back(item);
        added_[open].properties = add(i + 1, closes, most).properties;
        added_.push_back(items_[closes]);
        join(open);
        i = closes + 1;
      } else if (looks_otherwise(item, most)) {
        const std::size_t open = added_.size(), last = end_of_look(i, end);
        added_.push_back({.kind = WordItem::Kind::opens, .properties = item.properties});
        while (i < last) added_.push_back(items_[i++]);
        added_.push_back({.kind = WordItem::Kind::closes});
        join(open);
      } else {
        added_.push_back(item);
        ++i;
      }
    }
    return most;
  }

 private:
  Look most_of(std::size_t begin, std::size_t end, const Look& around) const {
    std::map<std::string, std::size_t> sizes;
    const WordItem* most = nullptr;
    for (std::size_t i = begin; i < end; ++i) {
      const WordItem& item = items_[i];
      if (item.kind == WordItem::Kind::opens) i = static_cast<std::size_t>(item.partner);
      if (item.kind != WordItem::Kind::words) continue;
      std::size_t& size = sizes[item.look];
      size += item.words.size();
      if (most == nullptr || size > sizes[most->look]) most = &item;
    }
    return most == nullptr ? around : Look{most->look, most->properties};
  }
  // Blanks alone do not.
  static bool looks_otherwise(const WordItem& item, const Look& most) {
    return item.kind == WordItem::Kind::words && item.look != most.look &&
           item.words.find_first_not_of(' ') != std::string::npos;
  }
  // Behind the last words of the same look, with breaks and the like of it between them.
  std::size_t end_of_look(std::size_t begin, std::size_t end) const {
    std::size_t last = begin;
    for (std::size_t i = begin; i < end; ++i) {
      const WordItem& item = items_[i];
      if (!item.in_run || item.look != items_[begin].look) break;
      if (item.kind == WordItem::Kind::words) last = i + 1;
    }
    return last;
  }
  void join(std::size_t open) {
    added_[open].partner = static_cast<int>(added_.size()) - 1;
    added_.back().partner = static_cast<int>(open);
  }

  const std::vector<WordItem>& items_;
  std::vector<WordItem>& added_;
};

}  // namespace

bool is_word(const XmlDocument& document, const XmlNode& node, std::string_view name) {
  if (!node.is_element(name)) return false;
  const std::string_view space = document.space(node);
  return space == "http://schemas.openxmlformats.org/wordprocessingml/2006/main" ||
         space == "http://purl.oclc.org/ooxml/wordprocessingml/main";
}

std::vector<WordItem> word_items(const XmlDocument& document, const XmlNode& paragraph,
                                 std::size_t& budget) {
  std::vector<WordItem> items = WordItems(document, budget).read(paragraph);
  // What is not closed here stands alone.
  for (WordItem& item : items)
    if (item.kind == WordItem::Kind::opens && item.partner < 0) item.kind = WordItem::Kind::alone;
  return items;
}

WordLooks with_looks(const std::vector<WordItem>& items) {
  WordLooks looks;
  looks.properties = PairsOfLooks(items, looks.items).add(0, items.size(), {}).properties;
  return looks;
}

}  // namespace nmt
