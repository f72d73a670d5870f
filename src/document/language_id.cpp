#include "document/language_id.h"

#include <algorithm>
#include <cmath>

#include "base/utf8.h"
#include "document/language_signs.h"
#include "document/sentence_rules.h"
#include "text/words.h"

#ifdef NMT_CLD2
#include <cstdio>  // which the header of CLD2 needs and does not include
//
#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>
#endif

namespace nmt {
namespace {

// A longer text tells no more, and takes longer.
constexpr std::size_t kMostBytes = 20'000;

std::string_view beginning_of(std::string_view text) {
  return text.substr(0, std::min(text.size(), kMostBytes));
}

// What CLD2's finding counts beside the signs, which are those of a sentence of this length whatever
// the length of the text: in a sentence less than a common word, in a longer text more.
constexpr double kShare = 2.5, kMostShares = 3, kWordsOfSentence = 8;

#ifdef NMT_CLD2
// What others call it.
std::string standard_code(const std::string& cld2) {
  if (cld2 == "iw") return "he";
  if (cld2 == "no") return "nb";
  return cld2 == "zh" ? "zh-Hans" : cld2;
}

// Which of the languages CLD2 means: the one of this code, or those of this main language.
bool means(const std::string& language, const std::string& cld2,
           const std::vector<std::string>& languages) {
  if (language == cld2) return true;
  const bool exact = std::find(languages.begin(), languages.end(), cld2) != languages.end();
  return !exact && main_language(language) == main_language(cld2);
}

// Which part of the text, from 0 to 1, is in each of the languages, as far as CLD2 finds.
std::vector<double> shares_by_cld2(std::string_view text,
                                   const std::vector<std::string>& languages) {
  std::vector<double> shares(languages.size());
  const CLD2::CLDHints hints = {nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
  CLD2::Language found[3];
  int percents[3], text_bytes = 0;
  double scores[3];
  bool reliable = false;
  CLD2::ExtDetectLanguageSummary(text.data(), static_cast<int>(text.size()), /*is_plain_text=*/true,
                                 &hints, CLD2::kCLDFlagBestEffort, found, percents, scores, nullptr,
                                 &text_bytes, &reliable);
  for (int n = 0; n < 3; ++n) {
    const std::string code = standard_code(CLD2::LanguageCode(found[n]));
    for (std::size_t i = 0; i < languages.size(); ++i)
      if (means(languages[i], code, languages)) shares[i] += percents[n] / 100.0;
  }
  return shares;
}
#else
std::vector<double> shares_by_cld2(std::string_view, const std::vector<std::string>& languages) {
  return std::vector<double>(languages.size());
}
#endif

std::vector<std::string> main_languages(const std::vector<std::string>& languages) {
  std::vector<std::string> mains;
  for (const std::string& language : languages) mains.push_back(main_language(language));
  return mains;
}

}  // namespace

std::string language_detector() {
#ifdef NMT_CLD2
  const std::string version = CLD2::DetectLanguageVersion();
  return "CLD2 " + version.substr(version.find_first_of("0123456789"));
#else
  return "";
#endif
}

std::vector<LanguageGuess> guess_language(std::string_view text,
                                          const std::vector<std::string>& languages) {
  const std::string read = replace_invalid_utf8(beginning_of(text));
  std::vector<double> scores = language_signs(read, main_languages(languages));
  const double sentences =
      std::max(1.0, static_cast<double>(words_of(read).size()) / kWordsOfSentence);
  for (double& score : scores) score /= sentences;
  const double weight = kShare * std::min(sentences, kMostShares);
  const std::vector<double> shares = shares_by_cld2(read, languages);
  for (std::size_t i = 0; i < languages.size(); ++i) scores[i] += weight * shares[i];
  std::vector<LanguageGuess> guesses;
  const double best = *std::max_element(scores.begin(), scores.end());
  double sum = 0;
  for (const double score : scores) sum += std::exp(score - best);
  for (std::size_t i = 0; i < languages.size(); ++i)
    guesses.push_back({languages[i], std::round(100 * std::exp(scores[i] - best) / sum)});
  std::stable_sort(
      guesses.begin(), guesses.end(),
      [](const LanguageGuess& a, const LanguageGuess& b) { return a.confidence > b.confidence; });
  return guesses;
}

}  // namespace nmt
