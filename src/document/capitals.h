// Text that is written in capitals, such as headlines, and what it is in normal case.
#pragma once

#include <string>
#include <string_view>

#include "document/letters.h"

namespace nmt {

enum class Capitals {
  normal,
  all,   // EVERY LETTER IS A CAPITAL
  title  // Every Word Begins With One
};

// How a sentence of valid UTF-8 is written. `all` where it has no small letter, and two words or more,
// or one of five letters. `title` where it has three words of four letters or more, all of these
// begin with a capital and go on with small letters, and no full stop ends it: names alone are
// seldom so many.
Capitals capitals_of(std::string_view sentence);

// A word as it is written in such a sentence; in a title short words stay, but the first.
std::string word_in_case(std::string_view word, Capitals capitals, bool is_first,
                         const LetterCase& letters);
// A sentence so, with the white space in it as it is.
std::string in_case(std::string_view sentence, Capitals capitals, const LetterCase& letters);

}  // namespace nmt
