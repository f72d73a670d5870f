// What is kept comes through a translation whole, in its place, and takes nothing away.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "decode/doubts.h"
#include "decode/fake_models.h"
#include "decode/output.h"
#include "decode/translator.h"
#include "text/numbered_words.h"

namespace nmt {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr int kWords = 40;

Tokenizers tokenizers() {
  return {numbered_words("w", kWords), numbered_words("W", kWords), false};
}

// w1 becomes W1, and so on, each looking at its own.
Translation translation_of(const std::string& line, DecodingSettings settings,
                           const std::string& prefix = {}) {
  const FakeModel model = copy_model(kWords + 3);
  settings.threads = 1;
  return Translator(model, tokenizers(), settings)
      .translate(std::vector{line}, std::vector{prefix})
      .front();
}

std::string kept(const std::string& line, const std::vector<std::string>& kinds = {"all"}) {
  return translation_of(line, {.keep = kinds}).text();
}

TEST(KeptTranslation, EachKindComesThrough) {
  EXPECT_EQ(kept("w1 {name} w2"), "W1 {name} W2");
  EXPECT_EQ(kept("%s w1 w2"), "%s W1 W2");
  EXPECT_EQ(kept("w1 w2 😀"), "W1 W2 😀");
  EXPECT_EQ(kept("w1 https://a.b/c w2"), "W1 https://a.b/c W2");
  EXPECT_EQ(kept("w1 me@a.example /usr/bin/x #y @z 12 km `a  b` w2"),
            "W1 me@a.example /usr/bin/x #y @z 12 km `a  b` W2");
  EXPECT_EQ(kept("w1 AB-12 w2", {"/[A-Z]+-[0-9]+/"}), "W1 AB-12 W2");
}

TEST(KeptTranslation, NothingOfTheTranslationIsTakenAway) {
  std::string line, expected;
  for (int i = 0; i < 20; ++i) {
    line += " w" + std::to_string(i) + " {x" + std::to_string(i) + "}";
    expected += " W" + std::to_string(i) + " {x" + std::to_string(i) + "}";
  }
  EXPECT_EQ(kept(line.substr(1)), expected.substr(1));
}

TEST(KeptTranslation, QuotationMarksAndBracketsAroundItStay) {
  EXPECT_EQ(kept("w1 «http://a.b/c» w2"), "W1 «http://a.b/c» W2");
  EXPECT_EQ(kept("w1 (http://a.b/c_(d)) w2"), "W1 (http://a.b/c_(d)) W2");
  EXPECT_EQ(kept("w1 „{x}“ \"{y}\" w2"), "W1 „{x}“ \"{y}\" W2");
}

TEST(KeptTranslation, ACommaBehindWhatBeginsTheLineStays) {
  EXPECT_EQ(kept("{x}, w1 w2"), "{x}, W1 W2");
  EXPECT_EQ(kept("<b>{x}</b> «{y}»: w1"), "<b>{x}</b> «{y}»: W1");
}

TEST(KeptTranslation, RepeatedAndPrefixesOfOthers) {
  EXPECT_EQ(kept("http://a.b w1 http://a.b/c w2 http://a.b"),
            "http://a.b W1 http://a.b/c W2 http://a.b");
}

TEST(KeptTranslation, GluedThingsStayTogether) {
  EXPECT_EQ(kept("w1 {a}{b} w2"), "W1 {a}{b} W2");
  EXPECT_EQ(kept("w1 %s {b} w2"), "W1 %s {b} W2");
}

TEST(KeptTranslation, LinesOfThingsAlone) {
  EXPECT_EQ(kept("https://a.b/c"), "https://a.b/c");
  EXPECT_EQ(kept("{a} {b}"), "{a} {b}");
  EXPECT_EQ(kept("<br/>"), "<br/>");
}

TEST(KeptTranslation, TagsStandAroundTheirWords) {
  EXPECT_EQ(kept("w1 <b>w2 w3</b> w4"), "W1 <b>W2 W3</b> W4");
  EXPECT_EQ(kept("<a title=\"x > y\">w1</a> w2"), "<a title=\"x > y\">W1</a> W2");
  EXPECT_EQ(kept("w1 <!-- a > b --> w2"), "W1 <!-- a > b --> W2");
  EXPECT_EQ(kept("w1 <b></b> w2"), "W1 <b></b> W2");
  EXPECT_EQ(kept("<i><b>w1</b></i> <u>w2</u>"), "<i><b>W1</b></i> <u>W2</u>");
}

TEST(KeptTranslation, BlockTagsDoNotGlueWordsTogether) {
  EXPECT_EQ(kept("w1<br>w2"), "W1<br>W2");
  EXPECT_EQ(kept("<p>w1</p><p>w2</p>"), "<p>W1</p><p>W2</p>");
  EXPECT_EQ(kept("w1 <br/> w2"), "W1 <br/> W2");
}

TEST(KeptTranslation, InALineThatIsTranslatedInPieces) {
  std::string line, expected;
  const std::string address = "https://a.example/" + std::string(500, 'x');
  for (int i = 0; i < 30; ++i) {
    const std::string rest = std::to_string(i) +
                             (i % 5 == 0 ? " {" + std::to_string(i) + "}" : "") +
                             (i == 17 ? " " + address : "");
    line += (i > 0 ? " w" : "w") + rest;
    expected += (i > 0 ? " W" : "W") + rest;
  }
  const Translation found = translation_of(line, {.keep = {"all"}, .max_source_length = 8});
  EXPECT_EQ(found.text(), expected);
  EXPECT_THAT(found.warnings, ElementsAre("the sentence has more than 8 tokens; it was translated "
                                          "in 5 pieces"));
}

TEST(KeptTranslation, InLongLines) {
  for (const std::string part :
       {"{x} ", "w1 {x} ", "<b>w1</b> ", "<b></b>{x}", "w1 http://a.b/c "}) {
    std::string line;
    while (line.size() < 100'000) line += part;
    if (line.ends_with(' ')) line.pop_back();
    std::string expected = line;
    std::replace(expected.begin(), expected.end(), 'w', 'W');
    const std::string found = translation_of(line, {.beam_size = 1, .keep = {"all"}}).text();
    const auto differs =
        std::mismatch(found.begin(), found.end(), expected.begin(), expected.end());
    EXPECT_TRUE(found == expected)
        << part << ": "
        << found.substr(static_cast<std::size_t>(differs.first - found.begin()), 40);
  }
}

TEST(KeptTranslation, CountsAsWordsOfTheLine) {
  const Translation found = translation_of(
      "w1 {a} <b>w2</b> `c d` w3", {.alignment = "hard", .keep = {"all"}, .confidence = true});
  EXPECT_EQ(found.text(), "W1 {a} <b>W2</b> `c d` W3");
  EXPECT_EQ(to_pharaoh(*found.candidates[0].links), "0-0 1-1 2-2 3-3 4-4 5-5");
  EXPECT_EQ(found.candidates[0].words->size(), 6u);
  const auto json = nlohmann::json::parse(
      format_translation({1, "", found}, OutputFormat::json, *tokenizers().target));
  EXPECT_EQ(json.at("kept").dump(), R"([{"kind":"placeholder","source":1,"target":1,"text":"{a}"},)"
                                    R"({"kind":"code","source":3,"target":3,"text":"`c d`"}])");
}

TEST(KeptTranslation, ALineWithoutThingsIsAsEver) {
  const DecodingSettings plain = {.alignment = "soft", .confidence = true};
  DecodingSettings keeping = plain;
  keeping.keep = {"all"};
  const auto written = [](const Translation& translation) {
    return format_translation({1, "", translation}, OutputFormat::json, *tokenizers().target);
  };
  EXPECT_EQ(written(translation_of("w1 w2 w3", plain)),
            written(translation_of("w1 w2 w3", keeping)));
}

TEST(KeptTranslation, WhatStandsThereTooOftenIsSaid) {
  const FakeModel model = copy_model(kWords + 3);
  const Tokenizers same = {numbered_words("w", kWords), numbered_words("{x", kWords), false};
  Translator translator(model, same, {.keep = {"regex:[{]x[0-9]"}, .threads = 1});
  EXPECT_THAT(translator.translate(std::vector<std::string>{"w1 {x1 w2"})[0].warnings,
              ElementsAre("'{x1' is to be kept: it stands in the line 1 times, in the translation "
                          "2 times"));
}

TEST(KeptTranslation, NumbersThatAreMissingAreSaid) {
  EXPECT_THAT(translation_of("w1 1,234.5 w2 12", {.confidence = true}).warnings,
              ElementsAre("the number 1,234.5 of the source is not in the translation"));
  EXPECT_THAT(translation_of("w1 1,234.5 w2", {.keep = {"number"}, .confidence = true}).warnings,
              IsEmpty());
}

TEST(KeptTranslation, NumbersInTheirWritings) {
  const auto missing = [](const char* source, const char* target) {
    return !missing_numbers(source, target).empty();
  };
  EXPECT_FALSE(missing("1,234.5", "1.234,5"));
  EXPECT_FALSE(missing("1,234,567", "1\u00a0234\u00a0567"));
  EXPECT_FALSE(missing("1234 and 1.5", "1.234 1,5"));
  EXPECT_FALSE(missing("three of 12 and 7", "drei"));
  EXPECT_TRUE(missing("1.5", "15"));
  EXPECT_TRUE(missing("13", "31"));
  EXPECT_TRUE(missing("20 and 20", "20"));
  EXPECT_TRUE(missing("1,234.5", "12.345"));
}

// Tokens 3 to 11 are the masks of both sides, those behind them words.
Tokenizers masking_tokenizers() {
  std::string source(kWordsHeader), target(kWordsHeader);
  for (int i = 1; i <= 9; ++i) {
    source += "⟨" + std::to_string(i) + "⟩\n";
    target += "⟨" + std::to_string(i) + "⟩\n";
  }
  for (int i = 0; i < kWords; ++i) {
    source += "w" + std::to_string(i) + "\n";
    target += "W" + std::to_string(i) + "\n";
  }
  return {words_tokenizer(source, "test"), words_tokenizer(target, "test"), false};
}

std::string masked(const FakeModel& model, const std::string& line) {
  return Translator(model, masking_tokenizers(), {.keep = {"all"}, .threads = 1})
      .translate(std::vector{line})
      .front()
      .text();
}

TEST(KeptTranslation, AModelThatHasLearnedMasksPlacesThem) {
  // The translation is the source from its end on.
  const FakeModel backwards(kWords + 12, [](const auto& source, const auto& prefix, TokenId token) {
    const std::size_t words = source.size() - 1;
    return token == (prefix.size() < words ? source[words - 1 - prefix.size()] : kEnd) ? 20.0 : 0.0;
  });
  EXPECT_EQ(masked(backwards, "w1 {a} w2 https://b.c w3"), "W3 https://b.c W2 {a} W1");
  EXPECT_EQ(masked(backwards, "w1 ⟨2⟩ {a} w2"), "W2 {a} ⟨2⟩ W1");
}

TEST(KeptTranslation, WhatHasNoMaskGoesByAttention) {
  const FakeModel model = copy_model(kWords + 12);
  EXPECT_EQ(masked(model, "{1} {2} {3} {4} {5} w1 {6} {7} {8} {9} {10} w2 {11} <b>w3</b>"),
            "{1} {2} {3} {4} {5} W1 {6} {7} {8} {9} {10} W2 {11} <b>W3</b>");
}

TEST(KeptTranslation, AMaskThatTheModelForgetsGoesByAttention) {
  // Says 9 of the masks, which nobody asked for, in place of the first.
  const FakeModel wrong(kWords + 12, [](const auto& source, const auto& prefix, TokenId token) {
    const TokenId right = source[std::min(prefix.size(), source.size() - 1)];
    return token == (right == 3 ? 11 : right) ? 20.0 : 0.0;
  });
  EXPECT_EQ(masked(wrong, "w1 {a} w2"), "W1 {a} W2");
}

TEST(KeptTranslation, WrongKindsAreSaidWithTheirSetting) {
  try {
    translation_of("w1", {.keep = {"/(/"}});
    ADD_FAILURE() << "no Error was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.parts().what, "'(' is no regular expression: missing ): (");
    EXPECT_EQ(error.parts().keys, std::vector<std::string>{"decoding.keep"});
  }
}

}  // namespace
}  // namespace nmt
