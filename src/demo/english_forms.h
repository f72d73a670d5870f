// The inflection of English nouns, pronouns and verbs.
#pragma once

#include <string>
#include <string_view>

#include "demo/meaning.h"

namespace nmt::english {

// apple -> apples, city -> cities, knife -> knives.
std::string plural(const Noun& noun);

// "a" or "an", by the sound that the next word begins with.
const char* article(std::string_view next_word);

// reads, goes, carries, wakes up.
std::string third_person(std::string_view verb);

enum class PronounRole { subject, object, owner };
// I, me, my; she has its own forms.
std::string pronoun(const NounPhrase& phrase, PronounRole role);

// am, are, is; was, were.
const char* be(Person person, Tense tense);

std::string capitalised(std::string sentence);

}  // namespace nmt::english
