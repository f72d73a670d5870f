#include "document/sentences.h"

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/ures.h>
#include <unicode/utext.h>

#include <algorithm>
#include <string>

#include "base/error.h"
#include "base/format.h"
#include "document/sentence_rules.h"

namespace nmt {
namespace {

void require(UErrorCode code) {
  if (U_SUCCESS(code)) return;
  throw Error({.what = format("the rules of sentences cannot be loaded: {}", u_errorName(code)),
               .where = "ICU",
               .fix = "install ICU with its data, or set decoding.split to lines",
               .kind = Error::Kind::runtime});
}

// The languages of which ICU has abbreviations. For others it would take those of the language that
// the environment is set to.
bool has_abbreviations(std::string_view language) {
  constexpr std::string_view kLanguages[] = {"de", "en", "es", "fr", "it", "pt", "ru"};
  return std::find(std::begin(kLanguages), std::end(kLanguages), language) != std::end(kLanguages);
}

struct CloseResource {
  void operator()(UResourceBundle* resource) const { ures_close(resource); }
};
using Resource = std::unique_ptr<UResourceBundle, CloseResource>;

// Unicode's (CLDR) abbreviations of a language. ICU's own FilteredBreakIterator, which reads the same
// list, looks for them at the end of words too: to it "asked." ends with "ed.".
std::vector<std::string> known_abbreviations(const std::string& language) {
  std::vector<std::string> words;
  if (!has_abbreviations(language)) return words;
  UErrorCode code = U_ZERO_ERROR;
  const Resource rules(ures_open(U_ICUDATA_NAME "-brkitr", language.c_str(), &code));
  const Resource exceptions(ures_getByKey(rules.get(), "exceptions", nullptr, &code));
  const Resource list(ures_getByKey(exceptions.get(), "SentenceBreak", nullptr, &code));
  require(code);
  for (int32_t i = 0; i < ures_getSize(list.get()); ++i) {
    int32_t size = 0;
    const UChar* word = ures_getStringByIndex(list.get(), i, &size, &code);
    require(code);
    icu::UnicodeString(word, size).toUTF8String(words.emplace_back());
  }
  return words;
}

// The text with names in the place of what is whole, because sentences begin and end beside them as
// beside a word, whatever marks or small letters they are made of: "Gone. {file} was old."
std::string with_names(std::string_view text, std::span<const TextRange> whole) {
  std::string named(text);
  for (const TextRange range : whole) {
    const std::string_view thing = in_range(text, range);
    // Numbers may be those of lists and days; one letter would be an initial, an X a number.
    if (thing.size() < 2 || thing.find_first_not_of("0123456789") == std::string_view::npos)
      continue;
    named.replace(range.begin, range.size(), range.size(), 'Q');
  }
  return named;
}

}  // namespace

struct SentenceSplitter::Rules {
  SentenceRules own;
  std::unique_ptr<icu::BreakIterator> breaks;  // cloned for each use, because it has a state
};

SentenceSplitter::SentenceSplitter(std::string_view language) {
  const std::string main = main_language(language);
  UErrorCode code = U_ZERO_ERROR;
  std::unique_ptr<icu::BreakIterator> breaks(
      icu::BreakIterator::createSentenceInstance(icu::Locale(main.c_str()), code));
  require(code);
  std::vector<std::string> abbreviations = known_abbreviations(main.empty() ? "en" : main);
  rules_ = std::make_unique<Rules>(Rules{SentenceRules(main, abbreviations), std::move(breaks)});
}

SentenceSplitter::SentenceSplitter(SentenceSplitter&&) noexcept = default;
SentenceSplitter::~SentenceSplitter() = default;

std::vector<TextRange> SentenceSplitter::sentences_in(std::string_view text,
                                                      std::span<const TextRange> whole) const {
  std::string named;
  if (!whole.empty()) text = named = with_names(text, whole);
  const TextRange line = without_white_space(text, {0, text.size()});
  if (line.size() == 0) return {};
  // Most lines are one sentence, and this costs nothing beside what ICU does.
  if (!may_end_sentence(in_range(text, line))) return {line};

  UErrorCode code = U_ZERO_ERROR;
  UText utf8 = UTEXT_INITIALIZER;
  utext_openUTF8(&utf8, text.data(), static_cast<int64_t>(text.size()), &code);
  const std::unique_ptr<icu::BreakIterator> breaks(rules_->breaks->clone());
  breaks->setText(&utf8, code);
  std::vector<std::size_t> ends;
  if (U_SUCCESS(code)) {
    for (int32_t at = breaks->first(); at != icu::BreakIterator::DONE; at = breaks->next())
      ends.push_back(static_cast<std::size_t>(at));
  }
  utext_close(&utf8);
  require(code);

  std::vector<TextRange> sentences;
  std::size_t begin = line.begin;
  auto kept = whole.begin();
  for (std::size_t end : rules_->own.with_further(text, std::move(ends))) {
    end = between_quotes(text, end);
    if (end <= begin || end >= line.end) continue;
    while (kept != whole.end() && kept->end <= end) ++kept;
    if (kept != whole.end() && kept->begin < end) continue;
    if (rules_->own.ends_falsely(text, {begin, line.end}, end)) continue;
    const TextRange sentence = without_white_space(text, {begin, end});
    if (sentence.size() > 0) sentences.push_back(sentence);
    begin = after_white_space(text, {end, line.end});
  }
  sentences.push_back({begin, line.end});
  return sentences;
}

}  // namespace nmt
