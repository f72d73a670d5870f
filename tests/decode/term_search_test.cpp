// Terms that translations have to say: where they go, and what becomes of the rest.
#include "decode/term_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "decode/glossary_files.h"
#include "decode/rendering.h"
#include "decode/translator.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Lines = std::vector<std::string>;
using Sentence = std::vector<TokenId>;

struct Asked {
  std::string glossary, line, prefix = {};
};

Translation translation_of(const FakeModel& model, const Asked& asked, DecodingSettings settings) {
  const GlossaryFile file(asked.glossary);
  if (!asked.glossary.empty()) settings.glossary = file.path();
  settings.threads = 1;
  Translator translator(model, tokenizers(), settings);
  return translator.translate(Lines{asked.line}, Lines{asked.prefix})[0];
}

std::string translated(const Asked& asked, const DecodingSettings& settings = {}) {
  const Translation translation = translation_of(wavering_model(), asked, settings);
  EXPECT_THAT(translation.warnings, IsEmpty());
  return translation.text();
}

TEST(TermSearch, ATermTakesThePlaceOfWhatTheModelSays) {
  for (const int beam : {1, 2, 5}) {
    const DecodingSettings settings{.beam_size = beam};
    EXPECT_EQ(translated({"w9\tW9\n", "w1 w2 w3"}, settings), "W1 W2 W3");
    EXPECT_EQ(translated({"w2\tW22\n", "w1 w2 w3"}, settings), "W1 W22 W3");
    EXPECT_EQ(translated({"w1 w2\tW21 W42\n", "w1 w2 w3"}, settings), "W21 W42 W3");
    EXPECT_EQ(translated({"w1\tW41\nw3\tW23\n", "w1 w2 w3"}, settings), "W41 W2 W23");
  }
}

// At any weight, a search that may say the term anywhere said it behind the rest, or left it out.
TEST(TermSearch, SoDoesOneThatTheModelWouldNeverSay) {
  EXPECT_EQ(translated({"w2\tW59\n", "w1 w2 w3"}), "W1 W59 W3");
  EXPECT_EQ(translated({"w1\tW58 W57\nw3\tW59\n", "w1 w2 w3"}), "W58 W57 W2 W59");
}

TEST(TermSearch, ATermIsSaidAsOftenAsItStandsInTheSource) {
  EXPECT_EQ(translated({"w2\tW59\n", "w2 w1 w2 w3 w2"}), "W59 W1 W59 W3 W59");
}

TEST(TermSearch, TheBestOfSeveralChoicesIsSaid) {
  EXPECT_EQ(translated({"w2\tW59\nw2\tW22\n", "w1 w2"}), "W1 W22");
  EXPECT_EQ(translated({"w2\tW22\nw2\tW59\n", "w1 w2"}), "W1 W22");
}

TEST(TermSearch, OfTermsThatOverlapTheLongerIsSaid) {
  EXPECT_EQ(translated({"w1\tW51\nw1 w2\tW21 W22\n", "w1 w2 w3"}), "W21 W22 W3");
}

TEST(TermSearch, ASentenceThatSaysItsTermsIsTheSameToTheLastBit) {
  const Translation without = translation_of(wavering_model(), {"", "w1 w2 w3"}, {.n_best = 3});
  const Translation with =
      translation_of(wavering_model(), {"w2\tW2\nw7\tW8\n", "w1 w2 w3"}, {.n_best = 3});
  ASSERT_FALSE(with.candidates.empty());
  EXPECT_EQ(with.text(), without.text());
  EXPECT_EQ(with.candidates[0].score, without.candidates[0].score);
  for (const Candidate& each : with.candidates)  // those that say another word are left out
    EXPECT_THAT(each.text, testing::HasSubstr("W2"));
}

TEST(TermSearch, APrefixGoesFirstAndCounts) {
  EXPECT_EQ(translated({"w3\tW23\n", "w1 w2 w3", "W9 W8"}), "W9 W8 W23");
  EXPECT_EQ(translated({"w3\tW23\n", "w1 w2 w3", "W23"}), "W23 W2 W3");
  // What the prefix says instead of a term stays.
  const Translation stays = translation_of(wavering_model(), {"w1\tW59\n", "w1 w2", "W1 W2"}, {});
  EXPECT_THAT(stays.text(), testing::StartsWith("W1 W2"));
}

TEST(TermSearch, TermsAreFoundWhereTagsStood) {
  EXPECT_EQ(translated({"w2\tW59\n", "w1 <b>w2</b> w3"}, {.keep = {"tag"}}), "W1 <b>W59</b> W3");
}

