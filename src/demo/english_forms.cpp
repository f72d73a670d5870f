#include "demo/english_forms.h"

#include <array>

namespace nmt::english {
namespace {

bool is_vowel(char letter) {
  return std::string_view("aeiou").find(letter) != std::string_view::npos;
}

// The -s of verbs and nouns: boxes, carries, plays.
std::string with_s(std::string_view word) {
  std::string stem(word);
  const char last = stem.back(), before = stem[stem.size() - 2];
  if (last == 'y' && !is_vowel(before)) return stem.replace(stem.size() - 1, 1, "ies");
  const bool hisses =
      last == 's' || last == 'x' || last == 'z' || stem.ends_with("ch") || stem.ends_with("sh");
  return stem + (hisses ? "es" : "s");
}

}  // namespace

std::string plural(const Noun& noun) { return noun.plural ? noun.plural : with_s(noun.english); }

const char* article(std::string_view next_word) {
  const bool sounds_like_you = next_word.starts_with("university");
  return is_vowel(next_word[0]) && !sounds_like_you ? "an" : "a";
}

std::string third_person(std::string_view verb) {
  const std::size_t end = std::min(verb.find(' '), verb.size());
  const std::string_view first = verb.substr(0, end);
  return (first == "go" ? "goes" : with_s(first)) + std::string(verb.substr(end));
}

std::string pronoun(const NounPhrase& phrase, PronounRole role) {
  constexpr const char* kForms[7][3] = {
      {"I", "me", "my"},    {"you", "you", "your"},         {"he", "him", "his"},
      {"we", "us", "our"},  {"you all", "you all", "your"}, {"they", "them", "their"},
      {"she", "her", "her"}};
  const bool is_she = phrase.is_she && phrase.person == Person::he;
  const std::size_t row = is_she ? 6 : static_cast<std::size_t>(phrase.person);
  return kForms[row][static_cast<std::size_t>(role)];
}

const char* be(Person person, Tense tense) {
  const bool is_past = tense == Tense::past;
  if (person == Person::i) return is_past ? "was" : "am";
  if (person == Person::he) return is_past ? "was" : "is";
  return is_past ? "were" : "are";
}

std::string capitalised(std::string sentence) {
  if (!sentence.empty() && sentence[0] >= 'a' && sentence[0] <= 'z') sentence[0] -= 'a' - 'A';
  return sentence;
}

}  // namespace nmt::english
