// What Unicode's rules of sentences lack: ends that they miss, and ends that are none.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "document/text_range.h"

namespace nmt {

// The language of a code such as pt-BR or zh_Hant, in small letters: pt, zh.
std::string main_language(std::string_view code);

// Where the range goes on behind the white space, of any script, that it begins with; its end, where
// it is nothing else.
std::size_t after_white_space(std::string_view text, TextRange range);
// The range without white space at its ends; empty, at its end, where nothing else
// is.
TextRange without_white_space(std::string_view text, TextRange range);

// Whether a sentence may end before the end of the text. Says yes rather too often.
bool may_end_sentence(std::string_view text);

// An end moved to where quotation marks and brackets close and open, as in « Oui. » Non. and
// 「はい。」「いいえ。」.
std::size_t between_quotes(std::string_view text, std::size_t end);

class SentenceRules {
 public:
  // `language`: as main_language() gives it. `abbreviations`: those that are known, with their full
  // stops; those of abbreviations.h come on top.
  SentenceRules(std::string_view language, std::span<const std::string> abbreviations);

  // `ends` in order, and the places between them where a sentence ends all the same.
  std::vector<std::size_t> with_further(std::string_view text, std::vector<std::size_t> ends) const;
  // Whether no sentence ends at `end` of a text whose sentence begins with `rest`.
  bool ends_falsely(std::string_view text, TextRange rest, std::size_t end) const;

 private:
  bool ends_with_abbreviation(std::string_view text) const;
  bool is_ordinal(std::string_view before, std::string_view after) const;

  std::unordered_set<std::string> abbreviations_;
  bool has_ordinals_;  // writes them with a full stop: 3.
  bool is_neutral_;
};

}  // namespace nmt
