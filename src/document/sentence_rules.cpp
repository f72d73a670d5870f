#include "document/sentence_rules.h"

#include <algorithm>
#include <cctype>

#include "base/ascii.h"
#include "document/abbreviations.h"
#include "document/characters.h"

namespace nmt {
namespace {

// What may stand behind the mark of an end and still belong to its sentence.
constexpr std::string_view kClosers[] = {"\"", "'",  ")",  "]",  "”",  "’",  "»",  "›",  "“",
                                         "‘",  "」", "』", "）", "】", "》", "〉", "］", "｣"};
constexpr std::string_view kOpeners[] = {"(", "[",  "“",  "‘",  "«",  "‹",  "„",  "‚",  "¿",
                                         "¡", "「", "『", "（", "【", "《", "〈", "［", "｢"};
constexpr std::string_view kMonths[] = {"Januar",  "Jänner",   "Februar", "März",   "April",
                                        "Mai",     "Juni",     "Juli",    "August", "September",
                                        "Oktober", "November", "Dezember"};

template <std::size_t count>
std::string_view ending_of(std::string_view text, const std::string_view (&marks)[count]) {
  for (const std::string_view mark : marks)
    if (text.ends_with(mark)) return mark;
  return {};
}

template <std::size_t count>
bool starts_with_any(std::string_view text, const std::string_view (&marks)[count]) {
  return std::any_of(std::begin(marks), std::end(marks),
                     [&](std::string_view mark) { return text.starts_with(mark); });
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_ascii_small(char c) { return c >= 'a' && c <= 'z'; }

std::string_view without_closers(std::string_view text) {
  for (;;) {
    const std::string_view closer = ending_of(text, kClosers);
    if (closer.empty()) return text;
    text.remove_suffix(closer.size());
  }
}

// The number of a list and nothing else: "1.", "(a)", "iv.".
bool is_list_number(std::string_view sentence) {
  if (sentence.starts_with("(")) sentence.remove_prefix(1);
  if (sentence.size() < 2 || (sentence.back() != '.' && sentence.back() != ')')) return false;
  sentence.remove_suffix(1);
  constexpr std::size_t kLongest = 4;
  if (sentence.size() > kLongest) return false;
  const auto only = [&](auto belongs) {
    return std::all_of(sentence.begin(), sentence.end(), belongs);
  };
  return only(is_digit) || (sentence.size() == 1 && is_ascii_letter(sentence.front())) ||
         only([](char c) { return std::string_view("ivxIVX").find(c) != std::string_view::npos; });
}

// "J." of "J. Smith" and "U.S.": one capital letter before the full stop, at the start of a word.
bool ends_with_initial(std::string_view text) {
  if (!text.ends_with(".")) return false;
  text.remove_suffix(1);
  if (text.empty() || !is_capital(last_character(text))) return false;
  while (is_continuation(text.back())) text.remove_suffix(1);
  text.remove_suffix(1);
  return text.empty() || (!is_ascii_alnum(text.back()) && !is_continuation(text.back()));
}

// Whether the end lies within brackets that were opened not long ago and are closed soon.
bool is_within_brackets(std::string_view sentence, std::string_view after) {
  constexpr std::size_t kFar = 300;
  int open = 0;
  for (const char c : sentence.substr(sentence.size() - std::min(sentence.size(), kFar)))
    open = c == '(' ? open + 1 : c == ')' ? std::max(open - 1, 0) : open;
  for (const char c : after.substr(0, kFar)) {
    if (open == 0) return false;
    open += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (open == 0) return true;
  }
  return false;
}

}  // namespace

std::string main_language(std::string_view code) {
  return ascii_lower_case(code.substr(0, code.find_first_of("-_")));
}

std::size_t after_white_space(std::string_view text, TextRange range) {
  while (range.begin < range.end && is_white_space(character_at(text, range.begin)))
    range.begin += character_size(text[range.begin]);
  return std::min(range.begin, range.end);
}

TextRange without_white_space(std::string_view text, TextRange range) {
  range.begin = after_white_space(text, range);
  while (range.begin < range.end) {
    const std::string_view rest = in_range(text, range);
    const char32_t last = last_character(rest);
    if (!is_white_space(last)) break;
    std::size_t size = 1;
    while (is_continuation(rest[rest.size() - size])) ++size;
    range.end -= size;
  }
  return range;
}

bool may_end_sentence(std::string_view text) {
  if (text.empty()) return false;
  // The last character ends the text, whatever it is.
  return std::any_of(text.begin(), text.end() - 1, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    // Beyond Latin, Greek and Cyrillic there are too many marks to tell; below a blank are ends of
    // lines.
    return c == '.' || c == '!' || c == '?' || c == ';' || byte < ' ' || byte >= 0xd4 ||
           byte == 0xc2;
  });
}

std::size_t between_quotes(std::string_view text, std::size_t end) {
  // Unicode's rules take opening marks for closing ones.
  const std::string_view opener = ending_of(text.substr(0, end), kOpeners);
  if (!opener.empty() && !ending_of(text.substr(0, end - opener.size()), kClosers).empty())
    return end - opener.size();
  // Not what may open something as well.
  constexpr std::string_view kPlain[] = {")",  "]",  "”",  "»",  "›",  "」",
                                         "』", "）", "】", "》", "］", "｣"};
  std::size_t behind = end;
  for (;;) {
    const std::size_t next = after_white_space(text, {behind, text.size()});
    if (next == text.size() || !starts_with_any(text.substr(next), kPlain)) break;
    behind = next + character_size(text[next]);
  }
  return behind == end ? end : after_white_space(text, {behind, text.size()});
}

SentenceRules::SentenceRules(std::string_view language, std::span<const std::string> abbreviations)
    : abbreviations_(abbreviations.begin(), abbreviations.end()), is_neutral_(language.empty()) {
  for (const std::string_view word : no_abbreviations(language))
    abbreviations_.erase(std::string(word));
  for (const std::string_view word : further_abbreviations(language)) abbreviations_.emplace(word);
  constexpr std::string_view kLanguages[] = {"cs", "da", "de", "et", "fi", "hr", "hu", "is",
                                             "lv", "nb", "nn", "no", "sk", "sl", "sr", "tr"};
  has_ordinals_ =
      std::find(std::begin(kLanguages), std::end(kLanguages), language) != std::end(kLanguages);
}

// Whether the last word is one, or the last three are, as in "n. Chr.".
bool SentenceRules::ends_with_abbreviation(std::string_view text) const {
  constexpr std::size_t kLongest = 24, kMostWords = 3;
  const std::string_view near = text.substr(text.size() - std::min(text.size(), kLongest));
  std::size_t words = 0;
  for (std::size_t at = near.size(); at > 0 && words < kMostWords; --at) {
    const std::string_view before = near.substr(0, at);
    const bool start = before.ends_with(' ') || before.ends_with("\u00a0") ||
                       !ending_of(before, kOpeners).empty() || before.ends_with('"');
    if (!start) continue;
    if (abbreviations_.contains(std::string(near.substr(at)))) return true;
    ++words;
  }
  return near.size() == text.size() && abbreviations_.contains(std::string(text));
}

// "29. Juli", "3. Kapitel", "II. Dünya Savaşı"; a year ends a sentence.
bool SentenceRules::is_ordinal(std::string_view before, std::string_view after) const {
  if (!before.ends_with(".")) return false;
  before.remove_suffix(1);
  constexpr std::size_t kMostDigits = 2;
  std::size_t size = 0;
  while (size < before.size() && is_digit(before[before.size() - 1 - size])) ++size;
  const bool number = size > 0 && size <= kMostDigits;
  if (!number) {
    size = 0;
    while (size < before.size() &&
           std::string_view("IVX").find(before[before.size() - 1 - size]) != std::string_view::npos)
      ++size;
    if (size == 0) return false;
  }
  const std::string_view head = before.substr(0, before.size() - size);
  // A part of something longer: 3.14, 10:30, B12.
  if (!head.empty() && head.back() != ' ' && ending_of(head, kOpeners).empty()) return false;
  // The number of a figure: "Abb. 3."
  const std::string_view word = head.ends_with(' ') ? head.substr(0, head.size() - 1) : head;
  if (word.ends_with('.') && ends_with_abbreviation(word)) return false;
  if (has_ordinals_) return true;
  return is_neutral_ && number && starts_with_any(after, kMonths);
}

std::vector<std::size_t> SentenceRules::with_further(std::string_view text,
                                                     std::vector<std::size_t> ends) const {
  const std::size_t known = ends.size();
  const auto each = [&](std::string_view mark, auto ends_before) {
    for (std::size_t at = 0; (at = text.find(mark, at)) != std::string_view::npos;) {
      at += mark.size();
      std::size_t end = at;
      while (end < text.size() && starts_with_any(text.substr(end), kClosers))
        end += character_size(text[end]);
      const std::size_t next = after_white_space(text, {end, text.size()});
      if (next > end && next < text.size() && ends_before(at, next)) ends.push_back(next);
    }
  };
  // "He waited… Then he left."
  each("…", [&](std::size_t, std::size_t next) { return is_capital(character_at(text, next)); });
  // "There were few. 20 people came." But "Fig. 3", "ca. 20".
  each(".", [&](std::size_t at, std::size_t next) {
    constexpr std::size_t kShortest = 3;
    std::size_t begin = at - 1;
    while (begin > 0 && is_ascii_small(text[begin - 1])) --begin;
    return is_digit(text[next]) && at - 1 - begin >= kShortest;
  });
  // The full stop of Khmer, which older versions of Unicode did not count among the marks.
  each("។", [](std::size_t, std::size_t) { return true; });
  std::sort(ends.begin() + static_cast<std::ptrdiff_t>(known), ends.end());
  std::inplace_merge(ends.begin(), ends.begin() + static_cast<std::ptrdiff_t>(known), ends.end());
  return ends;
}

bool SentenceRules::ends_falsely(std::string_view text, TextRange rest, std::size_t end) const {
  const TextRange range = without_white_space(text, {rest.begin, end});
  const std::string_view sentence = in_range(text, range);
  const std::size_t next_begin = after_white_space(text, {range.end, rest.end});
  const std::string_view after = in_range(text, {next_begin, rest.end});
  if (sentence.empty() || after.empty()) return true;
  const std::string_view said = without_closers(sentence);
  const bool closed = said.size()<sentence.size(), apart = next_begin> range.end;
  // Ends of lines are ends, whatever stands there.
  const bool new_line = in_range(text, {range.end, next_begin}).find('\n') != std::string::npos;
  if (new_line) return false;
  if (is_list_number(sentence)) return true;
  if (said.empty()) return true;
  const char32_t next = character_at(after, 0);
  if (!apart) {
    // A file name or an address; or what a verb of speech follows: 「はい。」と言った。
    if (said.back() == '.' || said.back() == '!' || said.back() == '?') return true;
    if (closed && !starts_with_any(after, kOpeners)) return true;
  }
  // "Really?" she asked. A sentence that begins small may be followed by another of its kind.
  if (is_small(next) && (closed || !is_small(character_at(sentence, 0)))) return true;
  if (is_within_brackets(sentence, after)) return true;
  if (closed || !said.ends_with(".")) return false;
  return ends_with_abbreviation(said) || ends_with_initial(said) || is_ordinal(said, after);
}

}  // namespace nmt
