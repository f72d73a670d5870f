#include "document/sentences.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <random>
#include <thread>

#include "document/sentence_cases.h"
#include "document/sentence_rules.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::set<std::size_t> ends_in(const std::vector<TextRange>& sentences) {
  std::set<std::size_t> ends;
  for (std::size_t i = 0; i + 1 < sentences.size(); ++i) ends.insert(sentences[i].end);
  return ends;
}

std::vector<std::string> sentences_of(std::string_view text, std::string_view language = "",
                                      std::vector<TextRange> whole = {}) {
  std::vector<std::string> sentences;
  for (const TextRange range : SentenceSplitter(language).sentences_in(text, whole))
    sentences.emplace_back(in_range(text, range));
  return sentences;
}

TEST(Sentences, EndWhereTheCasesSay) {
  const std::vector<SentenceCase> cases = sentence_cases();
  ASSERT_GT(cases.size(), 250u);
  EndCounts counts;
  std::map<std::string, int> wrong;
  for (const SentenceCase& one : cases) {
    const std::set<std::size_t> ends =
        ends_in(SentenceSplitter(one.language).sentences_in(one.text));
    counts.add(ends, one.ends);
    if (ends == one.ends) continue;
    ++wrong[one.kind];
    std::cout << "otherwise: " << one.language << ' ' << one.kind << ": " << one.text << '\n';
  }
  // The number of a list in small letters, and a Turkish number that is no ordinal.
  EXPECT_GE(counts.f1(), 99);
  EXPECT_GE(counts.precision(), 99.5);
  for (const char* kind : {"plain", "date", "year", "quote", "question", "half-width", "address"})
    EXPECT_EQ(wrong[kind], 0) << kind;
}

TEST(Sentences, OfABlankLineThereAreNone) {
  EXPECT_THAT(sentences_of(""), IsEmpty());
  EXPECT_THAT(sentences_of("  \t\u3000\u00a0"), IsEmpty());
}

TEST(Sentences, HaveNoWhiteSpaceAroundThem) {
  EXPECT_THAT(sentences_of("  A dog. \u00a0 A cat.\t"), ElementsAre("A dog.", "A cat."));
  EXPECT_THAT(sentences_of("a dog\na cat\r\nA cow"), ElementsAre("a dog", "a cat", "A cow"));
}

TEST(Sentences, DoNotEndWithinWhatIsWhole) {
  const std::string_view text = "Say `Go. Now.` to him. He goes.";
  EXPECT_THAT(sentences_of(text), ElementsAre("Say `Go.", "Now.` to him.", "He goes."));
  EXPECT_THAT(sentences_of(text, "en", {{4, 14}}),
              ElementsAre("Say `Go. Now.` to him.", "He goes."));
}

TEST(Sentences, BeginAndEndBesideWhatIsWholeAsBesideAName) {
  const std::string_view text = "Gone. {file} was old. See a.b/c. It works.";
  EXPECT_THAT(sentences_of(text, "en"),
              ElementsAre("Gone. {file} was old.", "See a.b/c.", "It works."));
  EXPECT_THAT(sentences_of(text, "en", {{6, 12}, {26, 31}}),
              ElementsAre("Gone.", "{file} was old.", "See a.b/c.", "It works."));
  // A number may be that of a list or of a day.
  EXPECT_THAT(sentences_of("Am 29. Juli kam er.", "de", {{3, 5}}),
              ElementsAre("Am 29. Juli kam er."));
  EXPECT_THAT(sentences_of("Room 5. He left.", "en", {{5, 6}}), ElementsAre("Room 5.", "He left."));
}

// Whatever the text, nothing but white space lies between sentences, and no sentence ends within what
// is whole.
TEST(Sentences, LoseNothing) {
  const std::string_view parts[] = {
      "A",    "b",   ".", "!",   "?",      "…",      " ",  "  ",     "\t",     "\n",
      "\r\n", "(",   ")", "\"",  "”",      "“",      "。", "」",     "3",      "،",
      "؟",    "۔",   "।", "é",   "İ",      "犬",     "😀",  "\u2028", "\u0085", "\u3000",
      "e.g.", "Dr.", "{", "<b>", "\u200d", "\u0301", "ต"};
  std::mt19937 random(1);
  const SentenceSplitter splitters[] = {SentenceSplitter(""), SentenceSplitter("de"),
                                        SentenceSplitter("ja"), SentenceSplitter("el")};
  for (int round = 0; round < 4000; ++round) {
    std::string text;
    std::vector<TextRange> whole;
    for (std::size_t n = random() % 30; n > 0; --n) {
      const std::size_t begin = text.size();
      text += parts[random() % std::size(parts)];
      if (random() % 4 == 0) whole.push_back({begin, text.size()});
    }
    std::string named = text;  // white space that is whole is none
    for (const TextRange range : whole)
      if (range.size() > 1) named.replace(range.begin, range.size(), range.size(), 'x');
    std::size_t at = 0;
    for (const TextRange sentence : splitters[round % 4].sentences_in(text, whole)) {
      ASSERT_LE(at, sentence.begin) << text;
      ASSERT_LT(sentence.begin, sentence.end) << text;
      ASSERT_EQ(without_white_space(named, {at, sentence.begin}).size(), 0u) << text;
      ASSERT_EQ(without_white_space(named, sentence), sentence) << text;
      at = sentence.end;
      for (const TextRange range : whole) ASSERT_FALSE(range.begin < at && at < range.end) << text;
    }
    ASSERT_EQ(without_white_space(named, {at, text.size()}).size(), 0u) << text;
  }
}

// A rule that looked through the whole line for each end would need minutes.
TEST(Sentences, OfALongLineTakeTimeLinearInIt) {
  for (const std::string_view part : {"A dog. ", "(A dog. ", "\"A dog.\" ", "A. ", "… A", "Dr. ",
                                      "(", ". ", "犬。「", "\"\"\""}) {
    std::string text;
    while (text.size() < 1'000'000) text += part;
    EXPECT_FALSE(sentences_of(text).empty()) << part;
  }
}

TEST(Sentences, MayBeFoundByManyThreadsAtOnce) {
  const SentenceSplitter splitter("en");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i)
        EXPECT_EQ(splitter.sentences_in("Mr. Fox ran. He hid. Who saw?").size(), 3u);
    });
  for (std::thread& thread : threads) thread.join();
}

TEST(Sentences, DoNotDependOnTheEnvironment) {
  // ICU takes the language of the environment where it does not know the one asked for.
  setenv("LC_ALL", "de_DE.UTF-8", 1);
  EXPECT_THAT(sentences_of("Bu bir Test. Sonra gitti.", "tr"),
              ElementsAre("Bu bir Test.", "Sonra gitti."));
  unsetenv("LC_ALL");
}

TEST(Sentences, KnowTheLanguageOfACode) {
  EXPECT_EQ(main_language("pt-BR"), "pt");
  EXPECT_EQ(main_language("zh_Hant_TW"), "zh");
  EXPECT_EQ(main_language("DE"), "de");
  EXPECT_EQ(main_language(""), "");
}

}  // namespace
}  // namespace nmt
