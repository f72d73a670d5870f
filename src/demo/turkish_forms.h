// The inflection of Turkish nouns, pronouns, verbs and nominal predicates.
#pragma once

#include <optional>
#include <string>

#include "demo/meaning.h"
#include "demo/turkish_word.h"

namespace nmt::turkish {

enum class Case { nominative, accusative, dative, locative, ablative, genitive, instrumental };

// kitap + plural + possessor i + ablative: kitaplarımdan.
struct NounForm {
  Number number = Number::singular;
  std::optional<Person> possessor = {};
  Case noun_case = Case::nominative;
};
std::string noun(Word word, const NounForm& form);

// ben, beni, bana, bende, benden, benim, benimle.
std::string pronoun(Person person, Case noun_case);

// A verb of a sentence: gidiyorum, gitmeyeceksin, gördüler mi.
struct VerbForm {
  Tense tense = Tense::continuous;
  Polarity polarity = Polarity::positive;
  Person person = Person::he;
  Mode mode = Mode::statement;
};
std::string verb(const std::string& stem, unsigned traits, const VerbForm& form);

// Commands to one person: aç, açma.
std::string command(const std::string& stem, Polarity polarity);

// Nouns, adjectives and place words as predicates: öğretmenim, yorgun değildin, evde miyiz. Of the
// tenses past is past, and all others are present.
std::string predicate(Word word, const VerbForm& form);

}  // namespace nmt::turkish
