// Where the sentences of a text begin and end.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "document/text_range.h"

namespace nmt {

// Sentences as Unicode describes them (UAX #29), with the abbreviations and rules of a language
// where those are known, and less what is no end of a sentence all the same (sentence_rules.h).
// Immutable, so that threads may share one.
class SentenceSplitter {
 public:
  // `language`: a code such as en or pt-BR; empty where nobody has said. Throws Error (runtime)
  // where the rules cannot be had.
  explicit SentenceSplitter(std::string_view language);
  SentenceSplitter(SentenceSplitter&&) noexcept;
  ~SentenceSplitter();

  // The sentences of a line of valid UTF-8, in order, without the white space around them; none
  // where it is blank. The text between them is white space only. No sentence ends within one of
  // `whole`, which are in order, do not overlap and cut no character: each is read as a name would be.
  std::vector<TextRange> sentences_in(std::string_view text,
                                      std::span<const TextRange> whole = {}) const;

 private:
  struct Rules;
  std::unique_ptr<const Rules> rules_;
};

}  // namespace nmt
