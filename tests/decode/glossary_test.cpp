// Terms with a given translation: how the file is read, what hypotheses earn, and what becomes of
// whole lines.
#include "decode/glossary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "decode/glossary_files.h"
#include "decode/term_rewards.h"
#include "decode/translator.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Lines = std::vector<std::string>;
using Sentence = std::vector<TokenId>;
using Sentences = std::vector<Sentence>;

std::vector<GlossaryTerm> terms_of(const std::string& file, const std::string& line,
                                   const LanguageSettings& languages = {}) {
  const GlossaryFile glossary(file);
  return Glossary(glossary.path(), tokenizers(), languages).terms_in(line);
}

// What a term may become, as tokens.
MATCHER_P(MayBecome, sentences, "") {
  std::vector<Sentence> said;
  for (const TermChoice& choice : arg.choices) said.push_back(choice.tokens);
  return said == sentences;
}

std::vector<std::string> found_in(const std::string& line, const std::string& term) {
  std::vector<std::string> found;
  for (const GlossaryTerm& each : terms_of(term + "\tW1\n", line))
    for (const TextRange& place : each.places) found.emplace_back(in_range(line, place));
  return found;
}

// What is said of line `number` of a file.
void expect_refused(const std::string& file, int number, const std::string& what) {
  const GlossaryFile glossary(file);
  try {
    const Glossary read(glossary.path(), tokenizers());
    ADD_FAILURE() << "no Error was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().what, what);
    EXPECT_EQ(error.parts().where, glossary.path() + ":" + std::to_string(number));
    EXPECT_EQ(error.parts().fix, "write a source term, a tab and its translation on each line");
  }
}

TEST(GlossaryFile, GivesTheTermsOfALine) {
  const std::string file = "w1\tW7 W8\r\n\n  w2 w3 \t W9\n";
  EXPECT_THAT(terms_of(file, "w0 w1 w4"),
              ElementsAre(MayBecome(Sentences{Sentence{id(7), id(8)}})));
  EXPECT_THAT(terms_of(file, "w2 w3 w1"),
              ElementsAre(MayBecome(Sentences{Sentence{id(9)}}),
                          MayBecome(Sentences{Sentence{id(7), id(8)}})));
  EXPECT_THAT(terms_of(file, "w2 w4 w3"), IsEmpty());
  EXPECT_THAT(terms_of(file, ""), IsEmpty());
  EXPECT_THAT(terms_of("", "w1"), IsEmpty());
}

// In a script that sets no words apart, a term follows others without a space.
TEST(GlossaryFile, ATranslationIntoChineseStandsBesideOthers) {
  const std::string text = testing::TempDir() + "nmt_chinese_" + std::to_string(getpid());
  std::ofstream(text) << "农民给孩子苹果。\n孩子有苹果。\n苹果\n农民\nword\n";
  DataSettings data;
  data.train = CorpusSettings{.source = {text}, .target = {text}};
  for (const int pieces : {19, 24}) {
    const Tokenizers made =
        make_tokenizers({.type = "bpe", .vocab_size = pieces, .byte_fallback = false}, data, {});
    const GlossaryFile glossary("w1\t苹果\nw2\tword\n");
    const auto terms = Glossary(glossary.path(), made).terms_in("w1 w2");
    ASSERT_EQ(terms.size(), 2u);
    const auto behind_farmer = [&](const TermChoice& choice) {
      std::vector<TokenId> ids = made.target->encode("农民");
      ids.insert(ids.end(), choice.tokens.begin(), choice.tokens.end());
      return made.target->decode(ids);
    };
    const std::vector<TermChoice>& apple = terms[0].choices;
    ASSERT_EQ(apple.size(), 2u) << pieces;
    EXPECT_TRUE(apple[0].only_first);
    EXPECT_EQ(behind_farmer(apple[0]), "农民 苹果");
    EXPECT_FALSE(apple[1].only_first);
    EXPECT_EQ(behind_farmer(apple[1]), "农民苹果");
    EXPECT_EQ(apple[1].text, "苹果");
    // A word of letters has its space.
    EXPECT_EQ(behind_farmer(terms[1].choices[0]), "农民 word");
  }
  std::filesystem::remove(text);
}

