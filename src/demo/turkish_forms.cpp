#include "demo/turkish_forms.h"

#include <algorithm>
#include <array>

namespace nmt::turkish {
namespace {

using PersonSuffixes = std::array<const char*, 6>;

// Present, future and nominal predicates: gidiyor-um, öğretmen-sin.
constexpr PersonSuffixes kPresentPersons = {"(y)Im", "sIn", "", "(y)Iz", "sInIz", "lAr"};
// Past: gel-di-m, gel-di-k.
constexpr PersonSuffixes kPastPersons = {"m", "n", "", "k", "nIz", "lAr"};
// The negative aorist swallows its r: gel-me-m, gel-mez-sin.
constexpr PersonSuffixes kNegativeAorist = {"mAm", "mAzsIn", "mAz", "mAyIz", "mAzsInIz", "mAzlAr"};
constexpr PersonSuffixes kPossessives = {"(I)m", "(I)n", "(s)I", "(I)mIz", "(I)nIz", "lArI"};

const char* of(const PersonSuffixes& suffixes, Person person) {
  return suffixes[static_cast<std::size_t>(person)];
}

const char* case_suffix(Case noun_case) {
  constexpr const char* kSuffixes[] = {"", "(y)I", "(y)A", "DA", "DAn", "(n)In", "(y)lA"};
  return kSuffixes[static_cast<std::size_t>(noun_case)];
}

// After the possessive of the third person: kitabı-na, kitabı-nda.
const char* case_suffix_with_n(Case noun_case) {
  constexpr const char* kSuffixes[] = {"", "nI", "nA", "nDA", "nDAn", "nIn", "(y)lA"};
  return kSuffixes[static_cast<std::size_t>(noun_case)];
}

std::string last_word(const std::string& stem) { return stem.substr(stem.rfind(' ') + 1); }

// Aorist -(A)r or -(I)r: one syllable takes A, but for thirteen verbs; so do compounds of et-.
const char* aorist_suffix(const std::string& stem, unsigned traits) {
  const std::string word = last_word(stem);
  if (ends_in_vowel(word)) return "r";
  if (traits & kSoftens) return "Ar";
  if (syllables(word) > 1) return "Ir";
  constexpr const char* kWithI[] = {"al", "bil", "bul", "dur", "gel", "gör", "kal",
                                    "ol", "öl",  "san", "var", "ver", "vur"};
  return std::find(std::begin(kWithI), std::end(kWithI), word) != std::end(kWithI) ? "Ir" : "Ar";
}

Word with_tense(const std::string& stem, unsigned traits, const VerbForm& form) {
  const bool positive = form.polarity == Polarity::positive;
  Word word(stem, traits);
  if (form.tense == Tense::past) return word.add(positive ? "DI" : "mADI");
  if (form.tense == Tense::continuous) {
    if (positive && ends_in_vowel(stem)) word.drop_final_vowel();
    return word.add(positive ? "Iyor" : "mIyor");
  }
  if (form.tense == Tense::habitual) return word.add(aorist_suffix(stem, traits));
  // ye- becomes yi- before the y of the future.
  if (positive && last_word(stem) == "ye") return Word("yi").add("(y)AcAK");
  return word.add(positive ? "(y)AcAK" : "mAyAcAK");
}

std::string negative_aorist(const std::string& stem, const VerbForm& form) {
  if (form.mode == Mode::statement) return Word(stem).add(of(kNegativeAorist, form.person)).text();
  if (form.person == Person::they) return Word(stem).add("mAzlAr").add(" mI").text();
  return Word(stem).add("mAz").add(" mI").add(of(kPresentPersons, form.person)).text();
}

}  // namespace

std::string noun(Word word, const NounForm& form) {
  if (form.number == Number::plural) word.add("lAr");
  if (!form.possessor) return word.add(case_suffix(form.noun_case)).text();
  const Person possessor = *form.possessor;
  const bool has_plural = form.number == Number::plural;  // kitapları: his and their books
  const bool is_their = possessor == Person::they;
  word.add(of(kPossessives, is_their && has_plural ? Person::he : possessor));
  const bool is_third = possessor == Person::he || is_their;
  return word.add(is_third ? case_suffix_with_n(form.noun_case) : case_suffix(form.noun_case))
      .text();
}

std::string pronoun(Person person, Case noun_case) {
  constexpr const char* kForms[6][7] = {
      {"ben", "beni", "bana", "bende", "benden", "benim", "benimle"},
      {"sen", "seni", "sana", "sende", "senden", "senin", "seninle"},
      {"o", "onu", "ona", "onda", "ondan", "onun", "onunla"},
      {"biz", "bizi", "bize", "bizde", "bizden", "bizim", "bizimle"},
      {"siz", "sizi", "size", "sizde", "sizden", "sizin", "sizinle"},
      {"onlar", "onları", "onlara", "onlarda", "onlardan", "onların", "onlarla"}};
  return kForms[static_cast<std::size_t>(person)][static_cast<std::size_t>(noun_case)];
}

std::string verb(const std::string& stem, unsigned traits, const VerbForm& form) {
  if (form.tense == Tense::habitual && form.polarity == Polarity::negative) {
    return negative_aorist(stem, form);
  }
  Word word = with_tense(stem, traits, form);
  if (form.tense == Tense::past) {
    word.add(of(kPastPersons, form.person));
    return form.mode == Mode::question ? word.add(" mI").text() : word.text();
  }
  const char* person = of(kPresentPersons, form.person);
  if (form.mode == Mode::statement) return word.add(person).text();
  // gidiyor muyum, but gidiyorlar mı.
  if (form.person == Person::they) return word.add(person).add(" mI").text();
  return word.add(" mI").add(person).text();
}

std::string command(const std::string& stem, Polarity polarity) {
  return Word(stem).add(polarity == Polarity::negative ? "mA" : "").text();
}

std::string predicate(Word word, const VerbForm& form) {
  std::string start;
  if (form.polarity == Polarity::negative) {
    start = word.text() + " ";
    word = Word("değil");
  }
  const bool is_past = form.tense == Tense::past;
  const char* person = of(is_past ? kPastPersons : kPresentPersons, form.person);
  if (form.mode == Mode::question && form.person == Person::they && !is_past) {
    return start + word.add(person).add(" mI").text();
  }
  if (form.mode == Mode::question) word.add(" mI");
  if (is_past) word.add("(y)DI");
  return start + word.add(person).text();
}

}  // namespace nmt::turkish
