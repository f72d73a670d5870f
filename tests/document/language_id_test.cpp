#include "document/language_id.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "document/language_signs.h"

namespace nmt {
namespace {

using Languages = std::vector<std::string>;

std::string best(std::string_view text, const Languages& languages) {
  return guess_language(text, languages).front().language;
}

const Languages kThree = {"tr", "en", "de"};

TEST(LanguageId, KnowsSentences) {
  EXPECT_EQ(best("A man in an orange hat is looking at something.", kThree), "en");
  EXPECT_EQ(best("Ein Mann mit einem orangefarbenen Hut sieht etwas an.", kThree), "de");
  EXPECT_EQ(best("Turuncu şapkalı bir adam bir şeye bakıyor.", kThree), "tr");
}

TEST(LanguageId, KnowsAFewWords) {
  EXPECT_EQ(best("Merhaba", kThree), "tr");
  EXPECT_EQ(best("Hello", kThree), "en");
  EXPECT_EQ(best("GUTEN TAG!", kThree), "de");
  EXPECT_EQ(best("İYİ", kThree), "tr");
  EXPECT_EQ(best("Grüße", kThree), "de");
  EXPECT_EQ(best("Who?", kThree), "en");
}

TEST(LanguageId, KnowsScripts) {
  const Languages many = {"en", "ru", "el", "ja", "ar", "uk"};
  EXPECT_EQ(best("Где ты?", many), "ru");
  EXPECT_EQ(best("Де ти був? Дякую.", many), "uk");
  EXPECT_NE(best("ねこ", {"en", "ja"}), "en");
  EXPECT_EQ(best("cat", {"ja", "en", "ru"}), "en");
}

TEST(LanguageId, ChoosesFromTheGivenLanguages) {
  const std::vector<LanguageGuess> guesses = guess_language("Bonjour, mon ami.", kThree);
  ASSERT_EQ(guesses.size(), 3u);
  EXPECT_GE(guesses[0].confidence, guesses[1].confidence);
  EXPECT_GE(guesses[1].confidence, guesses[2].confidence);
  EXPECT_EQ(guess_language("anything", {"tr"}).front().confidence, 100);
}

TEST(LanguageId, CallsALanguageAsItIsGiven) {
  EXPECT_EQ(best("Onde está o homem? Muito obrigado, você é bom.", {"es", "pt-BR"}), "pt-BR");
  EXPECT_EQ(best("Hvor er jeg? Takk, jeg har det bra, ikke sant.", {"en", "no"}), "no");
}

TEST(LanguageId, WithoutASignAllAreAlike) {
  for (const std::string_view text : {"", "  ", "123 456", "!?"})
    for (const LanguageGuess& guess : guess_language(text, {"tr", "en"}))
      EXPECT_EQ(guess.confidence, 50) << text;
}

TEST(LanguageId, ALongTextIsSureAndDoesNotTakeForever) {
  std::string text;
  while (text.size() < 5'000'000) text += "Ein Mann schläft. ";
  const LanguageGuess guess = guess_language(text, kThree).front();
  EXPECT_EQ(guess.language, "de");
  EXPECT_GT(guess.confidence, 95);
}

TEST(LanguageId, SurvivesAnyBytes) {
  Random random(7);
  for (int i = 0; i < 2000; ++i) {
    std::string text;
    for (int length = static_cast<int>(random.uniform() * 80); length > 0; --length)
      text += static_cast<char>(static_cast<int>(random.uniform() * 256));
    double sum = 0;
    for (const LanguageGuess& guess : guess_language(text, kThree)) {
      EXPECT_TRUE(guess.confidence >= 0 && guess.confidence <= 100);
      sum += guess.confidence;
    }
    EXPECT_NEAR(sum, 100, 2);
  }
}

TEST(LanguageSigns, AreWordsAndLetters) {
  const auto sign = [](std::string_view text, const std::string& language) {
    return language_signs(text, {language}).front();
  };
  EXPECT_GT(sign("the", "en"), 0);
  EXPECT_EQ(sign("xyzzy", "en"), 0);
  EXPECT_LT(sign("über", "en"), 0);
  EXPECT_GT(sign("über", "de"), sign("uber", "de"));
  EXPECT_LT(sign("wax", "tr"), 0);
  EXPECT_LT(sign("cat", "ru"), 0);
  EXPECT_EQ(sign("cat", "qq"), 0);
  EXPECT_EQ(sign("I’m", "en"), sign("i'm", "en"));
}

}  // namespace
}  // namespace nmt