TEST(GlossaryFile, LinesOfOneTermAreChoicesAndTheSameLineTwiceIsOne) {
  EXPECT_THAT(terms_of("w1\tW7\nw2\tW5\nw1\tW8 W9\nw1\tW7\n", "w1"),
              ElementsAre(MayBecome(Sentences{Sentence{id(7)}, Sentence{id(8), id(9)}})));
}

TEST(GlossaryFile, ATermStandsAsAWholeWord) {
  EXPECT_THAT(found_in("w1, w2", "w1"), ElementsAre("w1"));
  EXPECT_THAT(found_in("(w1)", "w1"), ElementsAre("w1"));
  EXPECT_THAT(found_in("w11 w12", "w1"), IsEmpty());
  EXPECT_THAT(found_in("xw1", "w1"), IsEmpty());
  EXPECT_THAT(found_in("w1\u00e9", "w1"), IsEmpty());
  EXPECT_THAT(found_in("w1\u0301", "w1"), IsEmpty());                 // w1 with an accent on it
  EXPECT_THAT(found_in("w11 w1 w1", "w1"), ElementsAre("w1", "w1"));  // each place
  EXPECT_THAT(found_in("c++ c", "c++"), ElementsAre("c++"));
}

TEST(GlossaryFile, ATermStandsBesideMarksOfAllScripts) {
  for (const char* line : {"„w1“", "«w1»", "“w1”, he said", "w1…", "¿w1?", "w1—w2", "w1\u00a0w2"})
    EXPECT_THAT(found_in(line, "w1"), ElementsAre("w1")) << line;
}

TEST(GlossaryFile, ATermStandsAnywhereWhereWordsAreNotSetApart) {
  EXPECT_THAT(found_in("农民给孩子苹果。", "孩子"), ElementsAre("孩子"));
  EXPECT_THAT(found_in("「農家」は農家だ", "農家"), ElementsAre("農家", "農家"));
  EXPECT_THAT(found_in("我用GPU训练", "GPU"), ElementsAre("GPU"));
  EXPECT_THAT(found_in("농부가", "농부"), IsEmpty());  // Korean sets words apart
}

TEST(GlossaryFile, TheFirstLetterOfASentenceMayBeACapital) {
  EXPECT_THAT(found_in("Farmer and farmer", "farmer"), ElementsAre("Farmer", "farmer"));
  EXPECT_THAT(found_in("“Farmer”?", "farmer"), ElementsAre("Farmer"));
  EXPECT_THAT(found_in("No. Farmer!", "farmer"), ElementsAre("Farmer"));
  EXPECT_THAT(found_in("he said “Farmer”", "farmer"), ElementsAre("Farmer"));
  EXPECT_THAT(found_in("Émile", "émile"), ElementsAre("Émile"));
  EXPECT_THAT(found_in("Mr Farmer", "farmer"), IsEmpty());
  EXPECT_THAT(found_in("farmer", "Farmer"), IsEmpty());
  EXPECT_THAT(found_in("FARMER", "farmer"), IsEmpty());
  EXPECT_THAT(terms_of("ısı\tW1\n", "Isı arttı", {.source = "tr"}), testing::SizeIs(1));
  EXPECT_THAT(terms_of("işçi\tW1\n", "İşçi geldi", {.source = "tr"}), testing::SizeIs(1));
  EXPECT_THAT(terms_of("işçi\tW1\n", "Işçi geldi", {.source = "tr"}), IsEmpty());
}

TEST(GlossaryFile, OfTermsThatOverlapTheFirstThenTheLongestIsTaken) {
  const std::string file = "w1\tW7\nw1 w2\tW8\nw2 w3\tW9\n";
  EXPECT_THAT(terms_of(file, "w1 w2 w3"), ElementsAre(MayBecome(Sentences{Sentence{id(8)}})));
  EXPECT_THAT(terms_of(file, "w1 w3"), ElementsAre(MayBecome(Sentences{Sentence{id(7)}})));
  EXPECT_THAT(terms_of(file, "w1 w2 w1"), testing::SizeIs(2));
}

