#include "demo/english_forms.h"

#include <gtest/gtest.h>

namespace nmt::english {
namespace {

std::string plural_of(const std::string& word) {
  for (const Noun& noun : lexicon::nouns()) {
    if (noun.english == word) return plural(noun);
  }
  return "not in the lexicon";
}

TEST(EnglishForms, Plurals) {
  EXPECT_EQ(plural_of("apple"), "apples");
  EXPECT_EQ(plural_of("child"), "children");
  EXPECT_EQ(plural_of("woman"), "women");
  EXPECT_EQ(plural_of("city"), "cities");
  EXPECT_EQ(plural_of("key"), "keys");
  EXPECT_EQ(plural_of("box"), "boxes");
  EXPECT_EQ(plural_of("peach"), "peaches");
  EXPECT_EQ(plural_of("knife"), "knives");
  EXPECT_EQ(plural_of("wolf"), "wolves");
  EXPECT_EQ(plural_of("bus"), "buses");
  EXPECT_EQ(plural_of("radio"), "radios");
  EXPECT_EQ(plural_of("foot"), "feet");
}

TEST(EnglishForms, ThirdPerson) {
  EXPECT_EQ(third_person("read"), "reads");
  EXPECT_EQ(third_person("go"), "goes");
  EXPECT_EQ(third_person("carry"), "carries");
  EXPECT_EQ(third_person("play"), "plays");
  EXPECT_EQ(third_person("wash"), "washes");
  EXPECT_EQ(third_person("kiss"), "kisses");
  EXPECT_EQ(third_person("wake up"), "wakes up");
}

TEST(EnglishForms, ArticlesFollowTheSound) {
  EXPECT_STREQ(article("apple"), "an");
  EXPECT_STREQ(article("old man"), "an");
  EXPECT_STREQ(article("university"), "a");
  EXPECT_STREQ(article("umbrella"), "an");
  EXPECT_STREQ(article("hotel"), "a");
}

TEST(EnglishForms, PronounsAndBe) {
  NounPhrase she{.kind = NounPhrase::Kind::pronoun, .person = Person::he, .is_she = true};
  EXPECT_EQ(pronoun(she, PronounRole::subject), "she");
  EXPECT_EQ(pronoun(she, PronounRole::owner), "her");
  she.person = Person::you_all;
  EXPECT_EQ(pronoun(she, PronounRole::object), "you all");
  EXPECT_STREQ(be(Person::i, Tense::continuous), "am");
  EXPECT_STREQ(be(Person::i, Tense::past), "was");
  EXPECT_STREQ(be(Person::they, Tense::past), "were");
}

}  // namespace
}  // namespace nmt::english
