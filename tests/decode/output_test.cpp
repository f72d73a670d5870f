#include "decode/output.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "text/tokenizer_words.h"

namespace nmt {
namespace {

std::string answer(const Translation& translation, OutputFormat output_format,
                   std::string_view source = "a house", std::int64_t number = 6, int n_best = 1) {
  const auto target = words_tokenizer(std::string(kWordsHeader) + "ein\nHaus\n", "test");
  return format_translation(
      {.number = number, .source = source, .translation = translation, .n_best = n_best},
      output_format, *target);
}

const Translation kTwo = {
    .candidates = {{"ein Haus", -3.25, -0.40625, {3, 4}}, {"Haus", -4, -2, {4}}}, .warnings = {}};

TEST(OutputFormats, TextIsTheBest) { EXPECT_EQ(answer(kTwo, OutputFormat::text), "ein Haus\n"); }

TEST(OutputFormats, NBestIsAsMosesWritesIt) {
  EXPECT_EQ(answer(kTwo, OutputFormat::n_best),
            "5 ||| ein Haus ||| F0= -3.25 ||| -0.40625\n5 ||| Haus ||| F0= -4 ||| -2\n");
  const Translation bars = {.candidates = {{"a ||| b", -1, -1}}, .warnings = {}};
  EXPECT_EQ(answer(bars, OutputFormat::n_best), "5 ||| a &#124;&#124;&#124; b ||| F0= -1 ||| -1\n");
}

TEST(OutputFormats, TsvHasNumberScoreLogProbabilityAndText) {
  EXPECT_EQ(answer(kTwo, OutputFormat::tsv), "6\t-0.40625\t-3.25\tein Haus\n6\t-2\t-4\tHaus\n");
}

TEST(OutputFormats, JsonHasEverything) {
  EXPECT_EQ(answer({.candidates = {kTwo.candidates.front()}, .warnings = {}}, OutputFormat::json),
            R"({"line":6,"source":"a house","translation":"ein Haus","score":-0.40625,)"
            R"("log_probability":-3.25,"tokens":["ein","Haus"]})"
            "\n");
  Translation warned = kTwo;
  warned.warnings = {"too long"};
  const auto json = nlohmann::json::parse(answer(warned, OutputFormat::json, "a house", 6, 2));
  EXPECT_EQ(json["n_best"].size(), 2u);
  EXPECT_EQ(json["n_best"][1]["translation"], "Haus");
  EXPECT_EQ(json["n_best"][1]["tokens"], nlohmann::json({"Haus"}));
  EXPECT_EQ(json["warnings"], nlohmann::json({"too long"}));
}

TEST(OutputFormats, JsonTellsOfSentencesInCharacters) {
  const Translation two = {.candidates = {{.text = "Ä b. C.", .sentences = {{0, 5}, {6, 8}}}},
                           .sentences = {{0, 5}, {6, 9}},
                           .warnings = {}};
  const auto json = nlohmann::json::parse(answer(two, OutputFormat::json,
                                                 "\xff"
                                                 "a. é?"));
  EXPECT_EQ(json["sentences"].dump(),
            R"([{"source":[0,3],"translation":[0,4]},{"source":[4,6],"translation":[5,7]}])");
  EXPECT_FALSE(nlohmann::json::parse(answer(kTwo, OutputFormat::json)).contains("sentences"));
}

// As programs read them: what was asked for is there, whatever the line.
TEST(OutputFormats, JsonOfABlankLineHasTheSameFields) {
  Translation blank = {.candidates = {{}}, .warnings = {}};
  blank.candidates[0].links.emplace();
  blank.candidates[0].words.emplace();
  EXPECT_EQ(answer(blank, OutputFormat::json, "", 6, 3),
            R"({"line":6,"source":"","translation":"","score":0.0,"log_probability":0.0,)"
            R"("tokens":[],"alignment":[],"words":[],"n_best":[{"translation":"","score":0.0,)"
            R"("log_probability":0.0,"tokens":[],"alignment":[],"words":[]}]})"
            "\n");
}

constexpr char kAwkward[] = "a\nb\r\tc\v\f\x1c\0\x7f d\u0085e\u2028f\u2029g\u00a0\u00e9";

TEST(OutputFormats, OneRecordIsOneLineWhateverItHolds) {
  const std::string awkward(kAwkward, sizeof kAwkward - 1);
  const std::string plain = "a b  c      d e f g\u00a0\u00e9";
  EXPECT_EQ(on_one_line(awkward), plain);
  const Translation translation = {.candidates = {{awkward, -1, -1}}, .warnings = {}};
  EXPECT_EQ(answer(translation, OutputFormat::text), plain + "\n");
  EXPECT_EQ(answer(translation, OutputFormat::tsv), "6\t-1\t-1\t" + plain + "\n");
  EXPECT_EQ(answer(translation, OutputFormat::n_best), "5 ||| " + plain + " ||| F0= -1 ||| -1\n");
  const std::string line = answer(translation, OutputFormat::json, awkward);
  for (const std::string_view separator : {"\u0085", "\u2028", "\u2029", "\x7f", "\r", "\t"})
    EXPECT_EQ(line.find(separator), std::string::npos);
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const auto json = nlohmann::json::parse(line);
  EXPECT_EQ(json["translation"], awkward);
  EXPECT_EQ(json["source"], awkward);
}

TEST(OutputFormats, JsonIsValidWhateverTheSource) {
  const Translation empty = {.candidates = {{}}, .warnings = {}};
  const auto json = nlohmann::json::parse(answer(empty, OutputFormat::json, "a\xff\xc3"));
  EXPECT_EQ(json["source"], "a\ufffd\ufffd");
  EXPECT_EQ(json["tokens"].size(), 0u);
}

TEST(OutputFormats, TellWhichLineTheyAnswer) {
  EXPECT_EQ(answered_number("6\t-1\t-1\ta\n", OutputFormat::tsv), 6);
  EXPECT_EQ(answered_number("5 ||| a ||| F0= -1 ||| -1\n", OutputFormat::n_best), 6);
  for (const std::string line : {"", "a", "6", "0\ta", "-1\ta", "6 a", "99999999999999999999\ta"})
    EXPECT_EQ(answered_number(line, OutputFormat::tsv), 0) << line;
  EXPECT_EQ(answered_number("6\ta", OutputFormat::n_best), 0);
  EXPECT_EQ(answered_number("6\ta", OutputFormat::text), 0);
}

}  // namespace
}  // namespace nmt
