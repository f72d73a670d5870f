#include "decode/normal_case.h"

#include <algorithm>

#include "document/characters.h"
#include "text/words.h"

namespace nmt {
namespace {

std::size_t letters_in(std::string_view word) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < word.size(); at += character_size(word[at]))
    count += is_word_character(character_at(word, at)) ? 1 : 0;
  return count;
}

// I, I'm, I'll ...
bool is_english_i(std::string_view word, std::string_view language) {
  return (language.empty() || language.starts_with("en")) && word.starts_with("I") &&
         (word.size() == 1 || word[1] == '\'' || word.substr(1).starts_with("’"));
}

// A small word with its first letter, which may stand behind marks, as a capital.
std::string capitalised(std::string_view word, const LetterCase& letters) {
  return in_case(word, Capitals::title, true, letters);
}

std::string normal_word(std::string_view word, Capitals capitals, bool is_first,
                        const Tokenizer& source, const LetterCase& letters,
                        std::string_view language) {
  constexpr std::size_t kShort = 3;
  const std::string small = letters.in_small(word), capital = capitalised(small, letters);
  std::vector<std::string> forms = {small, capital, std::string(word)};
  if (is_first || is_english_i(word, language)) {
    forms = {capital, std::string(word)};
  } else if (capitals == Capitals::title) {
    forms = {small};
    forms.insert(letters_in(word) > kShort ? forms.begin() : forms.end(), std::string(word));
  }
  return *std::min_element(forms.begin(), forms.end(),
                           [&](const std::string& a, const std::string& b) {
                             return source.encode(a).size() < source.encode(b).size();
                           });
}

}  // namespace

std::size_t RecasedText::place_in_sentence(std::size_t place) const {
  const auto behind =
      std::upper_bound(words.begin(), words.end(), place,
                       [](std::size_t wanted, const auto& word) { return wanted < word.first; });
  return behind == words.begin() ? 0 : std::prev(behind)->second;
}

RecasedText in_normal_case(std::string_view sentence, Capitals capitals, const Tokenizer& source,
                           const LetterCase& letters, std::string_view language) {
  RecasedText recased;
  std::size_t end = 0;
  for_each_word(sentence, [&](std::string_view word) {
    const auto begin = static_cast<std::size_t>(word.data() - sentence.data());
    recased.text += sentence.substr(end, begin - end);
    const bool is_first = recased.words.empty();
    recased.words.emplace_back(recased.text.size(), begin);
    recased.text += normal_word(word, capitals, is_first, source, letters, language);
    end = begin + word.size();
  });
  recased.text += sentence.substr(end);
  return recased;
}

}  // namespace nmt