TEST(GlossaryFile, ALineOfWhichOneSideIsNothingIsRefused) {
  expect_refused("w1\tW1\nw2\t\n", 2, "one side of the line is empty");
  expect_refused("\tW2\n", 1, "one side of the line is empty");
  expect_refused("w1\n", 1, "the line has 1 columns, not 2");
  expect_refused("w1\tW1\tW2\n", 1, "the line has 3 columns, not 2");
  expect_refused("w1\tW\xff\n", 1, "the line is not UTF-8");
}

// An empty choice of a term that has another one already was taken, and the search read its first
// token.
TEST(GlossaryFile, ALineOfWhichOneSideHasNoTokensIsRefused) {
  const std::string none = "the translation has no tokens: the model reads nothing in it";
  expect_refused("w1\t\u200b\n", 1, none);
  expect_refused("w1\tW1\nw1\t\u200b\u00ad\n", 2, none);
  expect_refused("\u00ad\tW1\n", 1, "the source term has no tokens: the model reads nothing in it");
}

TEST(GlossaryFile, ALineThatTheTargetCannotSayIsLeftOutWithAWarning) {
  testing::internal::CaptureStderr();
  const GlossaryFile file("w1\tW1 house\nw2\tW2\n");
  const Glossary glossary(file.path(), tokenizers());
  EXPECT_THAT(
      testing::internal::GetCapturedStderr(),
      HasSubstr(file.path() + ":1: the model has no tokens for all of 'W1 house'; this line "
                              "is not used"));
  EXPECT_THAT(glossary.terms_in("w1 w2"), ElementsAre(MayBecome(Sentences{Sentence{id(2)}})));
}

TEST(GlossaryFile, OneThatIsMissingIsAnErrorOfTheTranslator) {
  const FakeModel model = copy_model(kVocabulary);
  try {
    Translator(model, tokenizers(), {.glossary = "/does/not/exist.tsv"});
    ADD_FAILURE() << "no Error was thrown";
  } catch (const Error& error) {
    EXPECT_THAT(error.parts().where, HasSubstr("/does/not/exist.tsv"));
  }
}

GlossaryTerm term(const std::vector<Sentence>& choices) {
  GlossaryTerm made;
  for (const Sentence& choice : choices) made.choices.push_back({.tokens = choice});
  return made;
}

double raise_of(const TermRewards& rewards, const Sentence& said, TokenId token) {
  std::vector<TermRewards::Raise> raises;
  rewards.raises(said, raises);
  for (const TermRewards::Raise& raise : raises)
    if (raise.token == token) return raise.amount;
  return 0;
}

TEST(TermRewards, ATermEarnsForEachOfItsTokensOnceItIsSaid) {
  const std::vector<GlossaryTerm> terms = {term({{5, 6, 7}}), term({{8}})};
  const TermRewards rewards(terms, 2);
  EXPECT_EQ(rewards.earned(Sentence{}), 0);
  EXPECT_EQ(rewards.earned(Sentence{5, 6}), 0);
  EXPECT_EQ(rewards.earned(Sentence{4, 5, 6, 7}), 6);
  EXPECT_EQ(rewards.earned(Sentence{5, 6, 7, 5, 6, 7}), 6);
  EXPECT_EQ(rewards.earned(Sentence{8, 5, 6, 7}), 8);
  EXPECT_EQ(rewards.most(), 8);
}

TEST(TermRewards, TheLongestChoiceThatIsSaidCountsWhateverTheirOrder) {
  const std::vector<GlossaryTerm> terms = {term({{5}, {6, 7, 8}})};
  const TermRewards rewards(terms, 1);
  EXPECT_EQ(rewards.earned(Sentence{6, 7, 8}), 3);
  EXPECT_EQ(rewards.earned(Sentence{6, 7, 8, 5}), 3);
  EXPECT_EQ(rewards.earned(Sentence{5}), 1);
  EXPECT_EQ(rewards.most(), 3);
}