TEST(TermSearch, EachPieceOfALongLineHasItsOwnTerms) {
  std::string line, expected;
  for (int i = 0; i < 4; ++i) {
    line += "w2 w3 w4 w5 w6 ";
    expected += std::string(i > 0 ? " " : "") + "W59 W3 W4 W5 W6";
  }
  const Translation translation =
      translation_of(wavering_model(), {"w2\tW59\n", line}, {.max_source_length = 8});
  EXPECT_EQ(translation.text(), expected);
}

TEST(TermSearch, ALineDoesNotDependOnItsNeighbours) {
  const FakeModel model = wavering_model();
  const GlossaryFile file("w2\tW59\nw4\tW44\n");
  DecodingSettings settings{.glossary = file.path(), .threads = 1};
  const Lines lines = {"w1 w2 w3", "w2 w4", "w5", "w4 w4 w4 w1"};
  const auto together = Translator(model, tokenizers(), settings).translate(lines);
  settings.batch_tokens = 1;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto alone =
        Translator(model, tokenizers(), settings).translate(std::span(lines).subspan(i, 1));
    EXPECT_EQ(alone[0].text(), together[i].text());
    EXPECT_EQ(alone[0].candidates[0].score, together[i].candidates[0].score);
  }
}

TEST(TermSearch, TheLogProbabilityIsThatOfTheModel) {
  const Translation with = translation_of(wavering_model(), {"w2\tW59\n", "w1 w2 w3"}, {});
  const Translation forced =
      translation_of(wavering_model(), {"", "w1 w2 w3", "W1 W59 W3"}, {.beam_size = 1});
  EXPECT_EQ(with.text(), forced.text());
  EXPECT_EQ(with.candidates[0].log_probability, forced.candidates[0].log_probability);
}

TEST(TermSearch, TheNBestSayTheTermAndTheFirstIsTheBest) {
  const Asked asked = {"w2\tW22\n", "w1 w2 w3"};
  const Translation one = translation_of(wavering_model(), asked, {});
  const Translation many = translation_of(wavering_model(), asked, {.n_best = 5});
  EXPECT_EQ(one.text(), many.text());
  EXPECT_GT(many.candidates.size(), 1u);
  for (const Candidate& each : many.candidates) {
    EXPECT_THAT(each.text, testing::HasSubstr("W22"));
    EXPECT_LE(each.score, many.candidates[0].score);
  }
}

// As wavering_model, but it has nothing to say for w5.
FakeModel forgetful_model() {
  return FakeModel(kVocabulary, [](auto source, const auto& prefix, TokenId token) {
    std::erase_if(source, [](TokenId each) { return each == id(5) || each == kUnknown; });
    const bool spoken = std::find(prefix.begin(), prefix.end(), id(55)) != prefix.end();
    const std::size_t at = prefix.size() - (spoken ? 1 : 0);
    const TokenId now = source[std::min(at, source.size() - 1)];
    // A word for w5 is most probable behind W2.
    if (token == id(55) && !prefix.empty() && prefix.back() == id(2)) return 5.0;
    return token == now ? 9.0 : 0.0;
  });
}

TEST(TermSearch, ATermForWhichNothingIsSaidStandsWhereItIsMostProbable) {
  const Translation translation =
      translation_of(forgetful_model(), {"w5\tW55\n", "w1 w2 w5 w3 w4"}, {});
  EXPECT_EQ(translation.text(), "W1 W2 W55 W3 W4");
}

// Behind a word that it would not say, it begins again.
FakeModel confused_model() {
  return FakeModel(kVocabulary, [](const auto& source, const auto& prefix, TokenId token) {
    const auto strange = std::find(prefix.begin(), prefix.end(), id(59));
    const auto at = static_cast<std::size_t>(
        strange == prefix.end() ? prefix.size() : std::size_t(prefix.end() - strange) - 1);
    const TokenId now = source[std::min(at, source.size() - 1)];
    return token == now ? 9.0 : 0.0;
  });
}

TEST(TermSearch, AModelThatLosesItsWayBehindATermIsNotFollowed) {
  const Translation translation =
      translation_of(confused_model(), {"w4\tW59\n", "w1 w2 w3 w4 w5"}, {});
  EXPECT_EQ(translation.text(), "W1 W2 W3 W59 W5");
}

TEST(TermSearch, ATermForWhichThereIsNoRoomIsToldAndTheRestStays) {
  const FakeModel model(
      kVocabulary,
      [](const auto& source, const auto& prefix, TokenId token) {
        return token == source[std::min(prefix.size(), source.size() - 1)] ? 9.0 : 0.0;
      },
      4);
  const Translation translation =
      translation_of(model, {"w2\tW21 W22 W23\n", "w1 w2 w3"}, {.n_best = 1});
  EXPECT_EQ(translation.text(), "W1 W2 W3");
  EXPECT_THAT(translation.warnings,
              ElementsAre("the translation does not say 'W21 W22 W23' for 'w2', as the glossary "
                          "has it"));
}

