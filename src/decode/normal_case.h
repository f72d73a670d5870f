// A sentence in capitals as a model reads it that has learned from text in normal case.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "document/capitals.h"
#include "document/text_range.h"
#include "text/tokenizer.h"

namespace nmt {

struct RecasedText {
  std::string text;
  // Where each of its words begins, there and in the sentence; rising.
  std::vector<std::pair<std::size_t, std::size_t>> words;

  // The place in the sentence of a place of the text: of the word that it is in.
  std::size_t place_in_sentence(std::size_t place) const;
};

// The words of a sentence in normal case, with the white space around them. A word is written so that
// it has the fewest tokens of the source, since a tokenizer has learned words as they are usually
// written (NATO, London): as a small word, else with a capital, else as it is. The first begins with a
// capital. In a title a long word stays where that costs no more.
RecasedText in_normal_case(std::string_view sentence, Capitals capitals, const Tokenizer& source,
                           const LetterCase& letters, std::string_view language);

}  // namespace nmt
