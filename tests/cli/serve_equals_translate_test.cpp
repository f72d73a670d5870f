// The server gives what nmt translate gives, for every setting of decoding.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "base/format.h"
#include "cli/load_model.h"
#include "cli/run_program.h"
#include "config/yaml.h"
#include "decode/output.h"
#include "decode/translator.h"
#include "serve/api.h"

namespace nmt {
namespace {

using Json = nlohmann::ordered_json;
using Lines = std::vector<std::string>;

// Values that a setting is tried with, as YAML, beside others that they need.
struct Trial {
  std::string settings;
  enum class Effect { some, none, any } effect = Effect::some;  // on what is answered
};
constexpr auto kNone = Trial::Effect::none;
constexpr auto kAny = Trial::Effect::any;

// Every setting of the section has its trials here.
const std::map<std::string, std::vector<Trial>>& trials() {
  static const std::map<std::string, std::vector<Trial>> table = {
      {"beam_size", {{"beam_size: 1", kAny}, {"beam_size: 7", kAny}}},
      {"length_penalty", {{"length_penalty: 0"}, {"length_penalty: 4"}}},
      {"length_penalty_type", {{"length_penalty_type: wu"}}},
      {"coverage_penalty", {{"coverage_penalty: 1"}}},
      {"n_best", {{"n_best: 3"}, {"n_best: 4, alignment: hard, confidence: true"}}},
      {"min_length", {{"min_length: 7"}}},
      {"min_length_ratio", {{"min_length_ratio: 2"}}},
      {"max_length", {{"max_length: 3"}}},
      {"max_length_ratio", {{"max_length_ratio: 0, min_length: 20"}}},
      {"no_repeat_ngram", {{"no_repeat_ngram: 1"}}},
      {"suppress", {{"suppress: [A, E]"}, {"suppress: [</s>], max_length: 6"}}},
      {"diverse_groups", {{"beam_size: 6, n_best: 6, diverse_groups: 3"}}},
      {"diversity", {{"beam_size: 6, n_best: 6, diverse_groups: 3, diversity: 9"}}},
      {"sampling", {{"beam_size: 1, sampling: true"}}},
      {"temperature", {{"beam_size: 1, sampling: true, temperature: 3"}}},
      {"top_k", {{"beam_size: 1, sampling: true, temperature: 3, top_k: 3"}}},
      {"top_p", {{"beam_size: 1, sampling: true, temperature: 3, top_p: 0.7"}}},
      {"sampling_seed", {{"beam_size: 1, sampling: true, temperature: 3, sampling_seed: 9"}}},
      {"shortlist", {{"shortlist: FOLDER/shortlist.bin"}}},
      {"glossary",
       {{"glossary: FOLDER/terms.tsv"},
        {"glossary: FOLDER/terms.tsv, keep: all, n_best: 3, alignment: hard"}}},
      {"glossary_mode", {{"glossary: FOLDER/terms.tsv, glossary_mode: prefer", kAny}}},
      {"glossary_weight",
       {{"glossary: FOLDER/terms.tsv, glossary_mode: prefer, glossary_weight: 30"}}},
      {"memory",
       {{"memory: FOLDER/memory.tsv"},
        {"memory: FOLDER/memory.tsv, keep: all, alignment: hard, confidence: true, n_best: 3"}}},
      {"alignment", {{"alignment: hard"}, {"alignment: soft"}}},
      {"alignment_level", {{"alignment: hard, alignment_level: piece"}}},
      {"keep",
       {{"keep: [url]"},
        {"keep: [email]"},
        {"keep: [tag]"},
        {"keep: [url, email, tag]"},
        {"keep: [placeholder]"},
        {"keep: all, alignment: hard, n_best: 3"},
        {"keep: '/z+/'"},
        {"keep: none", kNone}}},
      {"copy_unknown", {{"copy_unknown: true"}}},
      {"confidence", {{"confidence: true"}}},
      {"split", {{"split: lines"}, {"split: sentences, n_best: 2, alignment: hard"}}},
      {"capitals", {{"capitals: restore", kAny}, {"capitals: keep", kAny}}},
      {"max_source_length", {{"max_source_length: 8"}}},
      {"batch_tokens", {{"batch_tokens: 1", kNone}}},
      {"threads", {{"threads: 3", kNone}}},
      {"tag", {{"tag: <t>"}}},
      {"precision", {{"precision: bf16"}, {"precision: int8"}}},
      {"blas", {{"blas: own", kNone}}},
  };
  return table;
}

// The text that both translate.
Lines lines() {
  std::string longest = "a";
  for (int i = 0; i < 30; ++i) longest += " " + std::string(1, static_cast<char>('a' + i * 5 % 7));
  return {"a b c d e",
          "",
          "e <b>f</b> https://example.org/x g",
          "g zzz me@example.org a",
          longest,
          "zzz c a",
          "b b b g g",
          "a {name}, b %s.",
          "a b ! c d e ! f g",
          "A B C D"};
}

class ServeEqualsTranslate : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = make_test_folder("serve_equals_translate");
    const ProgramResult made = run_script(R"(set -e
i=0
while [ $i -lt 30 ]; do
  echo "a b c d e"; echo "<t> d c b a"; echo "e f g"; echo "g a f b"; echo "x$i c a"; echo "b b b g g"; i=$((i + 1))
done > source.txt
sed 's/<t> //' source.txt | tr a-gx A-GX > target.txt
nmt train --quiet --model_dir model --data.train.source source.txt --data.train.target target.txt \
  --tokenizer.type words --tokenizer.vocab_size 18 --training.batch_tokens 250 --model.dim 16 --model.heads 2 --model.feed_forward 16 --model.encoder_layers 1 \
  --model.decoder_layers 1 --training.max_steps 250 --training.warmup_steps 50 \
  --training.learning_rate 0.005 --training.replicas 1
nmt shortlist --model model --source source.txt --target target.txt --output shortlist.bin \
  --quiet --frequent 0 --best 1
printf 'a\tG\nb c\tE D\n' > terms.tsv
printf 'a b !\tA - B!\nzzz c a\tC\n e <b>f</b> https://example.org/x g\t<i>E</i>\n' > memory.tsv
)",
                                          folder_);
    ASSERT_EQ(made.exit_code, 0) << made.err;
  }

  static void TearDownTestSuite() { std::filesystem::remove_all(folder_); }

  static LoadedModel load(std::string settings) {
    for (auto at = settings.find("FOLDER"); at != std::string::npos; at = settings.find("FOLDER"))
      settings.replace(at, 6, folder_);
    return load_model(folder_ + "/model", parse_yaml("decoding: {" + settings + "}", "flags"));
  }

  static std::vector<Translation> translated(const LoadedModel& loaded) {
    return Translator(*loaded.model, loaded.tokenizers, loaded.config.decoding, loaded.learned)
        .translate(lines());
  }

  static std::string folder_;
};
std::string ServeEqualsTranslate::folder_;

