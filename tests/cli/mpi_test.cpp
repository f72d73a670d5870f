// The built program under mpirun: several ranks on this machine have the bits of one process.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/format.h"
#include "cli/run_program.h"

namespace nmt {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kPrelude = R"sh(
ranks() { mpirun -n "$@"; }  # ranks N COMMAND ...
# Two ranks, each with a command of its own (Open MPI 5.0.7 crashes over "mpirun COMMAND : COMMAND").
each_rank() { ranks 2 sh -c '[ $OMPI_COMM_WORLD_RANK = 0 ] || exec '"$2; exec $1"; }
train() {  # train FOLDER REPLICAS STEPS [OPTION ...]
  folder=$1 replicas=$2 steps=$3
  shift 3
  nmt train --config run.yaml --model_dir $folder --training.replicas $replicas --training.max_steps $steps "$@"
}
train_on() {  # train_on RANKS FOLDER REPLICAS STEPS [OPTION ...]
  n=$1 folder=$2 replicas=$3 steps=$4
  shift 4
  ranks $n nmt train --config run.yaml --model_dir $folder --training.replicas $replicas \
    --training.max_steps $steps "$@"
}
spoilt() { ranks 1 printenv PRTE_LAUNCHED > spoilt; }  # does this mpirun lose bytes of streams?
course() { sed -E 's/"minutes":[^,]*,//; s/,"tokens_per_second":[^,}]*//' $1/metrics.jsonl; }
same() { cmp $1/weights.safetensors $2/weights.safetensors && [ "$(course $1)" = "$(course $2)" ];
}
)sh";

constexpr const char* kCorpus = R"sh(
i=0
while [ $i -lt 150 ]; do
  echo "a$((i % 7)) b$((i % 5)) c$((i % 11)) d$((i % 3))"
  [ $((i % 4)) = 0 ] && echo "e f$((i % 9)) g$((i % 2)) a$((i % 6)) h b$((i % 4)) a0"
  i=$((i + 1))
done > text
cat > run.yaml <<'YAML'
data:
  train: {source: text, target: text}
  valid: {source: text, target: text}
tokenizer: {type: words}
model: {type: transformer, dim: 16, heads: 2, feed_forward: 32, encoder_layers: 2, decoder_layers: 2, dropout: 0.2}
training: {batch_tokens: 200, accumulate: 2, valid_every: 4 steps, save_every: 3 steps, log_every: 1,
           average_checkpoints: 2, learning_rate: 0.01, warmup_steps: 2, bleu_sentences: 40, valid_metrics: [cross_entropy, bleu]}
YAML
)sh";

class MpiTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = why_no_mpirun(); !why.empty()) GTEST_SKIP() << why;
    folder_ = make_test_folder("mpi");
    run_script(kCorpus, folder_);
  }
  void TearDown() override {
    if (!folder_.empty()) fs::remove_all(folder_);
  }
  ProgramResult run(const std::string& script) { return run_script(kPrelude + script, folder_); }
  void expect_success(const std::string& script) {
    const ProgramResult result = run("set -e\n" + script);
    EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  }

  std::string folder_;
};

TEST_F(MpiTest, TheLayoutOfReplicasOverRanksChangesNoBit) {
  expect_success(R"sh(
train one 4 9 --quiet
for layout in '4 1' '2 2'; do
  set -- $layout
  train_on $1 on_$1 $2 9 --quiet
  same one on_$1
done
train two 2 9 --quiet
train_on 2 on_two 1 9 --quiet
same two on_two
! cmp -s one/weights.safetensors two/weights.safetensors
)sh");
}

TEST_F(MpiTest, RecurrentModelsAndTheMovingAverageToo) {
  expect_success(R"sh(
sed -i 's/^model:.*/model: {type: rnn, dim: 16}/' run.yaml
train one 3 6 --quiet --training.ema 0.01
train_on 3 on_3 1 6 --quiet --training.ema 0.01
same one on_3
)sh");
}

TEST_F(MpiTest, GuidedAlignmentToo) {
  expect_success(R"sh(
awk '{ for (i = 0; i < NF; i++) printf "%d-%d ", i, i; print "" }' text > links
for model in '{type: transformer, dim: 16, heads: 2, feed_forward: 32, encoder_layers: 2, decoder_layers: 2}' '{type: rnn, dim: 16}'; do
  sed -i "s/^model:.*/model: $model/" run.yaml
  rm -rf one on_2 free
  train one 2 6 --quiet --data.train.alignment links
  train_on 2 on_2 1 6 --quiet --data.train.alignment links
  same one on_2
  train free 2 6 --quiet
  ! cmp -s one/weights.safetensors free/weights.safetensors
done
)sh");
}

