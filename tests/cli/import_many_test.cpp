// A model of many languages through all commands: the tokens of the languages are seen nowhere.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/run_program.h"
#include "exchange/tiny_m2m100.h"

namespace nmt {
namespace {

using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

class ImportManyProgram : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = make_test_folder("import_many_program");
    TinyM2m100().write(folder_ + "/foreign");
    const ProgramResult imported = run_script("nmt import foreign --output model", folder_);
    ASSERT_EQ(imported.exit_code, 0) << imported.err;
    EXPECT_THAT(imported.out, HasSubstr("the model has 3 languages"));
  }
  static void TearDownTestSuite() { fs::remove_all(folder_); }

  static std::string run(const std::string& script) {
    const ProgramResult result = run_script("set -e\n" + script, folder_);
    EXPECT_EQ(result.exit_code, 0) << script << "\n" << result.err;
    return result.out;
  }
  static std::string error_of(const std::string& script) {
    const ProgramResult result = run_script(script, folder_);
    EXPECT_EQ(result.exit_code, 2) << script;
    return result.err;
  }

  static std::string folder_;
};

std::string ImportManyProgram::folder_;

// The weights are random: nothing else keeps such a model from saying the tokens of languages.
constexpr const char* kTranslate =
    "printf 'a b ab\\nb\\n' | nmt translate --model model --max_length 9 --from en "
    "--suppress __en__ --suppress __fr__ --suppress __tr__";

TEST_F(ImportManyProgram, TranslatesIntoTheLanguageThatIsChosen) {
  const std::string turkish = run(std::string(kTranslate) + " --to tr");
  EXPECT_THAT(turkish, Not(HasSubstr("__")));
  EXPECT_NE(turkish, run(std::string(kTranslate) + " --to fr"));
  EXPECT_EQ(turkish, run("nmt import foreign --output chosen --quiet --languages.source en "
                         "--languages.target tr\n"
                         "printf 'a b ab\\nb\\n' | nmt translate --model chosen --max_length 9 "
                         "--suppress __en__ --suppress __fr__ --suppress __tr__"));
}

TEST_F(ImportManyProgram, ShowsTheTokensOfLanguagesNowhere) {
  const std::string json =
      run(std::string(kTranslate) +
          " --to tr --format json --n_best 3 --alignment soft --alignment_level piece "
          "--confidence");
  EXPECT_THAT(json, Not(HasSubstr("__")));
  for (const char* part : {"cross", "decoder", "encoder"})
    EXPECT_THAT(
        run(std::string("nmt attend --model model --from en --to tr --target 'b a' --part ") +
            part + " 'a b'"),
        Not(HasSubstr("__tr__")));
  const auto shown = nlohmann::json::parse(
      run("nmt attend --model model --from en --to tr --target 'b a' --format json 'a b'"));
  for (const auto& map : shown.at("maps")) {
    if (map.at("part") == "encoder") continue;
    EXPECT_EQ(map.at("rows").size(), 3U) << map.at("name");  // ▁b, ▁a, and the end mark
    for (const auto& row : map.at("weights")) {
      double sum = 0;
      for (const auto& weight : row) sum += weight.is_null() ? 0 : weight.get<double>();
      EXPECT_NEAR(sum, 1, 1e-4) << map.at("name");
    }
  }
}

// A limit of so many tokens leaves as many to be said.
TEST_F(ImportManyProgram, CountsTheTokensOfLanguagesNowhere) {
  const auto said = nlohmann::json::parse(
      run("echo 'a b ab' | nmt translate --model model --from en --to tr --min_length 5 "
          "--max_length 5 --format json --n_best 2 --alignment hard --alignment_level piece"));
  for (const auto& candidate : said.at("n_best"))
    EXPECT_EQ(candidate.at("tokens").size(), 5U) << candidate;
  run("echo 'a b ab' > source.txt; echo 'b a' > target.txt");
  const std::string scored =
      run("nmt score --model model --from en --to tr --source source.txt --target target.txt "
          "--format json --tokens");
  EXPECT_THAT(scored, Not(HasSubstr("__tr__")));
}

