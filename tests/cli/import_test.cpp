// An imported model directory through all commands: they know nothing of where it came from.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "cli/run_program.h"
#include "exchange/marian_shortlist.h"
#include "exchange/tiny_marian.h"

namespace nmt {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

class ImportProgram : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = make_test_folder("import_program");
    TinyMarian model;
    model.shape.decoder = "rnn";
    write_tiny_marian(model, folder_ + "/foreign");
    fs::rename(folder_ + "/foreign/model.npz", folder_ + "/foreign/model.entr.npz");
    MarianShortlist list{.first = 4, .best = 2, .offsets = {0}, .entries = {}};
    for (std::uint32_t id = 0; id < 10; ++id) {
      list.entries.push_back(9 - id);
      list.offsets.push_back(list.entries.size());
    }
    write_marian_shortlist(folder_ + "/foreign/lex.bin", list);
    const ProgramResult imported = run_script("nmt import foreign --output model", folder_);
    ASSERT_EQ(imported.exit_code, 0) << imported.err;
    EXPECT_THAT(imported.out, HasSubstr("from foreign/model.entr.npz (marian), 11 tokens, a "
                                        "shortlist of"));
  }
  static void TearDownTestSuite() { fs::remove_all(folder_); }

  static std::string run(const std::string& script) {
    const ProgramResult result = run_script("set -e\n" + script, folder_);
    EXPECT_EQ(result.exit_code, 0) << script << "\n" << result.err;
    return result.out;
  }

  static std::string folder_;
};

std::string ImportProgram::folder_;

TEST_F(ImportProgram, TellsWhereItIsFrom) {
  const std::string told = run("nmt info --model model");
  EXPECT_THAT(told, HasSubstr("imported       marian: "));
  EXPECT_THAT(told, HasSubstr("foreign/model.entr.npz"));
  EXPECT_THAT(told, HasSubstr("languages      en to tr"));
  EXPECT_THAT(run("nmt info --model model --config"), HasSubstr("decoder_layer: ssru"));
}

// Without a directory of its own: the files are read as nmt import reads them.
TEST_F(ImportProgram, ForeignModelsAreOpenedAsTheyAre) {
  for (const std::string options :
       {"", " --shortlist ''", " --precision int8", " --beam_size 2 --n_best 2"}) {
    const std::string line = "printf 'a b ab\n\nba a\n' | nmt translate" + options + " --model ";
    EXPECT_EQ(run(line + "foreign"), run(line + "model")) << options;
    EXPECT_EQ(run(line + "foreign/model.entr.npz"), run(line + "model")) << options;
  }
  EXPECT_EQ(run("echo 'a b' | NMT_MODEL=foreign nmt translate"),
            run("echo 'a b' | nmt translate --model model"));
  EXPECT_EQ(run("cd foreign && echo 'a b' | nmt translate --model ."),
            run("echo 'a b' | nmt translate --model model"));
  const std::string score =
      "printf 'a b\n' > s; printf 'b a\n' > t; nmt score --source s --target t --model ";
  EXPECT_EQ(run(score + "foreign"), run(score + "model"));
  const std::string told = run("nmt info --config --model foreign");
  EXPECT_THAT(told, HasSubstr("imported       marian: foreign/model.entr.npz"));
  EXPECT_THAT(told, HasSubstr("languages      en to tr"));
  EXPECT_THAT(told, HasSubstr("decoder_layer: ssru"));
  EXPECT_THAT(run("nmt info --format json --model foreign/model.entr.npz"),
              HasSubstr("\"imported\": {\n      \"format\": \"marian\""));
}

// What was cut off goes on with the same model, wherever its files lie, and with no other.
TEST_F(ImportProgram, ForeignModelsAreToldApartByTheirBytes) {
  run("i=0; while [ $i -lt 4000 ]; do echo \"a b ab $i\"; i=$((i + 1)); done > long; "
      "gzip -c long | head -c 5000 > cut.gz; cp -r foreign same; "
      "nmt translate --model foreign long > whole; "
      "nmt translate --model foreign --output out cut.gz 2> cut || true; ls out.partial.origin");
  const std::string resume = " --output out --resume long";
  run("nmt translate --model same" + resume + "; cmp out whole; rm out");
  run("nmt translate --model foreign --output out cut.gz 2> cut || true");
  const ProgramResult refused = run_script("nmt translate --model model" + resume, folder_);
  EXPECT_EQ(refused.exit_code, 2) << refused.err;
  EXPECT_THAT(refused.err, HasSubstr("out.partial was made with model"));
  run("rm -r out.partial* same");
}

TEST_F(ImportProgram, TranslatesFromEveryFolder) {
  const std::string said = run("echo 'a b ab' | nmt translate --model model");
  EXPECT_EQ(run("mkdir -p elsewhere && mv model elsewhere/moved && cd elsewhere && "
                "echo 'a b ab' | nmt translate --model moved && mv moved ../model"),
            said);
  // The list leaves something out: without it the model says something else.
  EXPECT_EQ(run("echo 'a b ab' | nmt translate --model model --decoding.shortlist ''").empty(),
            false);
}

TEST_F(ImportProgram, QuantisesWithItsShortlist) {
  run("nmt quantize --model model --output small");
  EXPECT_TRUE(fs::exists(folder_ + "/small/shortlist.bin"));
  EXPECT_EQ(run("echo 'a b ab' | nmt translate --model small"),
            run("echo 'a b ab' | nmt translate --model model --decoding.precision int8"));
}

TEST_F(ImportProgram, ScoresEvaluatesAndShowsItsAttention) {
  run("printf 'a b\\nc ab\\n' > source.txt; printf 'b a\\nab c\\n' > target.txt");
  const std::string scores = run("nmt score --model model --source source.txt --target target.txt");
  EXPECT_EQ(std::count(scores.begin(), scores.end(), '\n'), 2);
  EXPECT_THAT(run("nmt eval --model model --source source.txt --reference target.txt"),
              HasSubstr("BLEU"));
  EXPECT_THAT(run("nmt attend --model model 'a b'"), HasSubstr("cross-attention, layer 2 of 2"));
}

TEST_F(ImportProgram, LearnsFurther) {
  run("i=0; while [ $i -lt 30 ]; do echo 'a b'; echo 'c ab'; i=$((i + 1)); done > learn.txt");
  run("nmt train --quiet --from model --model_dir tuned --data.train.source learn.txt "
      "--data.train.target learn.txt --training.max_steps 400 --training.learning_rate 0.01 "
      "--training.warmup_steps 10 --training.replicas 1 --training.label_smoothing 0.1");
  EXPECT_EQ(run("printf 'a b\\nc ab\\n' | nmt translate --model tuned"), "a b\nc ab\n");
}

TEST_F(ImportProgram, MakesAShortlistOfItsOwn) {
  run("i=0; while [ $i -lt 30 ]; do echo 'a b'; echo 'c ab'; i=$((i + 1)); done > pairs.txt");
  run("nmt shortlist --quiet --model model --source pairs.txt --target pairs.txt --output own.bin");
  run("echo 'a b' | nmt translate --model model --decoding.shortlist own.bin");
}

TEST_F(ImportProgram, TakesSettingsOverThoseOfTheFiles) {
  run("nmt import foreign --output other --quiet --languages.source de --languages.target pt "
      "--decoding.beam_size 3");
  EXPECT_THAT(run("nmt info --model other --config"),
              testing::AllOf(HasSubstr("de to pt"), HasSubstr("beam_size: 3")));
}

}  // namespace
}  // namespace nmt