TEST_F(MpiTest, MoreRanksThanFour) {
  expect_success(R"sh(
for n in 6 8; do
  train one_$n $n 3 --quiet --training.valid_every 0
  train_on $n on_$n 1 3 --quiet --training.valid_every 0
  same one_$n on_$n
done
)sh");
}

TEST_F(MpiTest, ARunGoesOnInAnotherLayout) {
  expect_success(R"sh(
alone='--training.average_checkpoints 0'
train one 2 12 --quiet $alone
train_on 2 moved 1 4 --quiet $alone
train moved 2 8 --quiet $alone
train_on 2 moved 1 12 $alone > log 2>&1
grep -q 'going on from step 8' log
! grep -q warning log
same one moved
)sh");
}

TEST_F(MpiTest, OnlyTheLeaderSpeaks) {
  const ProgramResult result = run("train_on 2 model 1 2");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.err, HasSubstr("with 2 replicas on 2 ranks"));
  const std::string end = "training ended at step 2";
  EXPECT_THAT(result.err, HasSubstr(end));
  EXPECT_THAT(result.err.substr(result.err.find(end) + 1), Not(HasSubstr(end)));
}

TEST_F(MpiTest, AMistakeIsToldOnce) {
  const ProgramResult result = run("ranks 2 nmt train --config nowhere.yaml");
  EXPECT_EQ(result.exit_code, 2);
  const std::size_t told = result.err.find("error: ");
  EXPECT_THAT(result.err, HasSubstr("nowhere.yaml"));
  EXPECT_EQ(result.err.find("error: ", told + 1), std::string::npos) << result.err;
}

TEST_F(MpiTest, TheFailureOfAFollowerIsToldByTheLeader) {
  const ProgramResult result =
      run("each_rank 'nmt train --config run.yaml --model_dir model --training.max_steps 5' "
          "'env NMT_CPU=8086 nmt train'");
  EXPECT_NE(result.exit_code, 0);
  EXPECT_THAT(result.err, HasSubstr("8086"));
  EXPECT_THAT(result.err, HasSubstr("rank 1 of 2, on "));
  const std::size_t told = result.err.find("error: ");
  EXPECT_EQ(result.err.find("error: ", told + 1), std::string::npos) << result.err;
}

TEST_F(MpiTest, RefusesDifferentInstructionSets) {
  const ProgramResult result =
      run("each_rank 'env NMT_CPU=avx2 nmt train --config run.yaml --model_dir model "
          "--training.max_steps 5' 'env NMT_CPU=baseline nmt train'");
  EXPECT_NE(result.exit_code, 0);
  if (result.err.find("does not run") != std::string::npos) GTEST_SKIP() << "no AVX2 here";
  EXPECT_THAT(result.err, HasSubstr("rank 1 computes with baseline, rank 0 with avx2"));
}

// mpirun, prterun in Open MPI 5, names its ranks' processes in no file; those of this test are its
// children's children.
constexpr const char* kKill = R"sh(
train_on 2 model 1 100000 --quiet > log 2>&1 &
launcher=$!
while [ ! -s model/metrics.jsonl ]; do sleep 0.1; done
mpirun=$(pgrep -P $$ 'mpirun|prterun' || pgrep -P $launcher 'mpirun|prterun')
)sh";

TEST_F(MpiTest, TheDeathOfARankEndsTheOthersAndTheRunGoesOn) {
  for (const std::string rank : {"0", "1"}) {
    fs::remove_all(folder_ + "/model");
    expect_success(std::string(kKill) + "rank=" + rank + R"sh(
for process in $(pgrep -P $mpirun); do
  tr '\0' '\n' < /proc/$process/environ | grep -q "^OMPI_COMM_WORLD_RANK=$rank$" && kill -9 $process
done
began=$(date +%s)
! wait $launcher
[ $(($(date +%s) - began)) -le 10 ]
step=$(ls model/checkpoints | sed -n 's/step-0*\([0-9]*\).*/\1/p' | sort -n | tail -1)
train model 2 $((step + 4)) --quiet
train whole 2 $((step + 4)) --quiet
cmp model/weights.safetensors whole/weights.safetensors
rm -r whole
)sh");
  }
}

TEST_F(MpiTest, ASignalThroughMpirunSavesAndStops) {
  const ProgramResult result = run(std::string(kKill) + R"sh(
kill -USR1 $mpirun
wait $launcher
code=$?
cat log
exit $code
)sh");
  EXPECT_EQ(result.exit_code, 130);
  EXPECT_THAT(run("cat model/training.json").out, HasSubstr("interrupted"));
}

