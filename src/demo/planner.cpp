// Sentences, and the clauses with verbs.
#include "demo/planner.h"

namespace nmt {
namespace {

bool fits(const Verb& verb, Question question) {
  const bool goes_somewhere = verb.objects == kPlace && *verb.preposition;
  switch (question) {
    case Question::what:
      return verb.government == Government::accusative && !(verb.objects & kPerson);
    case Question::whom:
      return (verb.traits & kTakesPerson) && (verb.objects & kPerson);
    case Question::where:
      return (verb.traits & kTakesPlace) || goes_somewhere;
    case Question::none:
      return true;
    default:
      return !(verb.traits & kNeedsPlace);
  }
}

}  // namespace

const Verb& Planner::verb_for(Question question) {
  for (;;) {
    const Verb& verb = any(lexicon::verbs());
    if (fits(verb, question)) return verb;
  }
}

Tense Planner::any_tense(const Verb& verb) {
  const auto tense = static_cast<Tense>(random_.below(4));
  const bool is_usual_state = (verb.traits & kStative) && tense == Tense::habitual;
  return is_usual_state ? Tense::continuous : tense;
}

void Planner::add_object(Clause& clause) {
  const Verb& verb = *clause.verb;
  if (verb.government == Government::none) return;
  if (verb.objects == kPlace) {
    clause.object = place(kPlace, &clause.subject);
    return;
  }
  if ((verb.traits & kTakesPerson) && (verb.objects & kPerson) && chance(45)) {
    clause.object = somebody(clause.subject);
    return;
  }
  const bool is_action = clause.kind == Clause::Kind::action;
  const bool is_direct = verb.government == Government::accusative;
  const bool may_be_bare = is_action && (verb.traits & kBareObject);
  const bool is_unspecific_state = is_direct && (verb.traits & kStative) && !may_be_bare;
  const Wish wish{.classes = verb.objects,
                  .may_be_indefinite =
                      is_action && clause.polarity == Polarity::positive && !is_unspecific_state,
                  .may_be_bare = may_be_bare};
  // "saw a teacher" would need the accusative that other indefinite objects do without.
  do {
    clause.object = noun_phrase(wish, &clause.subject);
  } while (is_direct && (clause.object->noun->classes & kPerson) &&
           !may_be_negated(*clause.object));
  if (clause.object->determiner == Determiner::bare && chance(20)) add_second_object(clause);
}

// "apples and bread".
void Planner::add_second_object(Clause& clause) {
  const Noun& noun = any_noun(clause.verb->objects & ~(kPerson | kBody));
  if (&noun == clause.object->noun) return;
  const bool is_mass = noun.classes & kMass;
  clause.object->adjective = nullptr;
  clause.object->also = {NounPhrase{.noun = &noun,
                                    .determiner = Determiner::bare,
                                    .number = is_mass ? Number::singular : Number::plural}};
}

void Planner::add_time(Clause& clause) {
  const bool is_present_state =
      (clause.verb->traits & kStative) && clause.tense == Tense::continuous;
  const bool is_needed = (clause.verb->traits & kNeedsTime) &&
                         (clause.tense == Tense::habitual || clause.tense == Tense::past);
  if (is_present_state || clause.question == Question::when) return;
  const bool asks_for_adverb =
      clause.question == Question::where || clause.question == Question::why;
  if (clause.tense == Tense::habitual && !is_needed && !asks_for_adverb && chance(45)) {
    const Frequency& frequency = any(lexicon::frequencies());
    const bool is_never = frequency.meaning == Frequency::Meaning::negative;
    if (is_never && (clause.question != Question::none || !may_be_negated(clause.subject))) return;
    clause.frequency = &frequency;
    clause.polarity = is_never ? Polarity::negative : Polarity::positive;
    return;
  }
  if (!is_needed && !chance(35)) return;
  while (!clause.time) {
    const Adverb& time = any(lexicon::times());
    if (time.tenses & bit(clause.tense)) clause.time = &time;
  }
}

void Planner::add_adverbials(Clause& clause) {
  const Verb& verb = *clause.verb;
  if ((verb.traits & kTakesRecipient) && chance(70)) clause.recipient = somebody(clause.subject);
  if (clause.recipient) return;
  const bool asks_where = clause.question == Question::where;
  const bool asks_who = clause.question == Question::who;
  const bool needs_place = (verb.traits & kNeedsPlace) && !asks_where;
  if (needs_place || ((verb.traits & kTakesPlace) && !asks_where && chance(30))) {
    clause.place = place(kPlace, &clause.subject);
  } else if ((verb.traits & kTakesCompanion) && !asks_who && chance(25)) {
    clause.companion = somebody(clause.subject);
  } else if ((verb.traits & kTakesManner) && chance(25)) {
    clause.manner = &any(lexicon::manners());
  }
}

Clause Planner::action(Question question) {
  Clause clause{.question = question};
  clause.verb = &verb_for(question);
  clause.tense = any_tense(*clause.verb);
  if (question != Question::who)
    clause.subject = subject(clause.verb->subjects, Indefinite::allowed);
  const bool is_statement = question == Question::none;
  if (is_statement && may_be_negated(clause.subject) && chance(25)) {
    clause.polarity = Polarity::negative;
  }
  add_time(clause);
  const bool object_is_asked = question == Question::what || question == Question::whom ||
                               (question == Question::where && clause.verb->objects == kPlace);
  if (!object_is_asked) add_object(clause);
  add_adverbials(clause);
  return clause;
}

// Short, for two in one sentence.
Clause Planner::plain_action() {
  Clause clause = action(Question::none);
  const bool needs_time = clause.verb->traits & kNeedsTime;
  const bool is_never = clause.frequency && clause.polarity == Polarity::negative;
  if (!(clause.verb->traits & kNeedsPlace)) clause.place.reset();
  clause.companion.reset();
  clause.manner = nullptr;
  if (!needs_time) clause.time = nullptr;
  if (!is_never) clause.frequency = nullptr;
  return clause;
}

Clause Planner::command() {
  Clause clause{.kind = Clause::Kind::command};
  do {
    clause.verb = &any(lexicon::verbs());
  } while (clause.verb->traits & (kNoCommand | kStative));
  clause.subject = {.kind = NounPhrase::Kind::pronoun, .person = Person::you};
  if (chance(35)) clause.polarity = Polarity::negative;
  add_object(clause);
  add_adverbials(clause);
  return clause;
}

// No "and" within the parts, and no "you" beside "you all".
Meaning Planner::two_actions() {
  Meaning meaning;
  const auto has_and = [](const Clause& clause) {
    return !clause.subject.also.empty() || (clause.object && !clause.object->also.empty());
  };
  while (meaning.clauses.size() < 2) {
    const Clause clause = plain_action();
    if (has_and(clause)) continue;
    const bool is_you =
        person_of(clause.subject) == Person::you || person_of(clause.subject) == Person::you_all;
    if (!meaning.clauses.empty() && is_you) continue;
    meaning.clauses.push_back(clause);
  }
  meaning.conjunction = &any(lexicon::conjunctions());
  return meaning;
}

Meaning Planner::next() {
  using Question::none;
  const std::uint64_t plan = random_.below(100);
  if (plan < 36) return {.clauses = {action(none)}};
  if (plan < 46) return {.clauses = {action(Question::yes_no)}};
  if (plan < 59) {
    constexpr Question kAsked[] = {Question::who,   Question::whom, Question::what,
                                   Question::where, Question::when, Question::why};
    return {.clauses = {action(kAsked[random_.below(6)])}};
  }
  if (plan < 69) return {.clauses = {with_adjective()}};
  if (plan < 73) return {.clauses = {comparison()}};
  if (plan < 78) return {.clauses = {being_somewhere()}};
  if (plan < 82) return {.clauses = {being_something()}};
  if (plan < 86) return {.clauses = {pointing()}};
  if (plan < 90) return {.clauses = {existing()}};
  if (plan < 95) return {.clauses = {having()}};
  if (plan < 97) return {.clauses = {command()}};
  return two_actions();
}

}  // namespace nmt
