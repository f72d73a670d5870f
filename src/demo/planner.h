// Chooses what to say: random meanings that make sense and are the same in both languages.
#pragma once

#include "base/random.h"
#include "demo/meaning.h"

namespace nmt {

class Planner {
 public:
  explicit Planner(std::uint64_t key) : random_(key) {}
  Meaning next();

 private:
  // Which noun phrases fit a place in the sentence.
  struct Wish {
    unsigned classes;
    bool may_be_indefinite = false;  // a book, three books
    bool may_be_bare = false;        // books, water
    bool may_be_described = true;    // by an adjective
  };

  enum class Indefinite { excluded, allowed };

  bool chance(int percent) { return random_.below(100) < static_cast<std::uint64_t>(percent); }
  template <class T>
  const T& any(std::span<const T> items) {
    return items[random_.below(items.size())];
  }

  // Noun phrases (noun_phrases.cpp). `subject` is that of the clause: pronouns must not speak of it
  // twice.
  const Noun& any_noun(unsigned classes);
  const Noun& any_ownable_noun(unsigned classes);
  const Adjective* any_adjective(const Noun& noun);
  const Quantity& any_number();
  NounPhrase any_pronoun();
  NounPhrase other_pronoun(const NounPhrase& subject);
  NounPhrase other_name(const NounPhrase* subject);
  NounPhrase owner(const NounPhrase* subject);
  NounPhrase noun_phrase(const Wish& wish, const NounPhrase* subject);
  Determiner determiner(const Noun& noun, const Wish& wish);
  NounPhrase subject(unsigned classes, Indefinite indefinite = Indefinite::excluded);
  NounPhrase somebody(const NounPhrase& subject);
  NounPhrase place(unsigned classes, const NounPhrase* subject);

  // Clauses with verbs (planner.cpp).
  const Verb& verb_for(Question question);
  Tense any_tense(const Verb& verb);
  Clause action(Question question);
  Clause plain_action();
  Meaning two_actions();
  void add_object(Clause& clause);
  void add_second_object(Clause& clause);
  void add_adverbials(Clause& clause);
  void add_time(Clause& clause);
  Clause command();

  // Clauses without (planner_being.cpp).
  void add_time_of_being(Clause& clause);
  void add_mood(Clause& clause);
  Clause with_adjective();
  Clause comparison();
  Clause being_somewhere();
  Clause being_something();
  Clause pointing();
  Clause existing();
  Clause having();

  Random random_;
};

}  // namespace nmt
