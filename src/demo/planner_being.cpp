// The clauses of the planner without a verb: being, comparing, existing and having.
#include "demo/planner.h"

namespace nmt {

// Present or past; a statement, its negation or a question.
void Planner::add_mood(Clause& clause) {
  if (chance(35)) clause.tense = Tense::past;
  if (clause.question != Question::none) return;
  const bool negatable = may_be_negated(clause.subject);
  if (negatable && chance(25)) {
    clause.polarity = Polarity::negative;
  } else if (chance(28)) {
    clause.question = Question::yes_no;
  }
}

void Planner::add_time_of_being(Clause& clause) {
  if (!chance(25)) return;
  while (!clause.time) {
    const Adverb& time = any(lexicon::times());
    if (time.tenses & bit(clause.tense)) clause.time = &time;
  }
}

Clause Planner::with_adjective() {
  Clause clause{.kind = Clause::Kind::adjective};
  clause.adjective = &any(lexicon::adjectives());
  do {
    clause.subject = subject(clause.adjective->classes);
  } while (clause.subject.adjective ||
           (clause.subject.noun && !is_describable(*clause.subject.noun)));
  add_mood(clause);
  add_time_of_being(clause);
  return clause;
}

Clause Planner::comparison() {
  Clause clause{.kind = Clause::Kind::more};
  do {
    clause.adjective = &any(lexicon::adjectives());
  } while (!clause.adjective->comparative);
  const unsigned other_classes = clause.adjective->classes & ~kPerson;
  const bool is_of_people =
      (clause.adjective->classes & kPerson) && (other_classes == 0 || chance(75));
  if (is_of_people) {
    clause.subject = subject(kPerson);
    clause.standard =
        chance(70) ? other_name(&clause.subject)
                   : noun_phrase({.classes = kPerson, .may_be_described = false}, &clause.subject);
  } else {
    clause.subject = noun_phrase({.classes = other_classes, .may_be_described = false}, nullptr);
    const unsigned shared = clause.subject.noun->classes & other_classes;
    clause.standard = noun_phrase({.classes = shared, .may_be_described = false}, &clause.subject);
  }
  add_mood(clause);
  return clause;
}

Clause Planner::being_somewhere() {
  Clause clause{.kind = Clause::Kind::place};
  const bool is_thing = chance(35);
  clause.subject = subject(is_thing ? kThing | kClothing : kAlive);
  clause.question = chance(25) ? Question::where : Question::none;
  add_mood(clause);
  if (clause.question != Question::where) {
    clause.place = place(is_thing && chance(70) ? kHolder : kPlace, &clause.subject);
  }
  if (!is_thing) add_time_of_being(clause);
  return clause;
}

Clause Planner::being_something() {
  Clause clause{.kind = Clause::Kind::noun};
  clause.subject = subject(kKin);
  clause.subject.adjective = nullptr;
  const Noun& job = any_noun(kJob);
  const bool are_many = is_plural(person_of(clause.subject));
  clause.object = NounPhrase{.noun = &job,
                             .determiner = are_many ? Determiner::bare : Determiner::a,
                             .number = are_many ? Number::plural : Number::singular};
  if (chance(20)) clause.object->adjective = any_adjective(job);
  add_mood(clause);
  return clause;
}

// "This is a cat", "That is my book", "Whose pen is this?"
Clause Planner::pointing() {
  Clause clause{.kind = Clause::Kind::noun};
  clause.subject = {.kind = NounPhrase::Kind::pointer,
                    .determiner = chance(50) ? Determiner::this_one : Determiner::that_one};
  const Noun& noun = any_ownable_noun(kThing | kClothing | kVehicle | kBuilding | kAnimal | kText);
  clause.object = NounPhrase{.noun = &noun, .determiner = Determiner::owned};
  if (chance(22)) clause.object->adjective = any_adjective(noun);
  if (chance(25)) {
    clause.question = Question::whose;
    return clause;
  }
  if (chance(40) && !(noun.classes & kMass)) {
    clause.object->determiner = Determiner::a;
  } else {
    clause.object->owner = {owner(nullptr)};
  }
  add_mood(clause);
  clause.tense = Tense::continuous;
  return clause;
}

Clause Planner::existing() {
  Clause clause{.kind = Clause::Kind::exists};
  struct Scene {
    unsigned places, things;
  };
  constexpr Scene kScenes[] = {{kPlace, kRole | kAnimal | kPlant | kVehicle},
                               {kHolder, kThing | kFood | kClothing},
                               {kVessel, kDrink}};
  const std::uint64_t roll = random_.below(10);
  const Scene& scene = kScenes[roll < 5 ? 0 : roll < 9 ? 1 : 2];
  clause.place = place(scene.places, nullptr);
  const unsigned classes = scene.things;
  const Noun* noun = &any_noun(classes);
  while (noun == clause.place->noun) noun = &any_noun(classes);
  NounPhrase thing{.noun = noun, .determiner = Determiner::bare};
  clause.subject.determiner = Determiner::the;
  add_mood(clause);
  const bool is_mass = noun->classes & kMass;
  if (!is_mass) {
    thing.number = Number::plural;
    const bool is_said_bare = clause.polarity == Polarity::negative ||
                              (clause.question == Question::yes_no && chance(50));
    if (!is_said_bare && chance(55)) {
      thing.determiner = Determiner::a;
      thing.number = Number::singular;
    } else if (!is_said_bare) {
      thing.determiner = Determiner::counted;
      thing.quantity = &any_number();
    }
  }
  if (chance(15)) thing.adjective = any_adjective(*noun);
  clause.object = thing;
  return clause;
}

Clause Planner::having() {
  Clause clause{.kind = Clause::Kind::has};
  do {
    clause.subject = subject(kPerson);
  } while (clause.subject.adjective || !may_be_negated(clause.subject));
  add_mood(clause);
  const Noun& noun = any_ownable_noun(kThing | kClothing | kAnimal | kVehicle | kDevice |
                                      kInstrument | kBuilding | kPlant);
  NounPhrase thing{.noun = &noun, .determiner = Determiner::a};
  const bool is_counted = clause.polarity == Polarity::positive && chance(30);
  if (noun.classes & kMass) {
    thing.determiner = Determiner::bare;
  } else if (is_counted) {
    thing.determiner = Determiner::counted;
    thing.quantity = &any_number();
    thing.number = Number::plural;
  }
  if (clause.polarity == Polarity::positive && chance(22)) thing.adjective = any_adjective(noun);
  clause.object = thing;
  return clause;
}

}  // namespace nmt