// What both are compared by: all candidates of all lines, and what is said of each line.
Json as_json(const std::vector<Translation>& translations, const LoadedModel& loaded) {
  Json all = Json::array();
  const Lines source = lines();
  for (std::size_t i = 0; i < translations.size(); ++i)
    all.push_back(Json::parse(format_translation({.number = static_cast<std::int64_t>(i) + 1,
                                                  .source = source[i],
                                                  .translation = translations[i],
                                                  .n_best = loaded.config.decoding.n_best},
                                                 OutputFormat::json, *loaded.tokenizers.target)));
  return all;
}

// The n-th best text of all lines.
std::string text_of(const std::vector<Translation>& translations, std::size_t n) {
  std::string text;
  for (std::size_t i = 0; i < translations.size(); ++i) {
    const auto& candidates = translations[i].candidates;
    text += (i > 0 ? "\n" : "") + on_one_line(candidates[std::min(n, candidates.size() - 1)].text);
  }
  return text;
}

Json answer_of(const LoadedModel& loaded, const Lines& lines) {
  const ServeSettings settings;
  const auto load = [&](const Shared& shared) {
    return std::make_shared<Service>(*loaded.model, loaded.tokenizers, loaded.config.decoding,
                                     settings, shared, "test", loaded.learned);
  };
  ModelPool models({{.name = "test",
                     .directory = "test",
                     .languages = {},
                     .decoding = loaded.config.decoding,
                     .load = load}},
                   settings);
  Api api(models, settings);
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) text += (i > 0 ? "\n" : "") + lines[i];
  const ApiReply reply = api.answer({.method = "POST",
                                     .path = "/translate",
                                     .content_type = "application/json",
                                     .body = Json({{"q", text}}).dump()});
  EXPECT_EQ(reply.status, 200) << reply.body;
  return Json::parse(reply.body);
}

