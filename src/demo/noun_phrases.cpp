// The noun phrases of the planner.
#include "demo/planner.h"

namespace nmt {
namespace {

bool is_pronoun(const NounPhrase* phrase, Person person) {
  return phrase && phrase->kind == NounPhrase::Kind::pronoun && phrase->person == person;
}

// Whether "his" could mean the subject.
bool is_third_person(const NounPhrase* phrase) { return phrase && is_third(person_of(*phrase)); }

// I and we, you and you all, he and they overlap.
bool overlap(Person a, Person b) {
  const auto group = [](Person person) { return static_cast<int>(person) % 3; };
  return group(a) == group(b);
}

NounPhrase pronoun_phrase(Person person) {
  return {.kind = NounPhrase::Kind::pronoun, .person = person};
}

NounPhrase name_phrase(const Name& name) { return {.kind = NounPhrase::Kind::name, .name = &name}; }

bool mentions(const NounPhrase* phrase, const Name& name) {
  if (!phrase) return false;
  if (phrase->name == &name) return true;
  return (!phrase->also.empty() && mentions(&phrase->also.front(), name)) ||
         (!phrase->owner.empty() && mentions(&phrase->owner.front(), name));
}

bool mentions(const NounPhrase* phrase, const Noun& noun) {
  return phrase && (phrase->noun == &noun ||
                    (!phrase->owner.empty() && mentions(&phrase->owner.front(), noun)));
}

}  // namespace

const Noun& Planner::any_noun(unsigned classes) {
  std::vector<const Noun*> fitting;
  for (const Noun& noun : lexicon::nouns()) {
    if (noun.classes & classes) fitting.push_back(&noun);
  }
  return *fitting[random_.below(fitting.size())];
}

const Noun& Planner::any_ownable_noun(unsigned classes) {
  for (;;) {
    const Noun& noun = any_noun(classes);
    if (!(noun.classes & kUnowned)) return noun;
  }
}

const Adjective* Planner::any_adjective(const Noun& noun) {
  if (!is_describable(noun)) return nullptr;
  std::vector<const Adjective*> fitting;
  for (const Adjective& adjective : lexicon::adjectives()) {
    if (adjective.classes & noun.classes) fitting.push_back(&adjective);
  }
  return fitting.empty() ? nullptr : fitting[random_.below(fitting.size())];
}

// Not "every", which has the singular.
const Quantity& Planner::any_number() {
  for (;;) {
    const Quantity& quantity = any(lexicon::quantities());
    if (quantity.number == Quantity::English::plural) return quantity;
  }
}

NounPhrase Planner::any_pronoun() {
  NounPhrase phrase = pronoun_phrase(static_cast<Person>(random_.below(6)));
  phrase.is_she = phrase.person == Person::he && chance(50);
  return phrase;
}

NounPhrase Planner::other_pronoun(const NounPhrase& subject) {
  for (;;) {
    const NounPhrase phrase = any_pronoun();
    if (!overlap(phrase.person, person_of(subject))) return phrase;
  }
}

NounPhrase Planner::other_name(const NounPhrase* subject) {
  for (;;) {
    const Name& name = any(lexicon::people());
    if (!mentions(subject, name)) return name_phrase(name);
  }
}

// "his" of a subject in the third person could be the subject's own, which Turkish tells apart;
// "your" means you all only after "you all".
NounPhrase Planner::owner(const NounPhrase* subject) {
  if (chance(30)) return other_name(subject);
  if (chance(25)) {
    const Noun& noun = any_noun(kRole);
    if (!mentions(subject, noun)) return {.noun = &noun};
  }
  for (;;) {
    const NounPhrase phrase = any_pronoun();
    const bool is_yours = phrase.person == Person::you || phrase.person == Person::you_all;
    const bool belongs_to_all = is_pronoun(subject, Person::you_all);
    if (is_yours && belongs_to_all != (phrase.person == Person::you_all)) continue;
    if (is_third(phrase.person) && is_third_person(subject)) continue;
    return phrase;
  }
}

Determiner Planner::determiner(const Noun& noun, const Wish& wish) {
  const bool has_owner = noun.classes & (kKin | kBody);
  if (has_owner) return Determiner::owned;
  const bool is_mass = noun.classes & kMass;
  if (wish.may_be_bare && chance(is_mass ? 50 : 15)) return Determiner::bare;
  if (wish.may_be_indefinite && !is_mass && chance(35)) {
    return chance(65) ? Determiner::a : Determiner::counted;
  }
  if (chance(50)) return Determiner::the;
  const bool may_be_owned = !(noun.classes & kUnowned);
  if (may_be_owned && chance(noun.classes & kPlace ? 20 : 55)) return Determiner::owned;
  return chance(50) ? Determiner::this_one : Determiner::that_one;
}

NounPhrase Planner::noun_phrase(const Wish& wish, const NounPhrase* subject) {
  const Noun* noun = &any_noun(wish.classes);
  while (mentions(subject, *noun)) noun = &any_noun(wish.classes);
  NounPhrase phrase{.noun = noun, .determiner = determiner(*noun, wish)};
  const bool is_mass = noun->classes & kMass;
  const bool may_be_plural =
      !is_mass && !(noun->classes & kKin) && phrase.determiner != Determiner::a;
  if (may_be_plural && chance(phrase.determiner == Determiner::bare ? 100 : 22)) {
    phrase.number = Number::plural;
  }
  if (phrase.determiner == Determiner::counted) {
    phrase.quantity = &any(lexicon::quantities());
    phrase.number =
        phrase.quantity->number == Quantity::English::plural ? Number::plural : Number::singular;
  }
  if (phrase.determiner == Determiner::owned) phrase.owner = {owner(subject)};
  if (wish.may_be_described && chance(22)) phrase.adjective = any_adjective(*noun);
  return phrase;
}

NounPhrase Planner::subject(unsigned classes, Indefinite indefinite) {
  const bool may_be_person = classes & kPerson;
  if (may_be_person && chance(40)) return any_pronoun();
  if (may_be_person && chance(33)) {
    NounPhrase phrase = other_name(nullptr);
    if (chance(18)) phrase.also = {other_name(&phrase)};
    return phrase;
  }
  const bool may_be_both = may_be_person && (classes & ~kPerson);
  if (may_be_both && chance(60)) classes &= kPerson;
  return noun_phrase(
      {.classes = classes, .may_be_indefinite = indefinite == Indefinite::allowed && chance(35)},
      nullptr);
}

// A person other than the subject, as one speaks of persons: him, Ali, my friend.
NounPhrase Planner::somebody(const NounPhrase& subject) {
  if (chance(35)) return other_pronoun(subject);
  if (chance(45)) return other_name(&subject);
  return noun_phrase({.classes = kPerson, .may_be_described = false}, &subject);
}

NounPhrase Planner::place(unsigned classes, const NounPhrase* subject) {
  if ((classes & kPlace) && chance(15)) return name_phrase(any(lexicon::cities()));
  for (;;) {
    NounPhrase phrase = noun_phrase({.classes = classes, .may_be_described = false}, subject);
    phrase.number = Number::singular;
    if (phrase.noun->preposition) return phrase;
  }
}

}  // namespace nmt