TEST_F(ImportManyProgram, IsMeasuredByWhatItTranslatesBetweenTwoLanguages) {
  const std::string choice =
      " --model model --from en --to tr --max_length 9 "
      "--suppress __en__ --suppress __fr__ --suppress __tr__ ";
  run("printf 'a b ab\\nb\\n' > source.txt; nmt translate" + choice + "source.txt > said.txt");
  EXPECT_EQ(run("nmt eval" + choice +
                "--source source.txt --output again.txt "
                "said.txt -m chrf --score_only; cmp said.txt again.txt"),
            "100.0\n");
  EXPECT_THAT(error_of("nmt eval --model model --source source.txt said.txt"),
              HasSubstr("translates between 3 languages"));
  EXPECT_THAT(error_of("nmt eval --to tr said.txt -i said.txt"),
              HasSubstr("--to is given, but nothing is translated"));
}

TEST_F(ImportManyProgram, AnswersForLanguagesThatItDoesNotHave) {
  EXPECT_THAT(
      error_of("echo a | nmt translate --model model"),
      testing::AllOf(HasSubstr("translates between 3 languages"), HasSubstr("of: en, fr, tr")));
  EXPECT_THAT(error_of("echo a | nmt translate --model model --from en"), HasSubstr("languages"));
  EXPECT_THAT(error_of("echo a | nmt translate --model model --from en --to tk"),
              testing::AllOf(HasSubstr("--to"), HasSubstr("did you mean tr?")));
  EXPECT_THAT(error_of("nmt serve --model model --port 0"), HasSubstr("--source_language"));
  EXPECT_THAT(error_of("nmt serve --model model --port 0 --source_language en "
                       "--target_language xx"),
              HasSubstr("none of the 3 languages"));
}

TEST_F(ImportManyProgram, IsLookedAtAndQuantised) {
  EXPECT_THAT(run("nmt info --model model"), HasSubstr("languages      not set, of 3"));
  run("nmt quantize --model model --output small");
  EXPECT_EQ(run("echo 'a b' | nmt translate --model small --from en --to tr"),
            run("echo 'a b' | nmt translate --model model --from en --to tr "
                "--decoding.precision int8"));
}

TEST_F(ImportManyProgram, LearnsFurther) {
  run("i=0; while [ $i -lt 30 ]; do echo 'a b'; echo 'b ab'; i=$((i + 1)); done > learn.txt");
  const std::string tune =
      "nmt train --quiet --from model --model_dir tuned --data.train.source learn.txt "
      "--data.train.target learn.txt --data.valid.source learn.txt --data.valid.target learn.txt "
      "--training.max_steps 400 --training.learning_rate 0.01 --training.warmup_steps 10 "
      "--training.replicas 1 --training.valid_every 200 --data.max_length 60";
  EXPECT_THAT(error_of(tune), HasSubstr("which is not said"));
  run(tune + " --languages.source en --languages.target tr");
  EXPECT_EQ(run("printf 'a b\\nb ab\\n' | nmt translate --model tuned"), "a b\nb ab\n");
  // What the model never says is not said afterwards either.
  EXPECT_THAT(run("nmt info --model tuned --config"),
              testing::AllOf(HasSubstr("suppress: [<s>~, <pad>]"), HasSubstr("en to tr, of 3")));
}

TEST_F(ImportManyProgram, IsServedBetweenTwoLanguages) {
  if (run("command -v curl || true").empty()) GTEST_SKIP() << "no curl";
  const std::string answer =
      run("nmt serve --quiet --model model --port 0 --source_language en --target_language tr "
          "--max_length 9 --split lines > port.txt 2> serve.txt & server=$!\n"
          "trap 'kill $server' EXIT\n"
          "while ! grep -q listening port.txt; do sleep 0.1; done\n"
          "curl -s -d '{\"q\": \"a b ab\", \"source\": \"en\", \"target\": \"tr\"}' "
          "$(sed 's/listening on //' port.txt)/translate\n"
          "curl -s $(sed 's/listening on //' port.txt)/languages");
  const std::string said =
      run("echo 'a b ab' | nmt translate --model model --max_length 9 --split lines --from en "
          "--to tr");
  EXPECT_THAT(answer, HasSubstr(nlohmann::json(said.substr(0, said.size() - 1)).dump()));
  EXPECT_THAT(answer, HasSubstr("\"code\":\"en\""));
}

}  // namespace
}  // namespace nmt
