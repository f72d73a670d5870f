#include "demo/turkish_sentence.h"

#include "demo/turkish_forms.h"
#include "demo/words.h"

namespace nmt::turkish {
namespace {

std::string noun_phrase(const NounPhrase& phrase, Case noun_case);

// Only what is specific has the accusative ending.
bool is_definite(const NounPhrase& phrase) {
  if (phrase.kind != NounPhrase::Kind::noun) return true;
  if (phrase.determiner == Determiner::counted) {
    return phrase.quantity->reference == Quantity::Reference::definite;
  }
  return phrase.determiner != Determiner::a && phrase.determiner != Determiner::bare;
}

// "my book" is kitabım alone; "his book" and "Ali's book" name the owner before it.
bool owner_is_said(const NounPhrase& owner) {
  return owner.kind != NounPhrase::Kind::pronoun || is_third(owner.person);
}

// Turkish has the singular after numbers, and the suffix of a single owner after a named one.
NounForm noun_form(const NounPhrase& phrase, Case noun_case) {
  NounForm form{.number = phrase.number, .noun_case = noun_case};
  if (phrase.determiner == Determiner::counted) form.number = Number::singular;
  if (phrase.determiner == Determiner::owned) {
    const Person owner = person_of(phrase.owner.front());
    form.possessor = owner == Person::they ? Person::he : owner;
  }
  return form;
}

std::string described_noun(const NounPhrase& phrase, const NounForm& form) {
  std::string text;
  if (phrase.determiner == Determiner::counted) put(text, phrase.quantity->turkish);
  if (phrase.adjective) put(text, phrase.adjective->turkish);
  if (phrase.determiner == Determiner::a) put(text, "bir");
  put(text, noun(Word(phrase.noun->turkish, phrase.noun->traits), form));
  return text;
}

const char* pointer(Determiner determiner) {
  return determiner == Determiner::this_one ? "bu" : "şu";
}

std::string single_phrase(const NounPhrase& phrase, Case noun_case) {
  if (phrase.kind == NounPhrase::Kind::pronoun) return pronoun(phrase.person, noun_case);
  if (phrase.kind == NounPhrase::Kind::pointer) return pointer(phrase.determiner);
  if (phrase.kind == NounPhrase::Kind::name) {
    return noun(Word(phrase.name->turkish, kProper), {.noun_case = noun_case});
  }
  std::string text;
  if (phrase.determiner == Determiner::owned && owner_is_said(phrase.owner.front())) {
    put(text, noun_phrase(phrase.owner.front(), Case::genitive));
  }
  if (phrase.determiner == Determiner::this_one || phrase.determiner == Determiner::that_one) {
    put(text, pointer(phrase.determiner));
  }
  put(text, described_noun(phrase, noun_form(phrase, noun_case)));
  return text;
}

std::string noun_phrase(const NounPhrase& phrase, Case noun_case) {
  std::string text = single_phrase(phrase, noun_case);
  for (const NounPhrase& other : phrase.also) {
    put(text, "ve");
    put(text, single_phrase(other, noun_case));
  }
  return text;
}

// What stands after the subject.
enum class Follower { noun, other };

// The object as the verb governs it. An accusative object that is not definite stays as it is, and
// is singular without an article: "reads books" is kitap okur.
std::string object_phrase(const NounPhrase& phrase, Government government) {
  if (government == Government::dative) return noun_phrase(phrase, Case::dative);
  if (government == Government::ablative) return noun_phrase(phrase, Case::ablative);
  if (is_definite(phrase)) return noun_phrase(phrase, Case::accusative);
  NounPhrase singular = phrase;
  singular.number = Number::singular;
  for (NounPhrase& other : singular.also) other.number = Number::singular;
  return noun_phrase(singular, Case::nominative);
}

std::string question_word(const Clause& clause) {
  const Government government = clause.verb ? clause.verb->government : Government::none;
  const bool is_dative = government == Government::dative;
  switch (clause.question) {
    case Question::who:
      return "kim";
    case Question::whom:
      return is_dative ? "kime" : government == Government::ablative ? "kimden" : "kimi";
    case Question::what:
      return is_dative ? "neye" : "ne";
    case Question::where:
      if (!clause.verb || clause.verb->objects != kPlace) return "nerede";
      return is_dative ? "nereye" : "nereden";
    case Question::when:
      return "ne zaman";
    case Question::why:
      return "neden";
    default:
      return "";
  }
}

// The verb itself shows the first and second person.
bool subject_is_said(const Clause& clause) {
  if (clause.question == Question::who) return false;
  const bool is_pronoun = clause.subject.kind == NounPhrase::Kind::pronoun;
  return !is_pronoun || is_third(clause.subject.person);
}

// Verbs are in the plural only for the pronoun onlar.
Person agreement(const Clause& clause) {
  if (clause.question == Question::who) return Person::he;
  return clause.subject.kind == NounPhrase::Kind::pronoun && clause.subject.also.empty()
             ? clause.subject.person
             : Person::he;
}

bool object_comes_first(const Clause& clause) {
  return clause.object &&
         (clause.verb->government != Government::accusative || is_definite(*clause.object));
}

// Definite objects come first; others stand right before the verb.
void put_complements(std::string& text, const Clause& clause) {
  const Government government = clause.verb->government;
  const bool comes_first = object_comes_first(clause);
  const bool asks_for_object =
      clause.question == Question::what || clause.question == Question::whom;
  if (comes_first) put(text, object_phrase(*clause.object, government));
  if (clause.recipient) put(text, noun_phrase(*clause.recipient, Case::dative));
  if (!asks_for_object) put(text, question_word(clause));
  if (clause.manner) put(text, clause.manner->turkish);
  if (asks_for_object) put(text, question_word(clause));
  if (clause.object && !comes_first) put(text, object_phrase(*clause.object, government));
}

// "O, kitabı okudu": without the comma it would be that book.
std::string subject_before(const Clause& clause, Follower follower) {
  const bool is_o =
      clause.subject.kind == NounPhrase::Kind::pronoun && clause.subject.person == Person::he;
  const bool has_comma = is_o && follower == Follower::noun && !clause.time && !clause.frequency;
  return noun_phrase(clause.subject, Case::nominative) + (has_comma ? "," : "");
}

Follower follower_in_action(const Clause& clause) {
  if (clause.place || clause.companion || clause.recipient || object_comes_first(clause)) {
    return Follower::noun;
  }
  const bool is_object = clause.object && !clause.manner && question_word(clause).empty();
  return is_object ? Follower::noun : Follower::other;
}

void put_circumstances(std::string& text, const Clause& clause) {
  if (clause.time) put(text, clause.time->turkish);
  if (clause.frequency) put(text, clause.frequency->turkish);
  if (clause.place) put(text, noun_phrase(*clause.place, Case::locative));
  if (clause.companion) put(text, noun_phrase(*clause.companion, Case::instrumental));
}

std::string action(const Clause& clause) {
  std::string text;
  if (subject_is_said(clause)) put(text, subject_before(clause, follower_in_action(clause)));
  put_circumstances(text, clause);
  put_complements(text, clause);
  const VerbForm form{
      .tense = clause.tense,
      .polarity = clause.polarity,
      .person = agreement(clause),
      .mode = clause.question == Question::yes_no ? Mode::question : Mode::statement};
  put(text, verb(clause.verb->turkish, clause.verb->stem_traits, form));
  return text;
}

std::string command_text(const Clause& clause) {
  std::string text;
  put_circumstances(text, clause);
  put_complements(text, clause);
  put(text, command(clause.verb->turkish, clause.polarity));
  return text;
}

// What is said of the subject, up to its last word, which takes the ending.
struct Predicate {
  std::string before;
  Word last;
};

// Persons are a teacher without bir, unless it comes with an adjective: ben öğretmenim, ben iyi bir
// öğretmenim, bu bir kedi.
Predicate noun_predicate(const Clause& clause) {
  const NounPhrase& said = *clause.object;
  if (said.determiner == Determiner::owned) {
    // Bu benim kitabım: as a predicate the owner is always said.
    const NounPhrase& owner = said.owner.front();
    std::string before = owner_is_said(owner) ? "" : pronoun(owner.person, Case::genitive);
    return {before, Word(noun_phrase(said, Case::nominative))};
  }
  const bool is_person = clause.subject.kind != NounPhrase::Kind::pointer;
  const bool has_bir = said.determiner == Determiner::a && (said.adjective || !is_person);
  std::string before = said.adjective ? said.adjective->turkish : "";
  if (has_bir) put(before, "bir");
  return {before, Word(said.noun->turkish, said.noun->traits)};
}

Predicate predicate_of(const Clause& clause) {
  if (clause.kind == Clause::Kind::place) {
    const std::string place =
        clause.place ? noun_phrase(*clause.place, Case::locative) : question_word(clause);
    return {"", Word(place)};
  }
  if (clause.kind == Clause::Kind::noun) return noun_predicate(clause);
  std::string before;
  if (clause.kind == Clause::Kind::more) {
    before = noun_phrase(*clause.standard, Case::ablative) + " daha";
  }
  return {before, Word(clause.adjective->turkish, clause.adjective->traits)};
}

std::string nominal(const Clause& clause) {
  const bool is_noun_next = clause.kind == Clause::Kind::more || clause.place;
  std::string text = subject_before(clause, is_noun_next ? Follower::noun : Follower::other);
  if (clause.question == Question::whose) {
    put(text, "kimin");
    put(text, described_noun(*clause.object, {.possessor = Person::he}));
    return text;
  }
  if (clause.time) put(text, clause.time->turkish);
  const Predicate said = predicate_of(clause);
  put(text, said.before);
  const Person person = agreement(clause);
  const VerbForm form{
      .tense = clause.tense,
      .polarity = clause.polarity,
      .person = person == Person::they ? Person::he : person,
      .mode = clause.question == Question::yes_no ? Mode::question : Mode::statement};
  put(text, predicate(said.last, form));
  return text;
}

// var, yok, vardı, yoktu, with mI in questions.
std::string existence(const Clause& clause) {
  Word word(clause.polarity == Polarity::negative ? "yok" : "var");
  if (clause.question == Question::yes_no) word.add(" mI");
  if (clause.tense == Tense::past) word.add("(y)DI");
  return word.text();
}

std::string exists(const Clause& clause) {
  std::string text;
  if (clause.time) put(text, clause.time->turkish);
  put(text, noun_phrase(*clause.place, Case::locative));
  put(text, object_phrase(*clause.object, Government::accusative));
  put(text, existence(clause));
  return text;
}

std::string has(const Clause& clause) {
  std::string text;
  if (clause.time) put(text, clause.time->turkish);
  put(text, noun_phrase(clause.subject, Case::genitive));
  NounPhrase thing = *clause.object;
  // "does not have a car" has no bir.
  const bool is_negative = clause.polarity == Polarity::negative;
  if (is_negative && thing.determiner == Determiner::a) thing.determiner = Determiner::bare;
  const Person owner = person_of(clause.subject);
  put(text, described_noun(thing, {.possessor = owner == Person::they ? Person::he : owner}));
  put(text, existence(clause));
  return text;
}

std::string clause_text(const Clause& clause) {
  switch (clause.kind) {
    case Clause::Kind::action:
      return action(clause);
    case Clause::Kind::command:
      return command_text(clause);
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
    text += meaning.conjunction->turkish + clause_text(meaning.clauses.back());
  }
  const bool asks = meaning.clauses.front().question != Question::none;
  return capitalised(text + (asks ? "?" : "."));
}

}  // namespace nmt::turkish
