// Turkish inflection against forms checked by hand, and the laws of harmony over the whole lexicon.
#include "demo/turkish_forms.h"

#include <gtest/gtest.h>

#include <map>
#include <string_view>

namespace nmt::turkish {
namespace {

constexpr Case kNominative = Case::nominative, kAccusative = Case::accusative,
               kDative = Case::dative, kLocative = Case::locative, kAblative = Case::ablative,
               kGenitive = Case::genitive, kInstrumental = Case::instrumental;
constexpr Number kOne = Number::singular, kMany = Number::plural;

struct NounCase {
  const char* stem;
  unsigned traits;
  NounForm form;
  const char* expected;
};

const NounCase kNounCases[] = {
    {"ev", 0, {kOne, {}, kAccusative}, "evi"},
    {"ev", 0, {kOne, {}, kDative}, "eve"},
    {"ev", 0, {kMany, Person::we, kAblative}, "evlerimizden"},
    {"okul", 0, {kOne, {}, kAccusative}, "okulu"},
    {"okul", 0, {kOne, {}, kLocative}, "okulda"},
    {"göz", 0, {kOne, {}, kAccusative}, "gözü"},
    {"göz", 0, {kMany, {}, kAccusative}, "gözleri"},
    {"kız", 0, {kOne, {}, kAccusative}, "kızı"},
    {"kitap", kSoftens, {kOne, {}, kAccusative}, "kitabı"},
    {"kitap", kSoftens, {kOne, Person::i, kAblative}, "kitabımdan"},
    {"kitap", kSoftens, {kMany, Person::i, kAblative}, "kitaplarımdan"},
    {"kitap", kSoftens, {kOne, {}, kLocative}, "kitapta"},
    {"kitap", kSoftens, {kOne, Person::they, kNominative}, "kitapları"},
    {"kitap", kSoftens, {kMany, Person::they, kNominative}, "kitapları"},
    {"kitap", kSoftens, {kOne, {}, kInstrumental}, "kitapla"},
    {"çocuk", kSoftens, {kMany, {}, kGenitive}, "çocukların"},
    {"çocuk", kSoftens, {kOne, {}, kGenitive}, "çocuğun"},
    {"çocuk", kSoftens, {kOne, {}, kAblative}, "çocuktan"},
    {"ağaç", kSoftens, {kOne, {}, kDative}, "ağaca"},
    {"kurt", kSoftens, {kOne, {}, kAccusative}, "kurdu"},
    {"renk", kSoftens, {kOne, Person::he, kNominative}, "rengi"},
    {"at", 0, {kOne, {}, kAccusative}, "atı"},
    {"süt", 0, {kOne, {}, kAccusative}, "sütü"},
    {"kek", 0, {kOne, {}, kAccusative}, "keki"},
    {"top", 0, {kOne, Person::you, kNominative}, "topun"},
    {"burun", kDropsVowel, {kOne, {}, kAccusative}, "burnu"},
    {"burun", kDropsVowel, {kOne, Person::i, kNominative}, "burnum"},
    {"burun", kDropsVowel, {kOne, {}, kLocative}, "burunda"},
    {"burun", kDropsVowel, {kMany, {}, kNominative}, "burunlar"},
    {"oğul", kDropsVowel, {kOne, Person::he, kNominative}, "oğlu"},
    {"oğul", kDropsVowel, {kOne, Person::he, kDative}, "oğluna"},
    {"ağız", kDropsVowel, {kOne, Person::he, kAblative}, "ağzından"},
    {"şehir", kDropsVowel, {kOne, {}, kDative}, "şehre"},
    {"şehir", kDropsVowel, {kOne, {}, kAblative}, "şehirden"},
    {"resim", kDropsVowel, {kMany, {}, kAccusative}, "resimleri"},
    {"omuz", kDropsVowel, {kOne, Person::you_all, kNominative}, "omzunuz"},
    {"saat", kFront, {kOne, {}, kAccusative}, "saati"},
    {"saat", kFront, {kMany, {}, kNominative}, "saatler"},
    {"saat", kFront, {kOne, {}, kLocative}, "saatte"},
    {"kalp", kSoftens | kFront, {kOne, Person::he, kNominative}, "kalbi"},
    {"kalp", kSoftens | kFront, {kMany, {}, kGenitive}, "kalplerin"},
    {"su", kAddsY, {kOne, {}, kAccusative}, "suyu"},
    {"su", kAddsY, {kOne, {}, kGenitive}, "suyun"},
    {"su", kAddsY, {kOne, Person::i, kNominative}, "suyum"},
    {"su", kAddsY, {kOne, Person::he, kAccusative}, "suyunu"},
    {"su", kAddsY, {kOne, {}, kLocative}, "suda"},
    {"su", kAddsY, {kOne, {}, kInstrumental}, "suyla"},
    {"araba", 0, {kOne, {}, kAccusative}, "arabayı"},
    {"araba", 0, {kOne, {}, kGenitive}, "arabanın"},
    {"araba", 0, {kOne, Person::he, kNominative}, "arabası"},
    {"araba", 0, {kOne, Person::he, kLocative}, "arabasında"},
    {"araba", 0, {kOne, Person::he, kInstrumental}, "arabasıyla"},
    {"araba", 0, {kOne, Person::we, kDative}, "arabamıza"},
    {"köprü", 0, {kOne, {}, kDative}, "köprüye"},
    {"köprü", 0, {kOne, Person::you_all, kAblative}, "köprünüzden"},
    {"komşu", 0, {kOne, Person::i, kInstrumental}, "komşumla"},
    {"öğretmen", 0, {kOne, {}, kGenitive}, "öğretmenin"},
    {"otobüs", 0, {kOne, {}, kAblative}, "otobüsten"},
    {"hikâye", 0, {kOne, {}, kAccusative}, "hikâyeyi"},
    {"Ali", kProper, {kOne, {}, kAccusative}, "Ali'yi"},
    {"Ali", kProper, {kOne, {}, kGenitive}, "Ali'nin"},
    {"Murat", kProper, {kOne, {}, kAblative}, "Murat'tan"},
    {"Zeynep", kProper, {kOne, {}, kDative}, "Zeynep'e"},
    {"İstanbul", kProper, {kOne, {}, kLocative}, "İstanbul'da"},
    {"Ömer", kProper, {kOne, {}, kInstrumental}, "Ömer'le"},
};

TEST(TurkishNouns, AreAsCheckedByHand) {
  for (const NounCase& c : kNounCases) {
    EXPECT_EQ(noun(Word(c.stem, c.traits), c.form), c.expected);
  }
}

struct VerbCase {
  const char* stem;
  unsigned traits;
  VerbForm form;
  const char* expected;
};

constexpr Tense kNow = Tense::continuous, kUsual = Tense::habitual, kPast = Tense::past,
                kFuture = Tense::future;
constexpr Polarity kYes = Polarity::positive, kNo = Polarity::negative;
constexpr Mode kAsks = Mode::question;

const VerbCase kVerbCases[] = {
    {"git", kSoftens, {kNow, kYes, Person::i}, "gidiyorum"},
    {"git", kSoftens, {kNow, kNo, Person::i}, "gitmiyorum"},
    {"git", kSoftens, {kNow, kYes, Person::you, kAsks}, "gidiyor musun"},
    {"git", kSoftens, {kNow, kYes, Person::they, kAsks}, "gidiyorlar mı"},
    {"git", kSoftens, {kUsual, kYes, Person::he}, "gider"},
    {"git", kSoftens, {kPast, kYes, Person::we}, "gittik"},
    {"git", kSoftens, {kFuture, kYes, Person::i}, "gideceğim"},
    {"git", kSoftens, {kFuture, kYes, Person::they, kAsks}, "gidecekler mi"},
    {"gör", 0, {kFuture, kNo, Person::they}, "görmeyecekler"},
    {"gör", 0, {kUsual, kYes, Person::i}, "görürüm"},
    {"gör", 0, {kUsual, kNo, Person::i}, "görmem"},
    {"gör", 0, {kUsual, kNo, Person::we}, "görmeyiz"},
    {"gör", 0, {kUsual, kNo, Person::you_all}, "görmezsiniz"},
    {"gör", 0, {kUsual, kNo, Person::you, kAsks}, "görmez misin"},
    {"gör", 0, {kPast, kYes, Person::you_all, kAsks}, "gördünüz mü"},
    {"gel", 0, {kUsual, kYes, Person::you}, "gelirsin"},
    {"gel", 0, {kUsual, kNo, Person::he}, "gelmez"},
    {"gel", 0, {kUsual, kYes, Person::we, kAsks}, "gelir miyiz"},
    {"gel", 0, {kPast, kYes, Person::i}, "geldim"},
    {"oku", 0, {kNow, kYes, Person::he}, "okuyor"},
    {"oku", 0, {kUsual, kYes, Person::they}, "okurlar"},
    {"oku", 0, {kFuture, kYes, Person::we}, "okuyacağız"},
    {"oku", 0, {kPast, kNo, Person::you}, "okumadın"},
    {"ye", 0, {kNow, kYes, Person::i}, "yiyorum"},
    {"ye", 0, {kNow, kNo, Person::i}, "yemiyorum"},
    {"ye", 0, {kFuture, kYes, Person::i}, "yiyeceğim"},
    {"ye", 0, {kUsual, kYes, Person::he}, "yer"},
    {"ye", 0, {kPast, kYes, Person::they}, "yediler"},
    {"bekle", 0, {kNow, kYes, Person::you_all}, "bekliyorsunuz"},
    {"söyle", 0, {kNow, kYes, Person::he}, "söylüyor"},
    {"oyna", 0, {kNow, kYes, Person::they}, "oynuyorlar"},
    {"anla", 0, {kNow, kNo, Person::you}, "anlamıyorsun"},
    {"yürü", 0, {kNow, kYes, Person::we}, "yürüyoruz"},
    {"gülümse", 0, {kNow, kYes, Person::he}, "gülümsüyor"},
    {"çalış", 0, {kUsual, kYes, Person::i}, "çalışırım"},
    {"konuş", 0, {kUsual, kYes, Person::they}, "konuşurlar"},
    {"yap", 0, {kUsual, kYes, Person::we}, "yaparız"},
    {"yaz", 0, {kPast, kYes, Person::they, kAsks}, "yazdılar mı"},
    {"uç", 0, {kPast, kYes, Person::he}, "uçtu"},
    {"kapat", 0, {kNow, kYes, Person::he}, "kapatıyor"},
    {"kapat", 0, {kUsual, kYes, Person::he}, "kapatır"},
    {"kaybet", kSoftens, {kUsual, kYes, Person::he}, "kaybeder"},
    {"kaybet", kSoftens, {kNow, kYes, Person::i}, "kaybediyorum"},
    {"yardım et", kSoftens, {kUsual, kYes, Person::we}, "yardım ederiz"},
    {"yardım et", kSoftens, {kFuture, kYes, Person::you, kAsks}, "yardım edecek misin"},
    {"satın al", 0, {kUsual, kYes, Person::you_all}, "satın alırsınız"},
    {"öğren", 0, {kFuture, kNo, Person::i}, "öğrenmeyeceğim"},
    {"unut", 0, {kPast, kNo, Person::we, kAsks}, "unutmadık mı"},
    {"ver", 0, {kFuture, kYes, Person::you_all}, "vereceksiniz"},
    {"sür", 0, {kNow, kYes, Person::we, kAsks}, "sürüyor muyuz"},
};

TEST(TurkishVerbs, AreAsCheckedByHand) {
  for (const VerbCase& c : kVerbCases) EXPECT_EQ(verb(c.stem, c.traits, c.form), c.expected);
}

const VerbCase kPredicateCases[] = {
    {"öğretmen", 0, {kNow, kYes, Person::i}, "öğretmenim"},
    {"öğretmen", 0, {kNow, kYes, Person::you, kAsks}, "öğretmen misin"},
    {"öğrenci", 0, {kNow, kYes, Person::we}, "öğrenciyiz"},
    {"doktor", 0, {kNow, kYes, Person::you_all}, "doktorsunuz"},
    {"doktor", 0, {kNow, kNo, Person::i}, "doktor değilim"},
    {"güzel", 0, {kNow, kNo, Person::you_all}, "güzel değilsiniz"},
    {"yorgun", 0, {kNow, kYes, Person::they}, "yorgunlar"},
    {"yorgun", 0, {kNow, kYes, Person::they, kAsks}, "yorgunlar mı"},
    {"yorgun", 0, {kPast, kYes, Person::i}, "yorgundum"},
    {"yorgun", 0, {kPast, kYes, Person::you, kAsks}, "yorgun muydun"},
    {"yorgun", 0, {kPast, kNo, Person::we}, "yorgun değildik"},
    {"hasta", 0, {kPast, kYes, Person::he}, "hastaydı"},
    {"hasta", 0, {kNow, kYes, Person::i}, "hastayım"},
    {"genç", kSoftens, {kNow, kYes, Person::i}, "gencim"},
    {"genç", kSoftens, {kPast, kYes, Person::he}, "gençti"},
    {"küçük", kSoftens, {kNow, kYes, Person::we}, "küçüğüz"},
    {"meşgul", kFront, {kNow, kYes, Person::i}, "meşgulüm"},
    {"meşgul", kFront, {kNow, kYes, Person::he, kAsks}, "meşgul mü"},
    {"aç", 0, {kNow, kYes, Person::i}, "açım"},
    {"okulda", 0, {kPast, kYes, Person::you_all, kAsks}, "okulda mıydınız"},
    {"nerede", 0, {kNow, kYes, Person::you}, "neredesin"},
};

TEST(TurkishPredicates, AreAsCheckedByHand) {
  for (const VerbCase& c : kPredicateCases) {
    EXPECT_EQ(predicate(Word(c.stem, c.traits), c.form), c.expected);
  }
}

TEST(TurkishForms, PronounsAndCommands) {
  EXPECT_EQ(pronoun(Person::i, kDative), "bana");
  EXPECT_EQ(pronoun(Person::he, kAblative), "ondan");
  EXPECT_EQ(pronoun(Person::they, kGenitive), "onların");
  EXPECT_EQ(pronoun(Person::you_all, kInstrumental), "sizinle");
  EXPECT_EQ(command("git", Polarity::positive), "git");
  EXPECT_EQ(command("git", Polarity::negative), "gitme");
  EXPECT_EQ(command("aç", Polarity::negative), "açma");
}

TEST(TurkishForms, CapitalLettersKeepTheDot) {
  EXPECT_EQ(capitalised("iyi"), "İyi");
  EXPECT_EQ(capitalised("ılık"), "Ilık");
  EXPECT_EQ(capitalised("şu ev"), "Şu ev");
  EXPECT_EQ(capitalised("üç"), "Üç");
  EXPECT_EQ(capitalised("ev"), "Ev");
}

// The vowels of a text as front (F) or back (b), rounded (+) or not (-).
std::string harmony_of(std::string_view text) {
  struct Kind {
    std::string_view letter, kind;
  };
  constexpr Kind kKinds[] = {{"a", "b-"}, {"ı", "b-"}, {"o", "b+"}, {"u", "b+"},
                             {"e", "F-"}, {"i", "F-"}, {"ö", "F+"}, {"ü", "F+"}};
  std::string found;
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (const auto& [letter, kind] : kKinds) {
      if (text.substr(i).starts_with(letter)) found += kind;
    }
  }
  return found;
}

TEST(TurkishHarmony, HoldsInEverySuffixOfEveryNoun) {
  for (const Noun& entry : lexicon::nouns()) {
    const bool is_front = (entry.traits & kFront) || harmony_of(entry.turkish).rfind('F') + 2 ==
                                                         harmony_of(entry.turkish).size();
    for (const Number number : {kOne, kMany}) {
      for (const Person owner : {Person::i, Person::you, Person::he, Person::we, Person::you_all}) {
        for (const Case noun_case : {kAccusative, kDative, kLocative, kAblative, kGenitive}) {
          const std::string form =
              noun(Word(entry.turkish, entry.traits), {number, owner, noun_case});
          // A possessive and a case have at least one vowel between them, the last of the word.
          const std::string harmony = harmony_of(form);
          ASSERT_EQ(harmony[harmony.size() - 2], is_front ? 'F' : 'b') << form;
        }
      }
    }
  }
}

TEST(TurkishHarmony, NeverPutsTwoVowelsTogether) {
  for (const Verb& entry : lexicon::verbs()) {
    for (int tense = 0; tense < 4; ++tense) {
      for (int person = 0; person < 6; ++person) {
        for (const Polarity polarity : {kYes, kNo}) {
          const VerbForm form{static_cast<Tense>(tense), polarity, static_cast<Person>(person)};
          const std::string text = verb(entry.turkish, entry.stem_traits, form);
          const std::string harmony = harmony_of(text);
          std::size_t run = 0;
          for (std::size_t i = 0; i < text.size(); ++i) {
            const std::size_t size = static_cast<unsigned char>(text[i]) >= 0xc0 ? 2 : 1;
            run = harmony_of(text.substr(i, size)).empty() ? 0 : run + 1;
            ASSERT_LT(run, 2u) << text;
            i += size - 1;
          }
        }
      }
    }
  }
}

TEST(TurkishLexicon, EveryWordHasOneTranslation) {
  std::map<std::string, std::string> english_of, turkish_of;
  const auto add = [&](const std::string& english, const std::string& turkish) {
    EXPECT_TRUE(turkish_of.emplace(english, turkish).second) << english;
    EXPECT_TRUE(english_of.emplace(turkish, english).second) << turkish;
  };
  for (const Noun& noun : lexicon::nouns())
    add(std::string("the ") + noun.english, std::string("N ") + noun.turkish);
  for (const Adjective& a : lexicon::adjectives()) add(a.english, std::string("A ") + a.turkish);
  for (const Verb& verb : lexicon::verbs()) {
    add(std::string("to ") + verb.english + " " + verb.preposition,
        std::string("V ") + verb.turkish);
  }
  EXPECT_GT(turkish_of.size(), 280u);
}

}  // namespace
}  // namespace nmt::turkish
