#include "document/icu_message.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "document/characters.h"

namespace nmt {
namespace {

struct IcuChoice;

// A message, or that of a branch.
struct IcuPart {
  TextRange range;
  std::vector<IcuChoice> choices;
  std::vector<TextRange> marks;  // all that is kept, choices among them
  std::vector<int> choice_of;    // [marks]; -1: another
  int text = -1;                 // of the document; -1: it has no words of its own
};
struct IcuChoice {
  TextRange range;
  std::vector<IcuPart> branches;
};

class IcuParser {
 public:
  explicit IcuParser(std::string_view message) : message_(message) {}

  // Whether the message holds together.
  bool parse(IcuPart& part) { return parse_part(part, false, 0) && at_ == message_.size(); }
  bool has_choice() const { return has_choice_; }

 private:
  static constexpr int kMostNested = 20;

  std::string_view rest() const { return message_.substr(at_); }
  void skip_blanks() {
    at_ = std::min(message_.find_first_not_of(" \t\r\n", at_), message_.size());
  }
  bool takes(char c) {
    skip_blanks();
    if (!rest().starts_with(c)) return false;
    ++at_;
    return true;
  }
  std::string_view take_word() {
    skip_blanks();
    const std::size_t end = std::min(message_.find_first_of(" \t\r\n,{}", at_), message_.size());
    const std::string_view word = message_.substr(at_, end - at_);
    at_ = end;
    return word;
  }

  // Up to the brace that closes it.
  bool parse_part(IcuPart& part, bool in_plural, int depth) {
    if (depth > kMostNested) return false;
    part.range.begin = at_;
    while (at_ < message_.size() && message_[at_] != '}') {
      const char c = message_[at_];
      const std::size_t begin = at_;
      if (c == '{') {
        if (!parse_argument(part, depth)) return false;
        continue;
      }
      ++at_;
      if (c == '\'' && (rest().starts_with('{') || rest().starts_with('}'))) {
        at_ = std::min(message_.find('\'', at_), message_.size() - 1) + 1;
        add_mark(part, begin, -1);
      } else if (c == '#' && in_plural) {
        add_mark(part, begin, -1);
      }
    }
    part.range.end = at_;
    return true;
  }
  void add_mark(IcuPart& part, std::size_t begin, int choice) const {
    part.marks.push_back({begin, at_});
    part.choice_of.push_back(choice);
  }
  bool parse_argument(IcuPart& part, int depth) {
    const std::size_t begin = at_++;
    if (take_word().empty()) return false;
    if (takes(',')) {
      const std::string_view type = take_word();
      const bool is_plural = type == "plural" || type == "selectordinal";
      if (is_plural || type == "select") return parse_choice(part, begin, is_plural, depth);
      // The style of a number or a date.
      int open = 0;
      for (; at_ < message_.size() && (message_[at_] != '}' || open > 0); ++at_)
        open += message_[at_] == '{' ? 1 : message_[at_] == '}' ? -1 : 0;
    }
    if (!takes('}')) return false;
    add_mark(part, begin, -1);
    return true;
  }
  bool parse_choice(IcuPart& part, std::size_t begin, bool is_plural, int depth) {
    if (!takes(',')) return false;
    IcuChoice choice;
    while (!takes('}')) {
      const std::string_view selector = take_word();
      if (selector.starts_with("offset:")) continue;
      if (selector.empty() || !takes('{')) return false;
      if (!parse_part(choice.branches.emplace_back(), is_plural, depth + 1) || !takes('}'))
        return false;
    }
    choice.range = {begin, at_};
    has_choice_ = true;
    part.choices.push_back(std::move(choice));
    add_mark(part, begin, static_cast<int>(part.choices.size()) - 1);
    return true;
  }

  std::string_view message_;
  std::size_t at_ = 0;
  bool has_choice_ = false;
};

class IcuMessage : public Document {
 public:
  IcuMessage(std::string message, IcuPart whole)
      : message_(std::move(message)), whole_(std::move(whole)) {
    add_texts(whole_);
  }

  std::string write(std::span<const TranslatedText> translations,
                    const DocumentLanguages&) const override {
    return written(whole_, translations);
  }

 private:
  void add_texts(IcuPart& part) {
    DocumentText text{.text = std::string(in_range(message_, part.range))};
    std::string words;
    std::size_t at = part.range.begin;
    for (const TextRange mark : part.marks) {
      words += in_range(message_, {at, mark.begin});
      at = mark.end;
      const TextRange range = {mark.begin - part.range.begin, mark.end - part.range.begin};
      text.tags.push_back({.range = range});
    }
    words += in_range(message_, {at, part.range.end});
    if (has_letters(words)) {
      // A text with tags is one line.
      if (!text.tags.empty()) std::replace(text.text.begin(), text.text.end(), '\n', ' ');
      part.text = static_cast<int>(texts_.size());
      texts_.push_back(std::move(text));
    }
    for (IcuChoice& choice : part.choices)
      for (IcuPart& branch : choice.branches) add_texts(branch);
  }

  std::string written(const IcuPart& part, std::span<const TranslatedText> translations) const {
    std::string bytes;
    const auto index = static_cast<std::size_t>(part.text);
    if (part.text < 0 || is_unchanged(texts_[index], translations[index])) {
      std::size_t at = part.range.begin;
      for (std::size_t mark = 0; mark < part.marks.size(); ++mark) {
        bytes += in_range(message_, {at, part.marks[mark].begin});
        bytes += written_mark(part, mark, translations);
        at = part.marks[mark].end;
      }
      return bytes += in_range(message_, {at, part.range.end});
    }
    const TranslatedText& translation = translations[index];
    std::size_t at = 0;
    for (const PlacedTag& tag : translation.tags) {
      bytes += in_range(translation.text, {at, tag.range.begin});
      bytes += written_mark(part, tag.index, translations);
      at = tag.range.end;
    }
    return bytes += std::string_view(translation.text).substr(at);
  }
  std::string written_mark(const IcuPart& part, std::size_t mark,
                           std::span<const TranslatedText> translations) const {
    if (part.choice_of[mark] < 0) return std::string(in_range(message_, part.marks[mark]));
    const IcuChoice& choice = part.choices[static_cast<std::size_t>(part.choice_of[mark])];
    std::string bytes;
    std::size_t at = choice.range.begin;
    for (const IcuPart& branch : choice.branches) {
      bytes += in_range(message_, {at, branch.range.begin});
      bytes += written(branch, translations);
      at = branch.range.end;
    }
    return bytes += in_range(message_, {at, choice.range.end});
  }

  std::string message_;
  IcuPart whole_;
};

}  // namespace

std::unique_ptr<Document> icu_message(const std::string& message) {
  IcuPart whole;
  IcuParser parser(message);
  if (!parser.parse(whole) || !parser.has_choice()) return nullptr;
  return std::make_unique<IcuMessage>(message, std::move(whole));
}

}  // namespace nmt
