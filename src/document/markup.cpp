#include "document/markup.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "base/ascii.h"
#include "document/characters.h"

namespace nmt {
namespace {

constexpr auto kNone = std::string_view::npos;

// Where a mark comes next. Asked from rising places, it reads the text once.
class NextMark {
 public:
  NextMark(std::string_view text, std::string_view mark) : text_(text), mark_(mark) {}
  std::size_t from(std::size_t at) {
    if (asked_ == kNone || (found_ < at && found_ != kNone)) found_ = text_.find(mark_, at);
    asked_ = at;
    return found_;
  }

 private:
  std::string_view text_, mark_;
  std::size_t asked_ = kNone, found_ = kNone;
};

class MarkupScan {
 public:
  explicit MarkupScan(std::string_view text) : text_(text) {}

  std::vector<TextRange> scan(const std::function<std::size_t(TextRange)>& behind) {
    std::vector<TextRange> found;
    for (std::size_t at = 0; (at = text_.find('<', at)) != kNone;) {
      const std::size_t end = end_of_markup(at);
      if (end != kNone) found.push_back({at, end});
      at = end == kNone ? at + 1 : behind({at, end});
    }
    return found;
  }

 private:
  std::size_t end_of_markup(std::size_t begin) {
    const std::string_view rest = text_.substr(begin);
    if (rest.starts_with("<!--")) return after(comment_.from(begin + 4), 3);
    if (rest.starts_with("<![CDATA[")) return after(cdata_.from(begin + 9), 3);
    if (rest.starts_with("<?")) return after(instruction_.from(begin + 2), 2);
    const std::size_t letter = begin + (rest.starts_with("</") || rest.starts_with("<!") ? 2 : 1);
    return letter < text_.size() && is_ascii_letter(text_[letter]) ? end_of_tag(letter) : kNone;
  }
  static std::size_t after(std::size_t mark, std::size_t size) {
    return mark == kNone ? kNone : mark + size;
  }
  // Outside quotation marks at a place, a scan ends as every other does that comes there: so none
  // goes again where one has ended in vain.
  std::size_t end_of_tag(std::size_t at) {
    if (in_vain_.empty()) in_vain_.resize(text_.size() + 1);
    std::vector<std::size_t> seen;
    while (at < text_.size() && !in_vain_[at]) {
      const char c = text_[at];
      if (c == '>') return at + 1;
      seen.push_back(at);
      if (c == '<') break;
      at = opens_value(at) ? behind_quoted(at) : at + 1;
    }
    for (const std::size_t place : seen) in_vain_[place] = true;
    return kNone;
  }
  // A quotation mark does behind `=` alone; elsewhere it is an apostrophe.
  bool opens_value(std::size_t at) const {
    if (text_[at] != '"' && text_[at] != '\'') return false;
    const std::size_t before = text_.find_last_not_of(" \t", at - 1);
    return before != kNone && text_[before] == '=';
  }
  // A value without an end is none.
  std::size_t behind_quoted(std::size_t quote) {
    const std::size_t end = text_[quote] == '"' ? next_double(quote + 1) : next_single(quote + 1);
    return end == kNone ? quote + 1 : end + 1;
  }
  std::size_t next_double(std::size_t at) { return next_of(at, '"', double_quotes_); }
  std::size_t next_single(std::size_t at) { return next_of(at, '\'', single_quotes_); }
  // By a table, as scans come back to earlier places.
  std::size_t next_of(std::size_t at, char mark, std::vector<std::size_t>& places) const {
    if (places.empty()) {
      for (std::size_t i = 0; i < text_.size(); ++i)
        if (text_[i] == mark) places.push_back(i);
    }
    const auto next = std::lower_bound(places.begin(), places.end(), at);
    return next == places.end() ? kNone : *next;
  }

  std::string_view text_;
  NextMark comment_{text_, "-->"}, cdata_{text_, "]]>"}, instruction_{text_, "?>"};
  std::vector<bool> in_vain_;
  std::vector<std::size_t> double_quotes_, single_quotes_;
};

// The elements of HTML that stand in the middle of a word without ending it.
constexpr std::string_view kInline[] = {
    "a",     "abbr",   "acronym", "b",   "bdi", "bdo",  "bg",   "bpt", "bx",   "cite", "code",
    "data",  "del",    "dfn",     "em",  "ept", "ex",   "font", "g",   "i",    "ins",  "kbd",
    "label", "mark",   "mrk",     "ph",  "pc",  "q",    "ruby", "s",   "samp", "sc",   "small",
    "span",  "strike", "strong",  "sub", "sup", "time", "tt",   "u",   "var",  "wbr",  "x"};

}  // namespace

std::vector<TextRange> markup_in(std::string_view text) {
  return markup_in(text, [](TextRange markup) { return markup.end; });
}

std::vector<TextRange> markup_in(std::string_view text,
                                 const std::function<std::size_t(TextRange)>& behind) {
  return MarkupScan(text).scan(behind);
}

std::string_view tag_name(std::string_view tag) {
  tag.remove_prefix(tag.starts_with("</") ? 2 : 1);
  if (tag.empty() || !is_ascii_letter(tag.front())) return {};
  return tag.substr(0, tag.find_first_of(" \t\n\f\r/>"));
}

bool separates_words(std::string_view tag) {
  const std::string name = ascii_lower_case(tag_name(tag));
  return !name.empty() &&
         std::find(std::begin(kInline), std::end(kInline), name) == std::end(kInline);
}

}  // namespace nmt