TEST(TermSearch, OneThatIsOnlyPreferredIsToldWhereItIsNotSaid) {
  const Translation translation =
      translation_of(wavering_model(), {"w2\tW59\n", "w1 w2 w3"}, {.glossary_mode = "prefer"});
  EXPECT_EQ(translation.text(), "W1 W2 W3");
  EXPECT_THAT(translation.warnings,
              ElementsAre("the translation does not say 'W59' for 'w2', as the glossary has it"));
}

TEST(TermSearch, AWeightOfWhatIsForcedIsRefused) {
  try {
    DecodingSettings{.glossary_weight = 8}.validate();
    ADD_FAILURE() << "no Error was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().what, "glossary_weight has no effect on terms that are forced");
    EXPECT_EQ(error.parts().fix, "set glossary_mode to prefer, or leave glossary_weight out");
  }
  EXPECT_NO_THROW((DecodingSettings{.glossary_mode = "prefer", .glossary_weight = 8}.validate()));
}

GlossaryTerm term_saying(const Lines& texts, std::size_t places = 1) {
  GlossaryTerm term{.source = "term", .places = std::vector<TextRange>(places)};
  for (const std::string& text : texts) term.choices.push_back({.tokens = {3}, .text = text});
  return term;
}

TEST(TermsSaid, AWordMayGoOnBehindOneFormButNotBehindSeveral) {
  EXPECT_EQ(times_said("der Bauer, die Bauern", term_saying({"Bauer"}, 5)), 2);
  EXPECT_EQ(times_said("der Bauer, die Bauern", term_saying({"Bauer", "Bauers"}, 5)), 1);
  EXPECT_EQ(times_said("Weinbauer", term_saying({"bauer"})), 0);
  EXPECT_EQ(times_said("„Bauer“", term_saying({"Bauer", "Bauern"})), 1);
  EXPECT_EQ(times_said("农民给孩子苹果", term_saying({"孩子"})), 1);
  EXPECT_EQ(times_said("", term_saying({"Bauer"})), 0);
}

TEST(TermsSaid, WhatIsMissingIsTold) {
  const std::vector<GlossaryTerm> terms = {term_saying({"Bauer"}, 2), term_saying({"Kind"})};
  EXPECT_THAT(missing_terms("Bauer Kind Bauer", terms), IsEmpty());
  EXPECT_THAT(
      missing_terms("Bauer", terms),
      ElementsAre("the translation does not say 'Bauer' for 'term' each of 2 times, as the "
                  "glossary has it",
                  "the translation does not say 'Kind' for 'term', as the glossary has it"));
}

TEST(Rendering, IsWhatDependsOnThePartOfTheSource) {
  const FakeModel model = wavering_model();
  const SearchModels models{.models = {{.model = &model}}};
  Tape tape(Tape::Mode::infer);
  const Sentence source = {id(1), id(2), id(3), id(2), kEnd};
  const Sentence translation = {id(1), id(22), id(3), id(2)};
  const auto of = [&](const std::vector<TokenRange>& parts, std::size_t words) {
    return renderings(models, tape, source, parts, words, translation, *tokenizers().target);
  };
  EXPECT_THAT(of({{2, 3}}, 1), ElementsAre(TokenRange{2, 3}));
  EXPECT_THAT(of({{0, 2}}, 2), ElementsAre(TokenRange{0, 2}));
  EXPECT_THAT(of({{0, 2}}, 1), ElementsAre(TokenRange{0, 1}));
  EXPECT_THAT(of({{1, 2}, {3, 4}}, 1),
              testing::UnorderedElementsAre(TokenRange{1, 2}, TokenRange{3, 4}));
  EXPECT_THAT(of({}, 1), IsEmpty());
}

TEST(Rendering, TokensOfAPartAreThoseThatChangeWithIt) {
  const Tokenizers words = tokenizers();
  const std::string text = "w1 w2 w3 w4";
  Sentence ids = words.source->encode(text);
  ids.push_back(kEnd);
  EXPECT_EQ(tokens_of_part(ids, text, {3, 5}, *words.source), (TokenRange{1, 2}));
  EXPECT_EQ(tokens_of_part(ids, text, {3, 8}, *words.source), (TokenRange{1, 3}));
  EXPECT_EQ(tokens_of_part(ids, text, {0, 11}, *words.source), (TokenRange{0, 4}));
}

}  // namespace
}  // namespace nmt