TEST(TermRewards, TheNextTokenOfWhatIsBegunIsRaisedMost) {
  const std::vector<GlossaryTerm> terms = {term({{5, 6, 7}})};
  const TermRewards rewards(terms, 2);
  EXPECT_EQ(raise_of(rewards, {}, 5), 2);
  EXPECT_EQ(raise_of(rewards, {5}, 6), 4);
  EXPECT_EQ(raise_of(rewards, {5, 6}, 7), 6);
  EXPECT_EQ(raise_of(rewards, {5, 6}, 5), 2);  // or begin anew
  EXPECT_EQ(raise_of(rewards, {5, 6}, 6), 0);
  EXPECT_EQ(raise_of(rewards, {5, 6, 7}, 5), 0);  // it is said
}

TEST(TermRewards, OfOneTokenInTwoTermsTheHigherRaiseHolds) {
  const std::vector<GlossaryTerm> terms = {term({{5, 6}}), term({{5, 6, 7}}), term({{6}})};
  const TermRewards rewards(terms, 1);
  EXPECT_EQ(raise_of(rewards, {5}, 6), 2);
  EXPECT_EQ(raise_of(rewards, {5, 6}, 7), 3);  // the two shorter terms are said
  EXPECT_EQ(rewards.earned(Sentence{5, 6, 7}), 6);
}

TEST(TermRewards, WhatIsWrittenSoAtTheBeginningEarnsThereAlone) {
  GlossaryTerm made = term({{5, 6}});
  made.choices[0].only_first = true;
  const std::vector<GlossaryTerm> terms = {made};
  const TermRewards rewards(terms, 1);
  EXPECT_EQ(raise_of(rewards, {}, 5), 1);
  EXPECT_EQ(raise_of(rewards, {5}, 6), 2);
  EXPECT_EQ(raise_of(rewards, {4}, 5), 0);
  EXPECT_EQ(raise_of(rewards, {4, 5}, 6), 0);
  EXPECT_EQ(rewards.earned(Sentence{5, 6, 4}), 2);
  EXPECT_EQ(rewards.earned(Sentence{4, 5, 6}), 0);
}

TEST(TermRewards, WithoutTermsThereAreNone) {
  EXPECT_TRUE(TermRewards().none());
  EXPECT_EQ(TermRewards().most(), 0);
}

struct Asked {
  std::string glossary, line, prefix = {};
};

std::string translated(const Asked& asked, DecodingSettings settings) {
  const FakeModel model = wavering_model();
  const GlossaryFile file(asked.glossary);
  settings.glossary = file.path();
  settings.glossary_mode = "prefer";
  settings.threads = 1;
  Translator translator(model, tokenizers(), settings);
  return translator.translate(Lines{asked.line}, Lines{asked.prefix})[0].text();
}

TEST(GlossaryPreference, GreedyAndBeamsSayTheTermOfTheFile) {
  for (const int beam : {1, 2, 5}) {
    EXPECT_EQ(translated({"w9\tW9\n", "w1 w2 w3"}, {.beam_size = beam}), "W1 W2 W3");
    EXPECT_EQ(translated({"w2\tW22\n", "w1 w2 w3"}, {.beam_size = beam}), "W1 W22 W3");
    EXPECT_EQ(translated({"w1 w2\tW21 W42\n", "w1 w2 w3"}, {.beam_size = beam}), "W21 W42 W3");
    EXPECT_EQ(translated({"w1\tW41\nw3\tW23\n", "w1 w2 w3"}, {.beam_size = beam}), "W41 W2 W23");
  }
}

TEST(GlossaryPreference, TheBestOfSeveralChoicesIsSaid) {
  EXPECT_EQ(translated({"w2\tW59\nw2\tW22\n", "w1 w2"}, {}), "W1 W22");
  EXPECT_EQ(translated({"w2\tW22\nw2\tW59\n", "w1 w2"}, {}), "W1 W22");
}

