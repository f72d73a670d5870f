#include "demo/turkish_word.h"

#include <array>
#include <utility>

namespace nmt::turkish {
namespace {

struct Vowel {
  std::string_view letter;
  bool front, rounded;
};
constexpr Vowel kVowels[] = {{"a", false, false}, {"e", true, false}, {"ı", false, false},
                             {"i", true, false},  {"o", false, true}, {"ö", true, true},
                             {"u", false, true},  {"ü", true, true},  {"â", true, false},
                             {"A", false, false}, {"E", true, false}, {"I", false, false},
                             {"İ", true, false},  {"O", false, true}, {"Ö", true, true},
                             {"U", false, true},  {"Ü", true, true}};

const Vowel* find_vowel(std::string_view letter) {
  for (const Vowel& vowel : kVowels) {
    if (vowel.letter == letter) return &vowel;
  }
  return nullptr;
}

// The letter that ends at `end`: one byte, or the two of ç ğ ı ö ş ü â İ.
std::string_view letter_before(std::string_view word, std::size_t end) {
  const bool is_second_byte = (static_cast<unsigned char>(word[end - 1]) & 0xc0) == 0x80;
  const std::size_t size = is_second_byte ? 2 : 1;
  return word.substr(end - size, size);
}

std::string_view last_letter(std::string_view word) {
  return word.empty() ? word : letter_before(word, word.size());
}

bool is_voiceless(std::string_view letter) {
  for (const char* voiceless : {"f", "s", "t", "k", "ç", "ş", "h", "p"}) {
    if (letter == voiceless) return true;
  }
  return false;
}

// kitap -> kitab, renk -> reng, çocuk -> çocuğ.
std::string softened(std::string_view stem) {
  const std::string_view last = last_letter(stem);
  std::string soft(stem.substr(0, stem.size() - last.size()));
  if (last == "p") return soft + "b";
  if (last == "t") return soft + "d";
  if (last == "ç") return soft + "c";
  return soft + (last_letter(soft) == "n" ? "g" : "ğ");
}

// burun -> burn: the vowel before the last consonant.
std::string without_last_vowel(std::string_view stem) {
  const std::string_view last = last_letter(stem);
  const std::string_view before = stem.substr(0, stem.size() - last.size());
  const std::string_view vowel = last_letter(before);
  return std::string(before.substr(0, before.size() - vowel.size())) + std::string(last);
}

}  // namespace

Word::Word(std::string_view stem, unsigned traits) : text_(stem), traits_(traits) {
  for (std::size_t end = stem.size(); end > 0;) {
    const std::string_view letter = letter_before(stem, end);
    end -= letter.size();
    if (!find_vowel(letter)) continue;
    follow_vowel(letter);
    break;
  }
  if (traits & kFront) front_ = true;
  if (traits & kSoftens) before_vowel_ = softened(stem);
  if (traits & kDropsVowel) before_vowel_ = without_last_vowel(stem);
  if (traits & kAddsY) before_vowel_ = text_ + "y";
}

void Word::follow_vowel(std::string_view letter) {
  const Vowel* vowel = find_vowel(letter);
  if (!vowel) return;
  front_ = vowel->front;
  rounded_ = vowel->rounded;
}

void Word::change_stem_before_vowel() {
  if (!before_vowel_.empty()) text_ = std::exchange(before_vowel_, {});
}

Word& Word::add(std::string_view suffix) {
  if (suffix.empty()) return *this;
  const auto is_vowel_sign = [](char c) { return c == 'A' || c == 'I'; };
  if (suffix[0] == '(') {
    const std::string_view rest = suffix.substr(3);
    const bool optional_vowel = is_vowel_sign(suffix[1]);
    const bool stem_adds_y = (traits_ & kAddsY) && (optional_vowel || is_vowel_sign(rest[0]));
    const bool meets_vowel = ends_in_vowel(text_) && !stem_adds_y;
    suffix = optional_vowel == meets_vowel ? rest : suffix.substr(1);
  }
  if (is_vowel_sign(suffix[0])) change_stem_before_vowel();
  before_vowel_.clear();
  const std::size_t stem_size = text_.size();
  append(suffix);
  if (std::exchange(traits_, 0) & kProper) text_.insert(stem_size, "'");
  return *this;
}

void Word::append(std::string_view letters) {
  constexpr std::string_view kHigh[2][2] = {{"ı", "u"}, {"i", "ü"}};
  for (const char letter : letters) {
    if (letter == ')') continue;  // of a buffer letter that stands
    if (letter == 'A') {
      text_ += front_ ? 'e' : 'a';
      rounded_ = false;
    } else if (letter == 'I') {
      text_ += kHigh[front_][rounded_];
    } else if (letter == 'D') {
      text_ += is_voiceless(last_letter(text_)) ? 't' : 'd';
    } else if (letter == 'K') {
      before_vowel_ = text_ + "ğ";
      text_ += 'k';
    } else {
      text_ += letter;
      follow_vowel({&letter, 1});
    }
  }
}

Word& Word::drop_final_vowel() {
  text_.resize(text_.size() - last_letter(text_).size());
  before_vowel_.clear();
  // ye- is left without a vowel and keeps the one it had.
  for (std::size_t end = text_.size(); end > 0;) {
    const std::string_view letter = letter_before(text_, end);
    if (find_vowel(letter)) {
      follow_vowel(letter);
      break;
    }
    end -= letter.size();
  }
  return *this;
}

bool ends_in_vowel(std::string_view word) { return find_vowel(last_letter(word)) != nullptr; }

int syllables(std::string_view word) {
  int count = 0;
  for (std::size_t end = word.size(); end > 0;) {
    const std::string_view letter = letter_before(word, end);
    count += find_vowel(letter) != nullptr;
    end -= letter.size();
  }
  return count;
}

std::string capitalised(const std::string& sentence) {
  constexpr std::pair<std::string_view, std::string_view> kCapitals[] = {
      {"i", "İ"}, {"ı", "I"}, {"ç", "Ç"}, {"ğ", "Ğ"}, {"ö", "Ö"}, {"ş", "Ş"}, {"ü", "Ü"}};
  for (const auto& [small, capital] : kCapitals) {
    if (sentence.starts_with(small)) {
      return std::string(capital) + sentence.substr(small.size());
    }
  }
  std::string result = sentence;
  if (!result.empty() && result[0] >= 'a' && result[0] <= 'z') result[0] -= 'a' - 'A';
  return result;
}

}  // namespace nmt::turkish
