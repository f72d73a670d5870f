#include "decode/normal_case.h"

#include <algorithm>
#include <utility>

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
         (word.size() == 1 || word[1] == '\'' || word.substr(1).starts_with("’") ||
          !is_word_character(character_at(word, 1)));
}

}  // namespace

std::size_t place_in_normal_case(const SourcePiece& piece, std::string_view text,
                                 std::size_t place) {
  if (piece.capitals == Capitals::normal) return place;
  const std::vector<std::string_view> own = words_of(text), read = words_of(piece.normal);
  if (own.size() != read.size()) return std::min(place, piece.normal.size());
  for (std::size_t i = 0; i < own.size(); ++i) {
    const auto begin = static_cast<std::size_t>(own[i].data() - text.data());
    const auto begin_read = static_cast<std::size_t>(read[i].data() - piece.normal.data());
    if (place <= begin) return begin_read;
    if (place < begin + own[i].size()) return begin_read + std::min(place - begin, read[i].size());
    if (place == begin + own[i].size()) return begin_read + read[i].size();
  }
  return piece.normal.size();
}

struct NormalCase::Recased {
  struct Word {
    TextRange read, own;  // in the text, and in the sentence
  };
  std::string text;
  std::vector<Word> words;

  // The place in the sentence of a place of the text; within a word where that word begins.
  std::size_t place_in_sentence(std::size_t place) const {
    const auto behind = std::upper_bound(
        words.begin(), words.end(), place,
        [](std::size_t wanted, const Word& word) { return wanted < word.read.begin; });
    if (behind == words.begin()) return 0;
    const Word& word = *std::prev(behind);
    return place < word.read.end ? word.own.begin : word.own.end;
  }
};

NormalCase::NormalCase(const std::string& mode, const LearnedText& learned,
                       const Tokenizers& tokenizers)
    : tokenizers_(tokenizers),
      language_(learned.language),
      source_letters_(learned.language),
      target_letters_(learned.target_language),
      undoes_all_(mode == "restore" || (mode == "auto" && !learned.has_capital_lines())),
      undoes_title_(mode == "restore" || (mode == "auto" && !learned.has_title_lines())) {}

// A tokenizer has learned words as they are usually written (NATO, London), so that a word is taken in
// the form that it has the fewest tokens for: small, else with a capital, else as it is. The first
// begins with a capital. In a title a long word stays as it is where that costs no more.
std::string NormalCase::normal_word(std::string_view word, Capitals capitals, bool is_first) const {
  constexpr std::size_t kShort = 3;
  const std::string small = source_letters_.in_small(word), own(word);
  const std::string capital = word_in_case(small, Capitals::title, true, source_letters_);
  std::vector<std::string> forms = {small, capital, own};
  if (is_first || is_english_i(word, language_)) {
    forms = {capital, own};
  } else if (capitals == Capitals::title) {
    forms = letters_in(word) > kShort ? std::vector{own, small} : std::vector{small, own};
  }
  const auto tokens = [&](const std::string& form) {
    return tokenizers_.source->encode(form).size();
  };
  return *std::min_element(forms.begin(), forms.end(),
                           [&](const auto& a, const auto& b) { return tokens(a) < tokens(b); });
}

NormalCase::Recased NormalCase::in_normal_case(std::string_view sentence, Capitals capitals) const {
  Recased recased;
  std::size_t end = 0;
  for_each_word(sentence, [&](std::string_view word) {
    const auto begin = static_cast<std::size_t>(word.data() - sentence.data());
    recased.text += sentence.substr(end, begin - end);
    const bool is_first = recased.words.empty();
    const std::size_t begin_read = recased.text.size();
    recased.text += normal_word(word, capitals, is_first);
    end = begin + word.size();
    recased.words.push_back({{begin_read, recased.text.size()}, {begin, end}});
  });
  recased.text += sentence.substr(end);
  return recased;
}

std::vector<SourcePiece> NormalCase::split(std::string_view sentence, int limit) const {
  const Tokenizer& source = *tokenizers_.source;
  const Capitals capitals = undoes_all_ || undoes_title_ ? capitals_of(sentence) : Capitals::normal;
  if (!undoes(capitals)) return split_tokens(sentence, source, limit);
  const Recased recased = in_normal_case(sentence, capitals);
  // To a tokenizer that makes all letters small they are the same.
  if (source.encode(recased.text) == source.encode(sentence))
    return split_tokens(sentence, source, limit);
  std::vector<SourcePiece> pieces = split_tokens(recased.text, source, limit);
  for (SourcePiece& piece : pieces) {
    piece.capitals = capitals;
    piece.normal = in_range(recased.text, piece.text);
    const bool is_last = piece.text.end == recased.text.size();
    piece.text = {recased.place_in_sentence(piece.text.begin),
                  is_last ? sentence.size() : recased.place_in_sentence(piece.text.end)};
  }
  if (!pieces.empty()) pieces.front().text.begin = 0;
  return pieces;
}

}  // namespace nmt