TEST(GlossaryPreference, TheWeightSaysHowMuchATermMayCost) {
  const Asked fitting = {"w2\tW22\n", "w1 w2"}, odd = {"w2\tW59\n", "w1 w2"};
  EXPECT_EQ(translated(fitting, {.glossary_weight = 0}), "W1 W2");
  EXPECT_EQ(translated(fitting, {.glossary_weight = 0.3}), "W1 W2");
  EXPECT_EQ(translated(fitting, {.glossary_weight = 3}), "W1 W22");
  EXPECT_EQ(translated(odd, {.glossary_weight = 3}), "W1 W2");
  EXPECT_THAT(translated(odd, {.glossary_weight = 1000}), HasSubstr("W59"));
}

TEST(GlossaryPreference, APrefixGoesFirstAndCounts) {
  EXPECT_EQ(translated({"w3\tW23\n", "w1 w2 w3", "W9 W8"}, {}), "W9 W8 W23");
  // The term is said, so that nothing speaks for it any more.
  EXPECT_EQ(translated({"w3\tW23\n", "w1 w2 w3", "W23"}, {}), "W23 W2 W3");
}

TEST(GlossaryPreference, TermsAreFoundWhereTagsStood) {
  EXPECT_EQ(translated({"w2\tW22\n", "w1 <b>w2</b> w3"}, {.keep = {"tag"}}), "W1 <b>W22</b> W3");
}

TEST(GlossaryPreference, EachPieceOfALongLineHasItsOwnTerms) {
  std::string line, expected;
  for (int i = 0; i < 4; ++i) {
    line += "w2 w3 w4 w5 w6 ";
    expected += std::string(i > 0 ? " " : "") + "W22 W3 W4 W5 W6";
  }
  EXPECT_EQ(translated({"w2\tW22\n", line}, {.max_source_length = 8}), expected);
}

TEST(GlossaryPreference, AShortlistDoesNotKeepATermAway) {
  const FakeModel model = wavering_model();
  const Shortlist shortlist(
      {.source = kVocabulary, .target = kVocabulary, .source_hash = "a", .target_hash = "b"},
      {id(1), id(2)}, {});
  const std::vector<std::vector<GlossaryTerm>> terms = {{term({{id(22)}})}};
  Batch source;
  source.add(Sentence{id(1), id(2), kEnd});
  Tape tape(Tape::Mode::infer);
  const auto found =
      beam_search({.models = {{.model = &model}}, .shortlist = &shortlist}, tape,
                  {.source = source, .terms = terms}, DecodingSettings{.beam_size = 2});
  EXPECT_EQ(found[0][0].ids, (Sentence{id(1), id(22)}));
}

TEST(GlossaryPreference, AnEnsembleSaysTheTermToo) {
  const FakeModel model = wavering_model(), other = copy_model(kVocabulary);
  const GlossaryFile file("w2\tW22\n");
  DecodingSettings settings{.glossary = file.path(), .glossary_mode = "prefer", .threads = 1};
  Translator translator({{&model, 2}, {&other, 1}}, tokenizers(), settings);
  EXPECT_EQ(translator.translate(Lines{"w1 w2"})[0].text(), "W1 W22");
}

TEST(GlossaryPreference, TheLogProbabilityIsThatOfTheModel) {
  const FakeModel model = wavering_model();
  const GlossaryFile file("w2\tW22\n");
  DecodingSettings settings{.glossary = file.path(), .glossary_mode = "prefer", .threads = 1};
  const auto with = Translator(model, tokenizers(), settings).translate(Lines{"w1 w2"})[0];
  settings.glossary = "";
  const auto forced =
      Translator(model, tokenizers(), settings).translate(Lines{"w1 w2"}, Lines{"W1 W22"})[0];
  EXPECT_EQ(with.text(), forced.text());
  EXPECT_EQ(with.candidates[0].log_probability, forced.candidates[0].log_probability);
  EXPECT_NEAR(with.candidates[0].score, (with.candidates[0].log_probability + 3) / 3, 1e-12);
}

TEST(GlossaryPreference, SamplingRefusesIt) {
  try {
    translated({"w2\tW22\n", "w1 w2"}, {.beam_size = 1, .sampling = true});
    ADD_FAILURE() << "no Error was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().what,
              "a glossary has no effect on sampling, which draws by the model alone");
    EXPECT_EQ(error.parts().fix, "leave glossary out, or set sampling to false");
  }
}

}  // namespace
}  // namespace nmt
