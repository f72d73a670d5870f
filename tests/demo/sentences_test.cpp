// One meaning, two languages: each kind of sentence against pairs written by hand.
#include <gtest/gtest.h>

#include "demo/english_sentence.h"
#include "demo/turkish_sentence.h"

namespace nmt {
namespace {

template <class T>
const T* find(std::span<const T> words, const std::string& english) {
  for (const T& word : words) {
    if (word.english == english) return &word;
  }
  ADD_FAILURE() << "not in the lexicon: " << english;
  return &words.front();
}

const Verb* verb(const std::string& english, const std::string& preposition = "") {
  for (const Verb& word : lexicon::verbs()) {
    if (word.english == english && word.preposition == preposition) return &word;
  }
  ADD_FAILURE() << "not in the lexicon: " << english;
  return &lexicon::verbs().front();
}

NounPhrase pronoun(Person person) { return {.kind = NounPhrase::Kind::pronoun, .person = person}; }
NounPhrase she() {
  return {.kind = NounPhrase::Kind::pronoun, .person = Person::he, .is_she = true};
}
NounPhrase name(const std::string& english) {
  return {.kind = NounPhrase::Kind::name, .name = find(lexicon::people(), english)};
}
NounPhrase pointer(Determiner determiner) {
  return {.kind = NounPhrase::Kind::pointer, .determiner = determiner};
}
NounPhrase noun(Determiner determiner, const std::string& english) {
  return {.noun = find(lexicon::nouns(), english), .determiner = determiner};
}
NounPhrase nouns(Determiner determiner, const std::string& english) {
  NounPhrase phrase = noun(determiner, english);
  phrase.number = Number::plural;
  return phrase;
}
NounPhrase the(const std::string& english) { return noun(Determiner::the, english); }
NounPhrase a(const std::string& english) { return noun(Determiner::a, english); }
NounPhrase of(const NounPhrase& owner, NounPhrase thing) {
  thing.determiner = Determiner::owned;
  thing.owner = {owner};
  return thing;
}
NounPhrase counted(const std::string& quantity, NounPhrase thing) {
  thing.determiner = Determiner::counted;
  thing.quantity = find(lexicon::quantities(), quantity);
  return thing;
}
NounPhrase described(const std::string& adjective, NounPhrase phrase) {
  phrase.adjective = find(lexicon::adjectives(), adjective);
  return phrase;
}
NounPhrase both(NounPhrase one, const NounPhrase& other) {
  one.also = {other};
  return one;
}
const Adjective* adjective(const std::string& english) {
  return find(lexicon::adjectives(), english);
}
const Adverb* at(const std::string& time) { return find(lexicon::times(), time); }
const Adverb* how(const std::string& manner) { return find(lexicon::manners(), manner); }

void expect(const Clause& clause, const std::string& english, const std::string& turkish) {
  const Meaning meaning{.clauses = {clause}};
  EXPECT_EQ(english::sentence(meaning), english);
  EXPECT_EQ(turkish::sentence(meaning), turkish);
}

using Kind = Clause::Kind;
using enum Tense;
using Polarity::negative;

TEST(Sentences, StatementsWithAnObject) {
  expect({.subject = pronoun(Person::i),
          .verb = verb("read"),
          .object = the("book"),
          .time = at("now")},
         "I am reading the book now.", "Şimdi kitabı okuyorum.");
  expect({.tense = habitual,
          .subject = she(),
          .verb = verb("drink"),
          .object = noun(Determiner::bare, "tea")},
         "She drinks tea.", "O, çay içer.");
  expect({.tense = past,
          .polarity = negative,
          .subject = the("teacher"),
          .verb = verb("see"),
          .object = pronoun(Person::they)},
         "The teacher did not see them.", "Öğretmen onları görmedi.");
  expect({.tense = future,
          .subject = pronoun(Person::they),
          .verb = verb("buy"),
          .object = counted("three", nouns(Determiner::bare, "apple"))},
         "They will buy three apples.", "Onlar üç elma satın alacaklar.");
  expect({.tense = past,
          .subject = name("Ali"),
          .verb = verb("eat"),
          .object = described("fresh", a("apple")),
          .manner = how("quickly")},
         "Ali ate a fresh apple quickly.", "Ali hızla taze bir elma yedi.");
  expect({.tense = past,
          .subject = nouns(Determiner::the, "child"),
          .verb = verb("open"),
          .object = the("door"),
          .manner = how("quietly")},
         "The children opened the door quietly.", "Çocuklar kapıyı sessizce açtı.");
  expect({.subject = pronoun(Person::i),
          .verb = verb("love"),
          .object = of(pronoun(Person::i), the("mother"))},
         "I love my mother.", "Annemi seviyorum.");
  expect({.subject = pronoun(Person::you_all),
          .verb = verb("look", "for"),
          .object = of(pronoun(Person::you_all), the("key"))},
         "You all are looking for your key.", "Anahtarınızı arıyorsunuz.");
  expect({.tense = past,
          .subject = name("Ayşe"),
          .verb = verb("wash"),
          .object = both(the("plate"), the("fork"))},
         "Ayşe washed the plate and the fork.", "Ayşe tabağı ve çatalı yıkadı.");
}

TEST(Sentences, OtherComplements) {
  expect({.tense = past,
          .subject = the("doctor"),
          .verb = verb("give"),
          .object = the("book"),
          .recipient = name("Ayşe")},
         "The doctor gave the book to Ayşe.", "Doktor kitabı Ayşe'ye verdi.");
  expect({.tense = past,
          .subject = the("doctor"),
          .verb = verb("give"),
          .object = a("book"),
          .recipient = name("Ali")},
         "The doctor gave a book to Ali.", "Doktor Ali'ye bir kitap verdi.");
  expect({.tense = future,
          .subject = pronoun(Person::we),
          .verb = verb("go", "to"),
          .object = the("school"),
          .companion = pronoun(Person::you),
          .time = at("tomorrow")},
         "We will go to the school with you tomorrow.", "Yarın seninle okula gideceğiz.");
  expect({.subject = name("Murat"), .verb = verb("fear"), .object = the("dog")},
         "Murat fears the dog.", "Murat köpekten korkuyor.");
  expect({.subject = of(name("Murat"), the("son")),
          .verb = verb("help"),
          .object = the("farmer"),
          .place = the("garden")},
         "Murat's son is helping the farmer in the garden.",
         "Murat'ın oğlu bahçede çiftçiye yardım ediyor.");
  expect({.tense = habitual,
          .subject = pronoun(Person::he),
          .verb = verb("go", "to"),
          .object = the("market"),
          .frequency = find(lexicon::frequencies(), "often")},
         "He often goes to the market.", "O sık sık pazara gider.");
  expect({.tense = habitual,
          .polarity = negative,
          .subject = name("Elif"),
          .verb = verb("drink"),
          .object = noun(Determiner::bare, "milk"),
          .frequency = find(lexicon::frequencies(), "never")},
         "Elif never drinks milk.", "Elif asla süt içmez.");
}

TEST(Sentences, Questions) {
  expect({.question = Question::yes_no,
          .subject = pronoun(Person::you),
          .verb = verb("go", "to"),
          .object = the("city")},
         "Are you going to the city?", "Şehre gidiyor musun?");
  expect({.question = Question::yes_no,
          .tense = past,
          .subject = pronoun(Person::you),
          .verb = verb("see"),
          .object = the("cat")},
         "Did you see the cat?", "Kediyi gördün mü?");
  expect({.question = Question::who, .tense = past, .verb = verb("eat"), .object = the("cake")},
         "Who ate the cake?", "Keki kim yedi?");
  expect({.question = Question::whom, .tense = past, .subject = name("Ali"), .verb = verb("help")},
         "Who did Ali help?", "Ali kime yardım etti?");
  expect({.question = Question::what, .subject = pronoun(Person::you), .verb = verb("eat")},
         "What are you eating?", "Ne yiyorsun?");
  expect(
      {.question = Question::where, .subject = pronoun(Person::you_all), .verb = verb("go", "to")},
      "Where are you all going?", "Nereye gidiyorsunuz?");
  expect({.question = Question::where, .subject = the("guest"), .verb = verb("come", "from")},
         "Where is the guest coming from?", "Misafir nereden geliyor?");
  expect({.question = Question::where,
          .tense = future,
          .subject = pronoun(Person::we),
          .verb = verb("help"),
          .object = the("nurse")},
         "Where will we help the nurse?", "Hemşireye nerede yardım edeceğiz?");
  expect({.question = Question::when,
          .tense = future,
          .subject = the("pilot"),
          .verb = verb("return", "to"),
          .object = the("hotel")},
         "When will the pilot return to the hotel?", "Pilot otele ne zaman dönecek?");
  expect({.question = Question::why,
          .tense = past,
          .subject = pronoun(Person::you),
          .verb = verb("sell"),
          .object = of(pronoun(Person::you), the("car"))},
         "Why did you sell your car?", "Arabanı neden sattın?");
}

TEST(Sentences, WithoutAVerb) {
  expect({.kind = Kind::noun, .subject = pronoun(Person::i), .object = a("teacher")},
         "I am a teacher.", "Ben öğretmenim.");
  expect({.kind = Kind::noun,
          .polarity = negative,
          .subject = pronoun(Person::we),
          .object = nouns(Determiner::bare, "doctor")},
         "We are not doctors.", "Biz doktor değiliz.");
  expect({.kind = Kind::noun,
          .tense = past,
          .subject = she(),
          .object = described("good", a("engineer"))},
         "She was a good engineer.", "O iyi bir mühendisti.");
  expect({.kind = Kind::noun, .subject = pointer(Determiner::this_one), .object = a("cat")},
         "This is a cat.", "Bu bir kedi.");
  expect({.kind = Kind::noun,
          .question = Question::yes_no,
          .subject = pointer(Determiner::that_one),
          .object = of(pronoun(Person::you), the("book"))},
         "Is that your book?", "Şu senin kitabın mı?");
  expect({.kind = Kind::noun,
          .question = Question::whose,
          .subject = pointer(Determiner::this_one),
          .object = the("pen")},
         "Whose pen is this?", "Bu kimin kalemi?");
  expect({.kind = Kind::adjective,
          .question = Question::yes_no,
          .subject = pronoun(Person::you_all),
          .adjective = adjective("tired")},
         "Are you all tired?", "Siz yorgun musunuz?");
  expect({.kind = Kind::adjective,
          .polarity = negative,
          .subject = nouns(Determiner::this_one, "shoe"),
          .adjective = adjective("new")},
         "These shoes are not new.", "Bu ayakkabılar yeni değil.");
  expect({.kind = Kind::adjective,
          .tense = past,
          .subject = name("Ali"),
          .adjective = adjective("ill"),
          .time = at("yesterday")},
         "Ali was ill yesterday.", "Ali dün hastaydı.");
  expect({.kind = Kind::place, .subject = the("book"), .place = the("table")},
         "The book is on the table.", "Kitap masada.");
  expect({.kind = Kind::place,
          .question = Question::where,
          .tense = past,
          .subject = pronoun(Person::you)},
         "Where were you?", "Sen neredeydin?");
  expect({.kind = Kind::more,
          .subject = pronoun(Person::he),
          .standard = name("Murat"),
          .adjective = adjective("tall")},
         "He is taller than Murat.", "O, Murat'tan daha uzun boylu.");
}

TEST(Sentences, ExistingAndHaving) {
  expect({.kind = Kind::exists, .object = a("cat"), .place = the("garden")},
         "There is a cat in the garden.", "Bahçede bir kedi var.");
  expect({.kind = Kind::exists,
          .polarity = negative,
          .object = nouns(Determiner::bare, "tree"),
          .place = the("street")},
         "There are no trees in the street.", "Sokakta ağaç yok.");
  expect({.kind = Kind::exists,
          .question = Question::yes_no,
          .tense = past,
          .object = noun(Determiner::bare, "water"),
          .place = the("bottle")},
         "Was there water in the bottle?", "Şişede su var mıydı?");
  expect({.kind = Kind::has, .subject = pronoun(Person::i), .object = described("red", a("car"))},
         "I have a red car.", "Benim kırmızı bir arabam var.");
  expect({.kind = Kind::has,
          .tense = past,
          .subject = the("child"),
          .object = counted("two", nouns(Determiner::bare, "ball"))},
         "The child had two balls.", "Çocuğun iki topu vardı.");
  expect({.kind = Kind::has, .polarity = negative, .subject = name("Ayşe"), .object = a("bicycle")},
         "Ayşe does not have a bicycle.", "Ayşe'nin bisikleti yok.");
  expect({.kind = Kind::has,
          .question = Question::yes_no,
          .subject = pronoun(Person::they),
          .object = a("house")},
         "Do they have a house?", "Onların bir evi var mı?");
}

TEST(Sentences, OwnersOfOwners) {
  expect({.kind = Kind::adjective,
          .subject = of(of(pronoun(Person::i), the("friend")), the("book")),
          .adjective = adjective("interesting")},
         "My friend's book is interesting.", "Arkadaşımın kitabı ilginç.");
  expect({.tense = past,
          .subject = pronoun(Person::we),
          .verb = verb("find"),
          .object = of(nouns(Determiner::the, "student"), nouns(Determiner::the, "notebook"))},
         "We found the students' notebooks.", "Öğrencilerin defterlerini bulduk.");
  expect({.tense = past,
          .subject = pronoun(Person::i),
          .verb = verb("look", "at"),
          .object = of(she(), the("picture"))},
         "I looked at her picture.", "Onun resmine baktım.");
}

TEST(Sentences, CommandsAndTwoClauses) {
  expect({.kind = Kind::command,
          .subject = pronoun(Person::you),
          .verb = verb("open"),
          .object = the("window")},
         "Open the window.", "Pencereyi aç.");
  expect({.kind = Kind::command,
          .polarity = negative,
          .subject = pronoun(Person::you),
          .verb = verb("touch"),
          .object = the("glass")},
         "Do not touch the glass.", "Bardağa dokunma.");
  Meaning meaning{.clauses = {{.subject = name("Ali"), .verb = verb("sleep")},
                              {.subject = pronoun(Person::we), .verb = verb("work")}}};
  meaning.conjunction = &lexicon::conjunctions()[1];
  EXPECT_EQ(english::sentence(meaning), "Ali is sleeping, but we are working.");
  EXPECT_EQ(turkish::sentence(meaning), "Ali uyuyor, ama çalışıyoruz.");
}

}  // namespace
}  // namespace nmt
