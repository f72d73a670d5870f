#include "demo/english_sentence.h"

#include "demo/english_forms.h"
#include "demo/words.h"

namespace nmt::english {
namespace {

std::string noun_phrase(const NounPhrase& phrase, PronounRole role);

std::string genitive(const NounPhrase& owner) {
  if (owner.kind == NounPhrase::Kind::pronoun) return pronoun(owner, PronounRole::owner);
  const std::string text = noun_phrase(owner, PronounRole::subject);
  const bool is_plural_with_s = person_of(owner) == Person::they && text.ends_with("s");
  return text + (is_plural_with_s ? "'" : "'s");
}

std::string determiner(const NounPhrase& phrase, std::string_view next_word) {
  const bool is_plural = phrase.number == Number::plural;
  switch (phrase.determiner) {
    case Determiner::the:
      return "the";
    case Determiner::a:
      return article(next_word);
    case Determiner::bare:
      return "";
    case Determiner::this_one:
      return is_plural ? "these" : "this";
    case Determiner::that_one:
      return is_plural ? "those" : "that";
    case Determiner::counted:
      return phrase.quantity->english;
    case Determiner::owned:
      return genitive(phrase.owner.front());
  }
  return "";
}

std::string single_phrase(const NounPhrase& phrase, PronounRole role) {
  if (phrase.kind == NounPhrase::Kind::pronoun) return pronoun(phrase, role);
  if (phrase.kind == NounPhrase::Kind::name) return phrase.name->english;
  if (phrase.kind == NounPhrase::Kind::pointer) {
    return phrase.determiner == Determiner::this_one ? "this" : "that";
  }
  const bool is_plural = phrase.number == Number::plural;
  std::string described;
  if (phrase.adjective) put(described, phrase.adjective->english);
  put(described, is_plural ? plural(*phrase.noun) : phrase.noun->english);
  std::string text = determiner(phrase, described);
  put(text, described);
  return text;
}

std::string noun_phrase(const NounPhrase& phrase, PronounRole role) {
  std::string text = single_phrase(phrase, role);
  for (const NounPhrase& other : phrase.also) {
    put(text, "and");
    put(text, single_phrase(other, role));
  }
  return text;
}

std::string object_phrase(const NounPhrase& phrase) {
  return noun_phrase(phrase, PronounRole::object);
}

std::string place_phrase(const NounPhrase& place) {
  const char* preposition = place.kind == NounPhrase::Kind::name ? "in" : place.noun->preposition;
  return std::string(preposition) + " " + object_phrase(place);
}

const char* question_word(Question question) {
  switch (question) {
    case Question::who:
    case Question::whom:
      return "who";
    case Question::what:
      return "what";
    case Question::where:
      return "where";
    case Question::when:
      return "when";
    case Question::why:
      return "why";
    default:
      return "";
  }
}

// The parts of a finite verb: does + not + read, is + reading, reads.
struct VerbGroup {
  std::string auxiliary, main = {};
};

// Stative verbs have the simple present where others have the continuous.
VerbGroup verb_group(const Clause& clause) {
  const Verb& verb = *clause.verb;
  const bool asks_for_subject = clause.question == Question::who;
  const Person person = asks_for_subject ? Person::he : person_of(clause.subject);
  const bool is_question = clause.question != Question::none && !asks_for_subject;
  // "never" is negative without "not" and "do".
  const bool has_not = clause.polarity == Polarity::negative && !clause.frequency;
  const bool needs_do = is_question || has_not;
  const bool is_stative = verb.traits & kStative;
  if (clause.tense == Tense::continuous && !is_stative) {
    return {be(person, Tense::continuous), verb.ing};
  }
  if (clause.tense == Tense::future) return {"will", verb.english};
  if (clause.tense == Tense::past) {
    return needs_do ? VerbGroup{"did", verb.english} : VerbGroup{"", verb.past};
  }
  const bool is_he = person == Person::he;
  if (needs_do) return {is_he ? "does" : "do", verb.english};
  return {"", is_he ? third_person(verb.english) : verb.english};
}

void put_adverbials(std::string& text, const Clause& clause) {
  if (clause.companion) put(text, "with " + object_phrase(*clause.companion));
  if (clause.place) put(text, place_phrase(*clause.place));
  if (clause.manner) put(text, clause.manner->english);
  if (clause.time) put(text, clause.time->english);
}

void put_complements(std::string& text, const Clause& clause) {
  // "Where are you going?", but "Where are you coming from?"
  const bool asks_for_goal = clause.question == Question::where && clause.verb->objects == kPlace &&
                             clause.verb->government == Government::dative;
  if (!asks_for_goal) put(text, clause.verb->preposition);
  if (clause.object) put(text, object_phrase(*clause.object));
  if (clause.recipient) put(text, "to " + object_phrase(*clause.recipient));
  put_adverbials(text, clause);
}

std::string action(const Clause& clause) {
  const VerbGroup group = verb_group(clause);
  const bool has_not = clause.polarity == Polarity::negative && !clause.frequency;
  const auto subject = [&] { return noun_phrase(clause.subject, PronounRole::subject); };
  std::string text = question_word(clause.question);
  const bool asks_for_subject = clause.question == Question::who;
  if (clause.question == Question::none) put(text, subject());
  put(text, group.auxiliary);
  if (clause.question != Question::none && !asks_for_subject) put(text, subject());
  if (has_not) put(text, "not");
  if (clause.frequency) put(text, clause.frequency->english);
  put(text, group.main);
  put_complements(text, clause);
  return text;
}

std::string command(const Clause& clause) {
  std::string text = clause.polarity == Polarity::negative ? "do not" : "";
  put(text, clause.verb->english);
  put_complements(text, clause);
  return text;
}

// Subject + be + (not) + rest, or with be first.
std::string with_be(const Clause& clause, const std::string& subject, std::string_view rest) {
  const char* form = be(person_of(clause.subject), clause.tense);
  std::string text = question_word(clause.question);
  const bool asks = clause.question != Question::none;
  put(text, asks ? form : subject);
  put(text, asks ? subject : form);
  if (clause.polarity == Polarity::negative) put(text, "not");
  put(text, rest);
  if (clause.time) put(text, clause.time->english);
  return text;
}

std::string nominal(const Clause& clause) {
  const std::string subject = noun_phrase(clause.subject, PronounRole::subject);
  if (clause.question == Question::whose) {
    std::string text = "whose";
    if (clause.object->adjective) put(text, clause.object->adjective->english);
    put(text, clause.object->noun->english);
    put(text, be(Person::he, clause.tense));
    put(text, subject);
    return text;
  }
  if (clause.kind == Clause::Kind::noun)
    return with_be(clause, subject, object_phrase(*clause.object));
  if (clause.kind == Clause::Kind::place) {
    return with_be(clause, subject, clause.place ? place_phrase(*clause.place) : "");
  }
  if (clause.kind == Clause::Kind::adjective) {
    return with_be(clause, subject, clause.adjective->english);
  }
  return with_be(
      clause, subject,
      std::string(clause.adjective->comparative) + " than " + object_phrase(*clause.standard));
}

std::string exists(const Clause& clause) {
  const NounPhrase& thing = *clause.object;
  const char* form = be(person_of(thing), clause.tense);
  const bool asks = clause.question != Question::none;
  std::string text = asks ? form : "there";
  put(text, asks ? "there" : form);
  if (clause.polarity == Polarity::negative) put(text, "no");
  put(text, object_phrase(thing));
  put(text, place_phrase(*clause.place));
  if (clause.time) put(text, clause.time->english);
  return text;
}

std::string has(const Clause& clause) {
  const bool is_past = clause.tense == Tense::past;
  const bool is_he = person_of(clause.subject) == Person::he;
  const bool asks = clause.question != Question::none;
  const bool is_negative = clause.polarity == Polarity::negative;
  const std::string subject = noun_phrase(clause.subject, PronounRole::subject);
  const char* support = is_past ? "did" : is_he ? "does" : "do";
  std::string text = asks ? support : subject;
  if (asks) put(text, subject);
  if (is_negative) put(text, std::string(support) + " not");
  put(text, asks || is_negative ? "have" : is_past ? "had" : is_he ? "has" : "have");
  put(text, object_phrase(*clause.object));
  if (clause.time) put(text, clause.time->english);
  return text;
}

std::string clause_text(const Clause& clause) {
  switch (clause.kind) {
    case Clause::Kind::action:
      return action(clause);
    case Clause::Kind::command:
      return command(clause);
    case Clause::Kind::exists:
      return exists(clause);
    case Clause::Kind::has:
      return has(clause);
    default:
      return nominal(clause);
  }
}

}  // namespace

std::string sentence(const Meaning& meaning) {
  std::string text = clause_text(meaning.clauses.front());
  if (meaning.conjunction) {
    text += meaning.conjunction->english + clause_text(meaning.clauses.back());
  }
  const bool asks = meaning.clauses.front().question != Question::none;
  return capitalised(text + (asks ? "?" : "."));
}

}  // namespace nmt::english