void expect_equal(const Json& answer, const std::vector<Translation>& expected,
                  const LoadedModel& loaded) {
  EXPECT_EQ(answer.at("translatedText"), text_of(expected, 0));
  std::size_t most = 1;
  for (const Translation& line : expected) most = std::max(most, line.candidates.size());
  Json alternatives = Json::array();
  for (std::size_t n = 1; n < most; ++n) alternatives.push_back(text_of(expected, n));
  EXPECT_EQ(answer.value("alternatives", Json::array()), alternatives);
  const DecodingSettings& settings = loaded.config.decoding;
  ASSERT_EQ(answer.contains("lines"), settings.alignment != "none" || settings.confidence);
  if (!answer.contains("lines")) return;
  EXPECT_EQ(answer.at("lines"), as_json(expected, loaded));
}

TEST_F(ServeEqualsTranslate, EverySettingIsTried) {
  std::vector<std::string> described, tried;
  for (const SettingInfo& setting : decoding_settings())
    if (setting.path != "decoding") described.push_back(setting.path);
  for (const auto& [key, each] : trials()) tried.push_back("decoding." + key);
  std::sort(described.begin(), described.end());
  EXPECT_EQ(described, tried) << "a setting of decoding needs a trial in this file";
}

TEST_F(ServeEqualsTranslate, ForEverySettingOfDecoding) {
  const LoadedModel plain = load("");
  const Json before = as_json(translated(plain), plain);
  for (const auto& [key, each] : trials())
    for (const Trial& trial : each) {
      SCOPED_TRACE(trial.settings);
      const LoadedModel loaded = load(trial.settings);
      const std::vector<Translation> expected = translated(loaded);
      if (trial.effect != kAny) {
        EXPECT_EQ(as_json(expected, loaded) == before, trial.effect == kNone);
      }
      expect_equal(answer_of(loaded, lines()), expected, loaded);
    }
}

TEST_F(ServeEqualsTranslate, WhatIsWrongIsSaidBeforeTheFirstRequest) {
  const auto complaint = [](const std::string& settings) {
    const LoadedModel loaded = load(settings);
    try {
      Metrics metrics;
      SentenceCache cache(0);
      const Service service(*loaded.model, loaded.tokenizers, loaded.config.decoding, {},
                            {metrics, cache}, "test");
    } catch (const Error& error) {
      return error.parts().where;
    }
    return std::string("no error");
  };
  EXPECT_EQ(complaint("glossary: FOLDER/none.tsv"), folder_ + "/none.tsv");
  EXPECT_EQ(complaint("shortlist: FOLDER/none.bin"), folder_ + "/none.bin");
  EXPECT_EQ(complaint("glossary: FOLDER/source.txt"), folder_ + "/source.txt:1");
}

}  // namespace
}  // namespace nmt
