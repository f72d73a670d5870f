// Text in capitals, and the case of letters by language.
#include "document/capitals.h"

#include <gtest/gtest.h>

namespace nmt {
namespace {

TEST(Letters, HaveTheCaseOfTheirLanguage) {
  const LetterCase any(""), turkish("tr"), german("de"), greek("el");
  EXPECT_EQ(any.in_capitals("ışık istanbul straße"), "IŞIK ISTANBUL STRASSE");
  EXPECT_EQ(turkish.in_capitals("ışık istanbul"), "IŞIK İSTANBUL");
  EXPECT_EQ(turkish.in_small("IŞIK İSTANBUL"), "ışık istanbul");
  EXPECT_EQ(any.in_small("TITLE"), "title");
  EXPECT_EQ(german.in_small("STRAẞE ÄÖÜ"), "straße äöü");
  EXPECT_EQ(greek.in_small("ΟΔΟΣ"), "οδο\u03c2");
  EXPECT_EQ(any.in_capitals("农民 123"), "农民 123");
  EXPECT_EQ(any.in_capitals(std::string(500, 'a')), std::string(500, 'A'));
  EXPECT_EQ(any.in_capitals(""), "");
}

TEST(Letters, TheFirstAloneBecomesACapital) {
  const LetterCase any(""), turkish("tr");
  EXPECT_EQ(any.capitalised("élan vital"), "Élan vital");
  EXPECT_EQ(turkish.capitalised("ip"), "İp");
  EXPECT_EQ(any.capitalised("ßa"), "SSa");
  EXPECT_EQ(any.capitalised("农民"), "农民");
  EXPECT_EQ(any.capitalised(""), "");
}

TEST(Letters, WordsAreMadeOfLettersMarksAndDigits) {
  for (const char32_t c : {U'a', U'7', U'ß', U'农', U'\u0301', U'٣'})
    EXPECT_TRUE(is_word_character(c)) << std::uint32_t(c);
  for (const char32_t c : {U' ', U'.', U'“', U'»', U'、', U'€', U'\u00a0'})
    EXPECT_FALSE(is_word_character(c)) << std::uint32_t(c);
}

TEST(Capitals, OfASentenceAreAllWhereNoLetterIsSmall) {
  for (const char* text : {"THE FARMER SEES THE HORSE.", "EXIT 5 NOW", "STOP IT!",
                           "ÇİFTÇİ ATI GÖRÜR", "ПРИВЕТ МИР", "WARNING!", "A B"})
    EXPECT_EQ(capitals_of(text), Capitals::all) << text;
  for (const char* text : {"NATO", "The NATO meets", "", "5 + 5", "农民给孩子苹果", "I", "USA.",
                           "THE FARMER sees", "MP3"})
    EXPECT_EQ(capitals_of(text), Capitals::normal) << text;
}

TEST(Capitals, OfATitleBeginItsLongWords) {
  for (const char* text : {"The Farmer and the Horse in Winter", "How To Train Your Model",
                           "“Gone With The Wind”", "Der Lange Weg Nach Hause"})
    EXPECT_EQ(capitals_of(text), Capitals::title) << text;
  for (const char* text : {"The farmer Sees The Horse", "Peter Müller", "Der Hund bellt",
                           "Anna Likes Peter Miller.", "Die Katze und der Hund"})
    EXPECT_EQ(capitals_of(text), Capitals::normal) << text;
}

TEST(Capitals, AreGivenToWordsAndWhiteSpaceStays) {
  const LetterCase any(""), turkish("tr");
  EXPECT_EQ(in_case("Der Hund  sieht 3 Straßen.", Capitals::all, any),
            "DER HUND  SIEHT 3 STRASSEN.");
  EXPECT_EQ(in_case("çiftçi iyi", Capitals::all, turkish), "ÇİFTÇİ İYİ");
  EXPECT_EQ(in_case("ein „langer“ Weg nach Hause ", Capitals::title, any),
            "Ein „Langer“ Weg Nach Hause ");
  EXPECT_EQ(in_case("Der Hund", Capitals::normal, any), "Der Hund");
  EXPECT_EQ(in_case("…", Capitals::title, any), "…");
}

}  // namespace
}  // namespace nmt
