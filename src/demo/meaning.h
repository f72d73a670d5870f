// What a sentence says, before any language: both languages are realised from the same meaning.
#pragma once

#include <optional>
#include <vector>

#include "demo/lexicon.h"

namespace nmt {

enum class Person { i, you, he, we, you_all, they };
enum class Number { singular, plural };
enum class Tense { continuous, habitual, past, future };
enum class Polarity { positive, negative };
enum class Mode { statement, question };

// `bare` is without an article: mass nouns and indefinite plurals. `counted` has a Quantity.
enum class Determiner { the, a, bare, this_one, that_one, counted, owned };

struct NounPhrase {
  // pointer: this and that on their own. name: a person or a city.
  enum class Kind { pronoun, name, noun, pointer } kind = Kind::noun;
  Person person = Person::he;  // of a pronoun
  bool is_she = false;         // the English pronoun is she
  const Name* name = nullptr;
  const Noun* noun = nullptr;
  Determiner determiner = Determiner::the;
  Number number = Number::singular;
  const Quantity* quantity = nullptr;
  const Adjective* adjective = nullptr;
  std::vector<NounPhrase> owner = {};  // at most one; for Determiner::owned
  std::vector<NounPhrase> also = {};   // at most one: "and ..."
};

enum class Question { none, yes_no, who, whom, what, where, when, why, whose };

struct Clause {
  // action: a verb. more: comparative. exists: there is. has: have.
  enum class Kind {
    action,
    command,
    noun,
    adjective,
    place,
    more,
    exists,
    has
  } kind = Kind::action;
  Question question = Question::none;
  Tense tense = Tense::continuous;
  Polarity polarity = Polarity::positive;
  NounPhrase subject = {};  // without a noun where it is asked for
  const Verb* verb = nullptr;
  std::optional<NounPhrase> object = {};  // of the verb; the predicate noun; what exists or is had
  std::optional<NounPhrase> recipient = {};  // "to the teacher"
  std::optional<NounPhrase> companion = {};  // "with my friend"
  std::optional<NounPhrase> place = {};      // "in the garden"
  std::optional<NounPhrase> standard = {};   // "than Ali"
  const Adjective* adjective = nullptr;
  const Adverb* manner = nullptr;
  const Adverb* time = nullptr;
  const Frequency* frequency = nullptr;
};

struct Meaning {
  std::vector<Clause> clauses = {};          // one or two
  const Conjunction* conjunction = nullptr;  // between two
};

// The person that a verb agrees with.
inline Person person_of(const NounPhrase& phrase) {
  if (!phrase.also.empty()) return Person::they;
  if (phrase.kind == NounPhrase::Kind::pronoun) return phrase.person;
  return phrase.number == Number::plural ? Person::they : Person::he;
}

inline bool is_plural(Person person) { return person >= Person::we; }
// "Every student did not ..." and "A cat is not ..." are ambiguous: such subjects are not negated.
inline bool may_be_negated(const NounPhrase& subject) {
  return subject.determiner != Determiner::counted && subject.determiner != Determiner::a;
}

// The bit of a tense in Adverb::tenses.
inline unsigned bit(Tense tense) { return 1u << static_cast<unsigned>(tense); }

inline bool is_third(Person person) { return person == Person::he || person == Person::they; }

}  // namespace nmt
