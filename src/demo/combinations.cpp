#include "demo/combinations.h"

#include <algorithm>

#include "base/format.h"

namespace nmt {
namespace {

constexpr int kManyChoices = 10;

int nouns_of(unsigned classes) {
  const auto nouns = lexicon::nouns();
  return static_cast<int>(std::count_if(nouns.begin(), nouns.end(),
                                        [&](const Noun& noun) { return noun.classes & classes; }));
}

std::string word_of(const NounPhrase& phrase) {
  constexpr const char* kPronouns[] = {"I", "you", "he", "we", "you all", "they"};
  switch (phrase.kind) {
    case NounPhrase::Kind::pronoun:
      return kPronouns[static_cast<std::size_t>(phrase.person)];
    case NounPhrase::Kind::name:
      return phrase.name->english;
    case NounPhrase::Kind::pointer:
      return "pointer";
    case NounPhrase::Kind::noun:
      return phrase.noun ? phrase.noun->english : "who";
  }
  return "";
}

void add(std::vector<std::string>& found, const char* kind, const std::string& a,
         const std::string& b) {
  found.push_back(format("{}: {} + {}", kind, a, b));
}

void add_adjective(std::vector<std::string>& found, const Adjective& adjective,
                   const std::string& noun) {
  if (nouns_of(adjective.classes) >= kManyChoices) add(found, "adjective", adjective.english, noun);
}

void add_phrase(std::vector<std::string>& found, const NounPhrase& phrase) {
  if (phrase.adjective) add_adjective(found, *phrase.adjective, word_of(phrase));
  for (const NounPhrase& owner : phrase.owner) {
    if (owner.kind != NounPhrase::Kind::pronoun) {
      add(found, "owner", word_of(owner), word_of(phrase));
    }
    add_phrase(found, owner);
  }
  for (const NounPhrase& other : phrase.also) add_phrase(found, other);
}

void add_verb(std::vector<std::string>& found, const Clause& clause, const NounPhrase* object) {
  const Verb& verb = *clause.verb;
  const std::string said = std::string(verb.english) + " " + verb.preposition;
  const std::string subject = word_of(clause.subject);
  if (!object) {
    if (subject != "who") add(found, "verb", subject, said);
    return;
  }
  const bool has_choice = (verb.traits & kTakesPerson) || nouns_of(verb.objects) >= kManyChoices;
  add(found, "verb", has_choice ? said : subject + " + " + said, word_of(*object));
  for (const NounPhrase& other : object->also) {
    add(found, "verb", has_choice ? said : subject + " + " + said, word_of(other));
  }
}

void add_clause(std::vector<std::string>& found, const Clause& clause) {
  const std::string subject = word_of(clause.subject);
  switch (clause.kind) {
    case Clause::Kind::action:
    case Clause::Kind::command:
      add_verb(found, clause, clause.object ? &*clause.object : nullptr);
      break;
    case Clause::Kind::adjective:
    case Clause::Kind::more:
      add_adjective(found, *clause.adjective, subject);
      break;
    case Clause::Kind::noun:
      if (subject != "pointer") add(found, "is", subject, word_of(*clause.object));
      break;
    case Clause::Kind::place:
      if (clause.place) add(found, "place", subject, word_of(*clause.place));
      break;
    case Clause::Kind::exists:
      add(found, "place", word_of(*clause.object), word_of(*clause.place));
      break;
    case Clause::Kind::has:
      add(found, "has", subject, word_of(*clause.object));
      break;
  }
  add_phrase(found, clause.subject);
  for (const auto* phrase :
       {&clause.object, &clause.recipient, &clause.companion, &clause.place, &clause.standard}) {
    if (*phrase) add_phrase(found, **phrase);
  }
}

}  // namespace

std::vector<std::string> combinations(const Meaning& meaning) {
  std::vector<std::string> found;
  for (const Clause& clause : meaning.clauses) add_clause(found, clause);
  return found;
}

}  // namespace nmt
