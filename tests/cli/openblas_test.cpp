// OpenBLAS through the program: it is taken where it is chosen, and only there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "cli/run_program.h"
#include "with_openblas.h"

namespace nmt {
namespace {

using testing::HasSubstr;

// $1: where the model goes; the rest are more flags.
constexpr const char* kTrain =
    "i=0; while [ $i -lt 20 ]; do echo 'a b c d'; echo 'e f'; i=$((i + 1)); done > text\n"
    "train() {\n"
    "  folder=$1; shift\n"
    "  nmt train --model_dir $folder --data.train.source text --data.train.target text \\\n"
    "    --tokenizer.type words --model.dim 16 --model.heads 2 --model.feed_forward 16 \\\n"
    "    --model.encoder_layers 1 --model.decoder_layers 1 --training.max_steps 60 \\\n"
    "    --training.learning_rate 0.01 --training.warmup_steps 10 --training.replicas 2 \"$@\"\n"
    "}\n";

class OpenBlasProgram : public testing::Test {
 protected:
  void SetUp() override {
    NMT_NEEDS_OPENBLAS();
    folder_ = make_test_folder("openblas_program");
  }
  void TearDown() override {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }
  ProgramResult run(const std::string& script) { return run_script(kTrain + script, folder_); }

  std::string folder_;
};

TEST_F(OpenBlasProgram, TrainsAndTranslatesLikeTheOwnKernels) {
  const ProgramResult trained = run("train model --training.blas openblas");
  ASSERT_EQ(trained.exit_code, 0) << trained.err;
  EXPECT_THAT(trained.err, HasSubstr("info " + openblas().name + " multiplies matrices\n"));
  for (const std::string blas : {"own", "openblas"}) {
    const ProgramResult translated = run(
        "printf 'e f\\na b c d\\n' | nmt translate --quiet --model model --decoding.blas " + blas);
    EXPECT_EQ(translated.out, "e f\na b c d\n") << blas << ": " << translated.err;
  }
}

TEST_F(OpenBlasProgram, AutoTakesItWhereOnlyBaselineKernelsAreThere) {
  const ProgramResult trained =
      run("NMT_CPU=baseline train model; train other --training.blas own");
  ASSERT_EQ(trained.exit_code, 0) << trained.err;
  const std::size_t first = trained.err.find(" multiplies matrices");
  ASSERT_NE(first, std::string::npos) << trained.err;
  EXPECT_EQ(trained.err.find(" multiplies matrices", first + 1), std::string::npos) << trained.err;
}

}  // namespace
}  // namespace nmt