class MpiTranslateTest : public MpiTest {
 protected:
  // A model, and 3,000 lines with everything in them that may go wrong.
  void SetUp() override {
    MpiTest::SetUp();
    if (folder_.empty()) return;
    expect_success(R"sh(
train model 2 12 --quiet
i=0
while [ $i -lt 500 ]; do
  echo "a$((i % 7)) b$((i % 5)) c$((i % 11)) d$((i % 3))"
  echo
  printf 'a1 \377 b2\r\n'
  echo "e f$((i % 9)) g$((i % 2)) a$((i % 6)) h b$((i % 4)) a0"
  echo "unknown \342\200\250 words $i"
  printf 'c1\td2\n'
  i=$((i + 1))
done > lines
printf 'a1 b1 and no end of line' >> lines
)sh");
  }
};

TEST_F(MpiTranslateTest, TheStreamHasTheBytesOfOneProcess) {
  expect_success(R"sh(
for options in '' '--n_best 3' '--format json' '--format tsv --beam_size 2'; do
  nmt translate --model model $options < lines > one 2> one.log
  for n in 2 3; do
    ranks $n nmt translate --model model $options --input lines --output many 2> many.log
    cmp one many
    if ! spoilt; then
      ranks $n nmt translate --model model --quiet $options < lines | cmp one -
    fi
    [ "$(grep -o 'warning .*' one.log)" = "$(grep -o 'warning .*' many.log)" ]
  done
done
[ $(wc -l < lines) = 3000 ]
: > nothing
ranks 2 nmt translate --quiet --model model --input nothing --output file
cmp file nothing
)sh");
}

TEST_F(MpiTranslateTest, StreamsThatTheLauncherSpoilsAreRefused) {
  const std::string start = "ranks 2 env PRTE_LAUNCHED=1 nmt translate --model model ";
  const ProgramResult both = run(start + "< lines");
  EXPECT_EQ(both.exit_code, 2);
  EXPECT_EQ(both.out, "");
  EXPECT_THAT(both.err,
              HasSubstr("error: mpirun of Open MPI 5 loses bytes of standard input and output\n"
                        "  at:  PRTE_LAUNCHED, which it has set\n"
                        "  fix: let nmt read and write files itself: --input FILE --output FILE"));
  EXPECT_THAT(run(start + "--output file < lines").err,
              HasSubstr("loses bytes of standard input\n"));
  EXPECT_THAT(run(start + "lines").err, HasSubstr("loses bytes of standard output\n"));
}

TEST_F(MpiTranslateTest, ADocumentIsTranslatedByOneProcess) {
  const ProgramResult result =
      run("echo '<p>a1' > page.html; ranks 2 nmt translate --model model --document page.html");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.out, "");
  // Open MPI 5 may write its own words behind the last of these.
  EXPECT_THAT(result.err, HasSubstr("error: a document is translated by one process\n"
                                    "  at:  --document\n"
                                    "  fix: start nmt without mpirun"));
}

TEST_F(MpiTranslateTest, AConversationIsAnsweredLineByLine) {
  if (run("spoilt").exit_code == 0) GTEST_SKIP() << "this mpirun loses bytes of streams";
  expect_success(R"sh(
mkfifo questions answers
ranks 2 nmt translate --quiet --model model < questions > answers &
exec 3> questions 4< answers
for text in 'a1 b1' 'c2 d2 e'; do
  echo "$text" >&3
  read answer <&4
  [ "$answer" = "$(echo "$text" | nmt translate --quiet --model model)" ]
done
exec 3>&-
wait
)sh");
}

TEST_F(MpiTranslateTest, AMistakeIsToldOnce) {
  const ProgramResult result =
      run("ranks 2 nmt translate --model nowhere --input lines --output file");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.out, "");
  const std::size_t told = result.err.find("error: ");
  EXPECT_THAT(result.err, HasSubstr("nowhere"));
  EXPECT_EQ(result.err.find("error: ", told + 1), std::string::npos) << result.err;
}

TEST_F(MpiTranslateTest, TheFailureOfAFollowerEndsAll) {
  const ProgramResult result =
      run("each_rank 'nmt translate --model model --input lines --output file' "
          "'nmt translate --model nowhere'");
  EXPECT_NE(result.exit_code, 0);
  EXPECT_THAT(result.err, HasSubstr("rank 1 of 2, on "));
}

}  // namespace
}  // namespace nmt
