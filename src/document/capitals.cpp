#include "document/capitals.h"

#include <utility>

#include "document/characters.h"
#include "text/words.h"

namespace nmt {
namespace {

// Shorter words may be small in a title: "of", "and".
constexpr int kLongWord = 4;

struct Letters {
  int capital = 0, small = 0;
  bool begins_with_capital = false;

  int count() const { return capital + small; }
};

Letters letters_of(std::string_view word) {
  Letters letters;
  for (std::size_t at = 0; at < word.size(); at += character_size(word[at])) {
    const char32_t c = character_at(word, at);
    const bool capital = is_capital_letter(c);
    if (capital && letters.count() == 0) letters.begins_with_capital = true;
    letters.capital += capital ? 1 : 0;
    letters.small += is_small_letter(c) ? 1 : 0;
  }
  return letters;
}

}  // namespace

Capitals capitals_of(std::string_view sentence) {
  constexpr int kWords = 2, kLetters = 5, kTitleWords = 3;
  int words = 0, capital = 0, small = 0, long_words = 0, titles = 0;
  for_each_word(sentence, [&](std::string_view word) {
    const Letters letters = letters_of(word);
    words += letters.count() > 0 ? 1 : 0;
    capital += letters.capital;
    small += letters.small;
    if (letters.count() < kLongWord) return;
    ++long_words;
    titles += letters.begins_with_capital && letters.small > 0 ? 1 : 0;
  });
  if (small == 0 && capital > 0 && (words >= kWords || capital >= kLetters)) return Capitals::all;
  const bool title = titles == long_words && titles >= kTitleWords;
  return title && !trimmed(sentence).ends_with('.') ? Capitals::title : Capitals::normal;
}

std::string word_in_case(std::string_view word, Capitals capitals, bool is_first,
                         const LetterCase& letters) {
  if (capitals == Capitals::all) return letters.in_capitals(word);
  if (capitals == Capitals::normal || (letters_of(word).count() < kLongWord && !is_first))
    return std::string(word);
  std::size_t at = 0;  // of the first letter, behind marks
  while (at < word.size() && !is_word_character(character_at(word, at)))
    at += character_size(word[at]);
  return std::string(word.substr(0, at)) + letters.capitalised(word.substr(at));
}

std::string in_case(std::string_view sentence, Capitals capitals, const LetterCase& letters) {
  std::string text;
  std::size_t end = 0;
  bool is_first = true;
  for_each_word(sentence, [&](std::string_view word) {
    const auto begin = static_cast<std::size_t>(word.data() - sentence.data());
    text += sentence.substr(end, begin - end);
    text += word_in_case(word, capitals, std::exchange(is_first, false), letters);
    end = begin + word.size();
  });
  text += sentence.substr(end);
  return text;
}

}  // namespace nmt
