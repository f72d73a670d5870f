// How well sentences are found, on the lines of tests/document/sentences.txt: nmt beside ICU alone.
//     build/dev/tests/bench_sentences
#include <unicode/brkiter.h>
#include <unicode/filteredbrk.h>
#include <unicode/locid.h>
#include <unicode/utext.h>

#include <cstdio>
#include <memory>
#include <set>
#include <string>

#include "document/sentence_cases.h"
#include "document/sentence_rules.h"
#include "document/sentences.h"

namespace {

using Ends = std::set<std::size_t>;

Ends ends_of_nmt(const nmt::SentenceCase& one) {
  Ends ends;
  for (const nmt::TextRange range : nmt::SentenceSplitter(one.language).sentences_in(one.text))
    ends.insert(range.end);
  ends.erase(nmt::without_white_space(one.text, {0, one.text.size()}).end);
  return ends;
}

Ends ends_of_icu(const nmt::SentenceCase& one, bool filtered) {
  UErrorCode code = U_ZERO_ERROR;
  const icu::Locale locale(one.language.empty() ? "en" : one.language.c_str());
  std::unique_ptr<icu::BreakIterator> breaks(
      icu::BreakIterator::createSentenceInstance(locale, code));
  if (filtered) {
    const std::unique_ptr<icu::FilteredBreakIteratorBuilder> filter(
        icu::FilteredBreakIteratorBuilder::createInstance(locale, code));
    if (U_SUCCESS(code)) breaks.reset(filter->build(breaks.release(), code));
    code = U_ZERO_ERROR;  // of a language it has none
  }
  UText text = UTEXT_INITIALIZER;
  utext_openUTF8(&text, one.text.data(), static_cast<int64_t>(one.text.size()), &code);
  breaks->setText(&text, code);
  Ends ends;
  std::size_t begin = 0;
  const auto size = nmt::without_white_space(one.text, {0, one.text.size()}).end;
  for (int32_t at = breaks->first(); U_SUCCESS(code) && at != icu::BreakIterator::DONE;
       at = breaks->next()) {
    const auto end = nmt::without_white_space(one.text, {begin, static_cast<std::size_t>(at)}).end;
    if (at > 0 && end > begin && end < size) ends.insert(end);
    begin = static_cast<std::size_t>(at);
  }
  utext_close(&text);
  return ends;
}

template <class Splitter>
void row(const char* name, const std::vector<nmt::SentenceCase>& cases, Splitter splitter) {
  nmt::EndCounts counts;
  int lines = 0;
  for (const nmt::SentenceCase& one : cases) {
    const Ends ends = splitter(one);
    counts.add(ends, one.ends);
    lines += ends == one.ends ? 1 : 0;
  }
  std::printf("| %s | %.1f | %.1f | %.1f | %d of %zu |\n", name, counts.precision(),
              counts.recall(), counts.f1(), lines, cases.size());
}

}  // namespace

// Of tests/document/sentences.txt, or of another file of that form.
int main(int count, char** arguments) {
  const auto cases = count > 1 ? nmt::sentence_cases(arguments[1]) : nmt::sentence_cases();
  std::printf("| | precision | recall | F1 | lines without a mistake |\n|---|---|---|---|---|\n");
  row("nmt", cases, ends_of_nmt);
  row("ICU " U_ICU_VERSION, cases, [](const auto& one) { return ends_of_icu(one, false); });
  row("ICU " U_ICU_VERSION ", its abbreviations", cases,
      [](const auto& one) { return ends_of_icu(one, true); });
}
