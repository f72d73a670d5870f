// A Turkish word that takes suffixes: vowel harmony, voicing, buffer letters and the changes of the
// stem.
#pragma once

#include <string>
#include <string_view>

namespace nmt::turkish {

// What a stem does that its letters do not tell.
enum Trait : unsigned {
  kSoftens = 1,     // final p ç t k -> b c d ğ before a vowel: kitap -> kitabı, git- -> gidiyor
  kDropsVowel = 2,  // burun -> burnu, şehir -> şehri
  kFront = 4,       // takes front vowels in spite of its last one: saat -> saati
  kProper = 8,      // an apostrophe before the first suffix: Ali'ye
  kAddsY = 16,      // su -> suyu, suyum
};

class Word {
 public:
  explicit Word(std::string_view stem, unsigned traits = 0);

  // Adds a suffix, written as grammars do: A is a/e, I is ı/i/u/ü, D is d/t, K is a k that softens
  // before a vowel; (y) stands only after a vowel, (I) only after a consonant. Other letters are
  // themselves:
  // "(y)I", "DAn", "(I)mIz", "(y)AcAK", " mI".
  Word& add(std::string_view suffix);
  // başla- -> başl-, as before -Iyor.
  Word& drop_final_vowel();

  const std::string& text() const { return text_; }

 private:
  void append(std::string_view letters);
  void follow_vowel(std::string_view letter);
  void change_stem_before_vowel();

  std::string text_, before_vowel_;  // before_vowel_ is empty where the stem does not change
  unsigned traits_;
  bool front_ = true, rounded_ = false;  // of the vowel that the next one follows
};

bool ends_in_vowel(std::string_view word);
int syllables(std::string_view word);

// The first letter in upper case: i -> İ, ı -> I, ş -> Ş.
std::string capitalised(const std::string& sentence);

}  // namespace nmt::turkish
