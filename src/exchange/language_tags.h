// Tokens by which a model is told of its languages: >>fra<<, __fr__ or fra_Latn.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "exchange/foreign_model.h"
#include "exchange/token_rows.h"

namespace nmt {

// Pieces of the form >>xxx<<.
std::set<std::string> language_tags_of(const ForeignVocabulary& vocabulary);

// Tells the user to choose one of them, where there are any.
void note_language_tags(const std::set<std::string>& tags, ForeignModel& model);

// Those of M2M100 (__fr__) or NLLB (fra_Latn), which stand side by side in a vocabulary.
struct LanguageTokens {
  std::string before, after;       // of a code in its token: "__" and "__", or nothing
  std::vector<std::string> codes;  // in their order; none where the vocabulary has none
  std::size_t first = 0;           // the number of the first

  // What stands for no text: the languages and what comes behind them, and padding_of().
  std::set<std::string> controls(const ForeignVocabulary& vocabulary) const;
};
LanguageTokens language_tokens_of(const ForeignVocabulary& vocabulary);

// <pad>, and a <s> that no decoder starts from: as tokens of nmt.
std::vector<std::string> padding_of(const ForeignVocabulary& vocabulary);

// A source sentence begins with the token of its language, and so does a translation. Tells the user to
// choose.
void set_language_tokens(const LanguageTokens& languages, ForeignModel& model);

}  // namespace nmt
