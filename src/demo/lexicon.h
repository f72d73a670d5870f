// The words of the demo grammar, each with its one translation.
#pragma once

#include <span>

#include "demo/turkish_word.h"

namespace nmt {

// What a noun is, so that verbs and adjectives choose nouns that make sense.
enum NounClass : unsigned {
  kRole = 1 << 0,  // teacher
  kKin = 1 << 1,   // mother: always somebody's
  kAnimal = 1 << 2,
  kFood = 1 << 3,
  kDish = 1 << 4,  // what is cooked
  kDrink = 1 << 5,
  kText = 1 << 6,    // what is read
  kOpens = 1 << 7,   // door, box
  kBreaks = 1 << 8,  // glass, window
  kThing = 1 << 9,   // what one can hold
  kClothing = 1 << 10,
  kBody = 1 << 11,  // always somebody's
  kPlace = 1 << 12,
  kBuilding = 1 << 13,
  kVehicle = 1 << 14,
  kInstrument = 1 << 15,
  kPlant = 1 << 16,
  kKnowledge = 1 << 17,  // language, question
  kShow = 1 << 18,       // film
  kSound = 1 << 19,      // song, radio
  kDevice = 1 << 20,     // what is repaired
  kHolder = 1 << 21,     // what small things are in or on
  kMass = 1 << 22,       // no plural, no article: water
  kDriven = 1 << 23,
  kRidden = 1 << 24,
  kHeight = 1 << 25,  // what is climbed
  kJob = 1 << 26,     // what people are: teacher
  kVessel = 1 << 27,  // what drinks are in
  kTaught = 1 << 28,
  kUnowned = 1 << 29,  // nobody's: mountain, king
};
constexpr unsigned kPerson = kRole | kKin, kAlive = kPerson | kAnimal;
constexpr unsigned kAnyObject =
    kThing | kClothing | kText | kFood | kVehicle | kDevice | kInstrument;

struct Noun {
  const char *english, *plural;  // plural is nullptr where it is regular
  const char* turkish;
  unsigned traits, classes;
  const char* preposition = nullptr;  // of a place or holder: in, on, at
};

// Whether adjectives go with it: not with money.
constexpr bool is_describable(const Noun& noun) {
  return !(noun.classes & kMass) || (noun.classes & (kFood | kDrink));
}

struct Adjective {
  const char *english, *comparative, *turkish;  // comparative is nullptr where none is used
  unsigned traits, classes;                     // classes of the nouns that can be so
};

// Which complement a verb takes, in English by a preposition, in Turkish by a case.
enum class Government { none, accusative, dative, ablative };

enum VerbTrait : unsigned {
  kStative = 1,          // I love: seviyorum; no progressive in English
  kBareObject = 2,       // books can be its object without article: kitap okuyor
  kTakesRecipient = 4,   // to somebody
  kTakesPlace = 8,       // goes with "in the garden"
  kTakesCompanion = 16,  // goes with "with my friend"
  kTakesManner = 32,     // goes with "slowly"
  kNeedsTime = 64,       // past and present look alike: I read
  kTakesPerson = 128,    // names and pronouns can be its object
  kNoCommand = 256,
  kNeedsPlace = 512,  // I live in Ankara
};

struct Verb {
  const char *english, *past, *ing;
  const char* preposition;  // "" where there is none
  const char* turkish;
  unsigned stem_traits;  // turkish::Trait
  Government government;
  unsigned subjects, objects;  // noun classes
  unsigned traits;
};

struct Name {
  const char *english, *turkish;
};

// For times: which tenses they go with (bits 1 << Tense).
struct Adverb {
  const char *english, *turkish;
  unsigned tenses;
};

struct Frequency {
  const char *english, *turkish;
  enum class Meaning { positive, negative } meaning;  // never: asla + negative
};

// Turkish has the singular after each of them.
struct Quantity {
  const char *english, *turkish;
  enum class English { singular, plural } number;
  enum class Reference { indefinite, definite } reference;
};

struct Conjunction {
  const char *english, *turkish;  // with the comma before them
};

namespace lexicon {

std::span<const Noun> nouns();
std::span<const Adjective> adjectives();
std::span<const Verb> verbs();
std::span<const Name> people();
std::span<const Name> cities();
std::span<const Adverb> manners();
std::span<const Adverb> times();
std::span<const Frequency> frequencies();
std::span<const Quantity> quantities();
std::span<const Conjunction> conjunctions();

}  // namespace lexicon
}  // namespace nmt
