#include "train/trainer.h"

#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

#include "decode/translator.h"
#include "train/tiny_run.h"
#include "with_openblas.h"

namespace nmt {
namespace {

using Outcome = TrainingResult::Outcome;
using testing::HasSubstr;
using testing::StartsWith;

class TrainerTest : public TinyRunTest {
 protected:
  std::vector<nlohmann::json> metrics(const std::string& model_dir) const {
    std::vector<nlohmann::json> lines;
    std::istringstream text(content(path(model_dir + "/metrics.jsonl")));
    for (std::string line; std::getline(text, line);) lines.push_back(nlohmann::json::parse(line));
    return lines;
  }
  std::vector<std::string> checkpoints(const std::string& model_dir) const {
    std::vector<std::string> names;
    for (const auto& entry :
         std::filesystem::directory_iterator(path(model_dir + "/checkpoints"))) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }
  void train_so_that_a_mean_helps() {
    // Small batches at a high rate are noisy.
    training_.batch_tokens = 10;
    training_.learning_rate = 0.03;
    training_.max_steps = 60;
    training_.average_checkpoints = 3;
    training_.valid_every = {10, Interval::Unit::steps};
  }
};

class LearnsTest : public TrainerTest, public testing::WithParamInterface<const char*> {};

TEST_P(LearnsTest, ToCopy) {
  if (const std::string how = GetParam(); how == "openblas") {
    NMT_NEEDS_OPENBLAS();
    training_.blas = how;
  } else {
    training_.precision = how;
  }
  model().dim = 32;
  model().dropout = 0;
  training_.max_steps = 250;
  training_.learning_rate = 0.005;
  training_.label_smoothing = 0;
  training_.valid_every = {100, Interval::Unit::steps};
  const TrainingResult result = train_in("model");
  EXPECT_EQ(result.outcome, Outcome::finished);
  EXPECT_EQ(result.step, 250);
  EXPECT_GT(result.final_scores.at("bleu"), 95);
  EXPECT_LT(result.final_scores.at("cross_entropy"), 0.1);
  EXPECT_NEAR(std::log(result.final_scores.at("perplexity")),
              result.final_scores.at("cross_entropy"), 1e-9);

  // What it leaves goes from text to text on its own.
  const ModelDirectory directory(path("model"));
  const Tokenizers tokenizers = directory.load_tokenizers();
  const std::unique_ptr<Seq2Seq> model = build_model();
  model->parameters().initialise(1);
  EXPECT_GT(directory.load(model->parameters(), tokenizers).step, 0);
  Translator translator(*model, tokenizers, decoding_);
  EXPECT_EQ(translator.translate(std::vector<std::string>{valid_[0].source})[0].text(),
            valid_[0].source);
}

INSTANTIATE_TEST_SUITE_P(HoweverItMultiplies, LearnsTest,
                         testing::Values("f32", "bf16", "openblas"));

TEST_F(TrainerTest, OpenBlasGivesOtherBitsThanTheOwnKernelsAndTheSameInEveryRun) {
  NMT_NEEDS_OPENBLAS();
  model().dim = 640;  // sums of so many products in another order do not all round alike
  training_.max_steps = 2;
  training_.replicas = 2;
  training_.blas = "own";
  train_in("own");
  training_.blas = "openblas";
  train_in("one");
  train_in("two");
  EXPECT_EQ(weights("one"), weights("two"));
  EXPECT_NE(weights("one"), weights("own"));
}

TEST_F(TrainerTest, Bf16GivesOtherBitsThanF32AndTheSameInEveryRun) {
  train_in("f32");
  training_.precision = "bf16";
  train_in("one");
  train_in("two");
  EXPECT_EQ(weights("one"), weights("two"));
  EXPECT_NE(weights("one"), weights("f32"));
}

TEST_F(TrainerTest, WritesMetricsCheckpointsAndTheRecord) {
  train_in("model");
  const std::vector<nlohmann::json> lines = metrics("model");
  std::vector<std::int64_t> steps, validations;
  for (const auto& line : lines) {
    (line.contains("valid") ? validations : steps).push_back(line["step"]);
  }
  EXPECT_EQ(steps, (std::vector<std::int64_t>{3, 6, 9, 12}));
  EXPECT_EQ(validations, (std::vector<std::int64_t>{4, 8, 12}));
  EXPECT_GT(lines[0]["loss"], 0);
  EXPECT_GT(lines[0]["tokens_per_second"], 0);
  EXPECT_DOUBLE_EQ(lines[0]["learning_rate"], 0.003);
  const auto names = checkpoints("model");
  EXPECT_EQ(names,
            (std::vector<std::string>{"best-bleu.safetensors", "best-cross_entropy.safetensors",
                                      "step-00000000.safetensors", "step-00000005.safetensors",
                                      "step-00000010.safetensors", "step-00000012.safetensors"}));
  const auto record = nlohmann::json::parse(content(path("model/training.json")));
  EXPECT_EQ(record["status"], "finished");
  EXPECT_EQ(record["steps"], 12);
  EXPECT_EQ(record["train_pairs"], kTinyPairs);
  EXPECT_EQ(record["data"][0]["hash"], "abc");
  EXPECT_TRUE(record["best"].contains("bleu"));
  EXPECT_TRUE(record["weights"]["scores"].contains("bleu"));
  EXPECT_EQ(content(path("model/config.yaml")), "model_dir: model\n");
}

TEST_F(TrainerTest, NamesOfFilesMayBeAnyBytes) {
  const std::unique_ptr<Seq2Seq> model = build_model();
  TrainingJob made = job("model", *model);
  made.data_files[0].path = "text-\xff.en";
  train(made);
  const auto record = nlohmann::json::parse(content(path("model/training.json")));
  EXPECT_EQ(record["data"][0]["path"], "text-\xef\xbf\xbd.en");
}

TEST_F(TrainerTest, KeepsOnlyTheLastCheckpoints) {
  training_.keep_checkpoints = 2;
  training_.valid_every = {0, Interval::Unit::steps};
  train_in("model");
  EXPECT_EQ(checkpoints("model"),
            (std::vector<std::string>{"step-00000010.safetensors", "step-00000012.safetensors"}));
}

TEST_F(TrainerTest, TwoRunsGiveTheSameBytes) {
  for (int replicas : {1, 2}) {
    training_.replicas = replicas;
    train_in("one", TrainingJob::Start::fresh);
    train_in("two", TrainingJob::Start::fresh);
    EXPECT_EQ(weights("one"), weights("two")) << replicas;
  }
}

TEST_F(TrainerTest, AnotherSeedGivesOtherWeights) {
  train_in("one");
  training_.seed = 2;
  train_in("two");
  EXPECT_NE(weights("one"), weights("two"));
}

TEST_F(TrainerTest, TwoReplicasAreCloseToOne) {
  model().dropout = 0;
  const double one = train_in("one").final_scores.at("cross_entropy");
  training_.replicas = 2;
  const double two = train_in("two").final_scores.at("cross_entropy");
  EXPECT_NE(weights("one"), weights("two"));
  EXPECT_NEAR(one, two, 1e-3);
}

TEST_F(TrainerTest, AccumulationEndsWithTheEpoch) {
  training_.accumulate = 1000;
  training_.max_steps = 0;
  training_.max_epochs = 3;
  const TrainingResult result = train_in("model");
  EXPECT_EQ(result.step, 3);
  EXPECT_EQ(result.epoch, 3);
}

TEST_F(TrainerTest, AccumulatedBatchesWeighTheirTokensLikeOneBatch) {
  model().dropout = 0;
  training_.max_steps = 0;
  training_.max_epochs = 4;
  training_.accumulate = 1000;
  const double accumulated = train_in("one").final_scores.at("cross_entropy");
  training_.accumulate = 1;
  training_.batch_tokens = 10'000;
  EXPECT_NEAR(train_in("two").final_scores.at("cross_entropy"), accumulated, 1e-4);
}

TEST_F(TrainerTest, IntervalsInEpochs) {
  training_.max_steps = 0;
  training_.max_epochs = 4;
  training_.valid_every = training_.save_every = {2, Interval::Unit::epochs};
  train_in("model");
  std::vector<double> epochs;
  for (const auto& line : metrics("model")) {
    if (line.contains("valid")) epochs.push_back(line["epoch"]);
  }
  EXPECT_EQ(epochs, (std::vector<double>{2, 4}));
}

TEST_F(TrainerTest, StopsEarlyAndKeepsTheBestWeights) {
  training_.max_steps = 0;
  training_.early_stopping = 2;
  training_.early_stopping_metric = "bleu";
  training_.valid_metrics = {"bleu", "cross_entropy"};
  // So high a rate that no later validation is likely to be better.
  training_.learning_rate = 5;
  training_.clip_norm = 1;
  training_.divergence_factor = 0;
  const TrainingResult result = train_in("model");
  EXPECT_EQ(result.outcome, Outcome::early_stopped);
  const Scoreboard::Best best = result.scores.best.at("bleu");
  EXPECT_EQ(result.step, best.step + 2 * 4);
  EXPECT_EQ(result.final_scores.at("bleu"), best.score);
  const WeightsInfo info = read_weights_info(path("model/weights.safetensors"));
  EXPECT_EQ(info.step, best.step);
  EXPECT_EQ(weights("model"), content(path("model/checkpoints/best-bleu.safetensors")));
  EXPECT_EQ(nlohmann::json::parse(content(path("model/training.json")))["status"], "early_stopped");
}

TEST_F(TrainerTest, KeepsTheBestSingleWeightsWhenTheirMeanIsWorse) {
  training_.average_checkpoints = 3;  // all of them, while each is much better than the one before
  const TrainingResult result = train_in("model");
  EXPECT_EQ(result.final_scores.at("cross_entropy"), result.scores.best.at("cross_entropy").score);
  EXPECT_EQ(weights("model"), content(path("model/checkpoints/best-cross_entropy.safetensors")));
}

TEST_F(TrainerTest, PublishesTheMeanOfTheLastValidationsWhenItIsBetter) {
  train_so_that_a_mean_helps();
  training_.keep_checkpoints = 1;
  const TrainingResult result = train_in("model");
  ASSERT_LT(result.final_scores.at("cross_entropy"), result.scores.best.at("cross_entropy").score);
  const std::unique_ptr<Seq2Seq> model = build_model();
  ParameterSet& parameters = model->parameters();
  parameters.initialise(1);
  std::vector<double> sum(parameters.values().size());
  for (const char* step : {"40", "50", "60"}) {
    load_weights(path(std::string("model/checkpoints/validated-000000") + step + ".safetensors"),
                 parameters, tokenizers_);
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += parameters.values()[i];
  }
  load_weights(path("model/weights.safetensors"), parameters, tokenizers_);
  for (std::size_t i = 0; i < sum.size(); ++i) {
    ASSERT_FLOAT_EQ(parameters.values()[i], static_cast<float>(sum[i] / 3));
  }
  const auto names = checkpoints("model");
  EXPECT_THAT(names, testing::Contains("validated-00000040.safetensors"));
  EXPECT_THAT(names, testing::Contains("validated-00000060.safetensors"));
  // Step 55, which a rollback would go back to, needs that of step 30.
  EXPECT_THAT(names, testing::Contains("step-00000055.safetensors"));
  EXPECT_THAT(names, testing::Not(testing::Contains("validated-00000020.safetensors")));
}

TEST_F(TrainerTest, ABetterMeanOutlivesWorseWeightsOfAContinuedRun) {
  train_so_that_a_mean_helps();
  const double first = train_in("model").final_scores.at("cross_entropy");
  for (training_.max_steps = 61; training_.max_steps < 70; ++training_.max_steps) {
    EXPECT_LE(train_in("model").final_scores.at("cross_entropy"), first);
  }
}

TEST_F(TrainerTest, LostWeightsOfAFinishedRunAreMadeAgain) {
  const auto expect_restored = [&](const std::string& model_dir) {
    train_in(model_dir);
    const std::string before = weights(model_dir);
    ASSERT_NE(before, "");
    std::filesystem::remove(path(model_dir + "/weights.safetensors"));
    std::filesystem::remove(path(model_dir + "/training.json"));
    EXPECT_EQ(train_in(model_dir).outcome, Outcome::already_finished);
    EXPECT_EQ(weights(model_dir), before) << model_dir;
    const auto record = nlohmann::json::parse(content(path(model_dir + "/training.json")));
    EXPECT_EQ(record["status"], "finished");
    EXPECT_EQ(record["weights"]["step"],
              read_weights_info(path(model_dir + "/weights.safetensors")).step);
  };
  expect_restored("single");
  train_so_that_a_mean_helps();
  expect_restored("mean");
  valid_.clear();
  expect_restored("unscored");
}

TEST_F(TrainerTest, FinalWeightsAreThereBeforeACheckpointCallsTheRunFinished) {
  valid_.clear();
  training_.save_every = {0, Interval::Unit::steps};
  // So that the weights cannot be written.
  std::filesystem::create_directories(path("model/weights.safetensors.nmt.tmp"));
  testing::internal::CaptureStderr();
  EXPECT_EQ(error_of([&] { train_in("model"); }).kind, Error::Kind::runtime);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("these weights stay in memory"));
  EXPECT_EQ(checkpoints("model"), (std::vector<std::string>{"step-00000000.safetensors"}));
  std::filesystem::remove(path("model/weights.safetensors.nmt.tmp"));
  EXPECT_EQ(train_in("model").outcome, Outcome::finished);
  EXPECT_EQ(read_weights_info(path("model/weights.safetensors")).step, 12);
}

TEST_F(TrainerTest, ValidatesAndKeepsTheMovingAverage) {
  training_.ema = 0.01;
  training_.max_steps = 40;
  const TrainingResult average = train_in("average");
  training_.ema = 0;
  const TrainingResult plain = train_in("plain");
  EXPECT_NE(average.final_scores, plain.final_scores);
  EXPECT_NE(weights("average"), weights("plain"));
}

TEST_F(TrainerTest, WithoutValidationTheLastWeightsAreKept) {
  valid_.clear();
  const TrainingResult result = train_in("model");
  EXPECT_EQ(result.outcome, Outcome::finished);
  EXPECT_TRUE(result.scores.best.empty());
  EXPECT_EQ(read_weights_info(path("model/weights.safetensors")).step, 12);
}

TEST_F(TrainerTest, WithoutValidationSomethingElseMustEndTheRun) {
  valid_.clear();
  training_.max_steps = 0;
  const Error::Parts parts = error_of([&] { train_in("model"); });
  EXPECT_THAT(parts.what, StartsWith("training would never end"));
  EXPECT_EQ(parts.where, "data.valid");
  training_.schedule = "plateau";
  EXPECT_EQ(error_of([&] { train_in("model"); }).what,
            "schedule plateau follows validation, but there is no validation data");
}

TEST_F(TrainerTest, StopsBeforeBadNumbersReachTheWeights) {
  training_.learning_rate = 1e30;
  training_.warmup_steps = 0;
  training_.valid_every = {0, Interval::Unit::steps};
  training_.save_every = {1, Interval::Unit::steps};
  testing::internal::CaptureStderr();
  const Error::Parts parts = error_of([&] { train_in("model"); });
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("(3 of 3 times)"));
  EXPECT_EQ(parts.kind, Error::Kind::runtime);
  EXPECT_THAT(parts.what, StartsWith("training diverged: at step "));
  EXPECT_THAT(parts.what, HasSubstr("though the run went back 3 times"));
  EXPECT_THAT(parts.where, HasSubstr("checkpoints/step-"));
  EXPECT_THAT(parts.fix, HasSubstr("lower training.learning_rate (now 1e+30)"));
}

// As a float 1 - beta is then the least that there is; with 0 the second moment would stay 0.
TEST_F(TrainerTest, TheLargestDecaysOfMomentsLoseNoNumbers) {
  const double largest = std::nextafter(1.0f, 0.0f);
  for (const bool both : {false, true}) {
    training_.beta2 = largest;
    if (both) training_.beta1 = largest;
    const TrainingResult result = train_in("model", TrainingJob::Start::fresh);
    EXPECT_EQ(result.outcome, TrainingResult::Outcome::finished);
    EXPECT_EQ(result.step, 12);
    EXPECT_TRUE(std::isfinite(result.scores.best.at("cross_entropy").score));
    EXPECT_THAT(content(path("model/metrics.jsonl")), testing::Not(HasSubstr("null")));
  }
}

TEST_F(TrainerTest, DoesNotTrainOverAModelWithoutBeingTold) {
  train_in("model");
  std::filesystem::remove_all(path("model/checkpoints"));
  const std::string before = weights("model");
  const Error::Parts parts = error_of([&] { train_in("model"); });
  EXPECT_EQ(parts.what, "this folder holds a trained model, and no checkpoint to go on from");
  EXPECT_EQ(parts.where, path("model"));
  EXPECT_EQ(weights("model"), before);
  train_in("model", TrainingJob::Start::fresh);
  EXPECT_EQ(weights("model"), before);
}

TEST_F(TrainerTest, PairsTooLongForTheModelAreNamedAndLeftOut) {
  model().positions = "learned";
  model().max_length = 4;
  testing::internal::CaptureStderr();
  const TrainingResult result = train_in("model");
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              HasSubstr("pair(s) left out, too long for the model or the memory: train.source:"));
  EXPECT_EQ(result.outcome, Outcome::finished);
  model().max_length = 2;
  valid_.clear();
  EXPECT_THAT(error_of([&] { train_in("none"); }).what,
              StartsWith("no pair of data.train can be used"));
}

TEST_F(TrainerTest, LittleMemoryCutsBatchesIntoParts) {
  model().dim = 64;
  model().feed_forward = 256;
  model().dropout = 0;
  training_.batch_tokens = 250;
  const double whole = train_in("whole").final_scores.at("cross_entropy");
  // The least with which it trains at all; how much the process has already differs.
  testing::internal::CaptureStderr();
  std::optional<TrainingResult> result;
  for (training_.memory_mb = 30; !result && training_.memory_mb < 2000; ++training_.memory_mb) {
    try {
      result = train_in("parts");
      --training_.memory_mb;
    } catch (const Error& error) {
      ASSERT_THAT(error.parts().what, StartsWith("there is no memory for a single sentence"));
    }
  }
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("computed in parts"));
  ASSERT_TRUE(result);
  const double parts = result->final_scores.at("cross_entropy");
  EXPECT_NEAR(parts, whole, 1e-3);
  const std::string before = weights("parts");
  testing::internal::CaptureStderr();
  train_in("again");
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("computed in parts"));
  EXPECT_EQ(weights("again"), before);
}

TEST_F(TrainerTest, TooLittleMemoryIsAnErrorBeforeTheFirstStep) {
  training_.memory_mb = 40;
  EXPECT_THAT(error_of([&] { train_in("model"); }).what,
              StartsWith("there is no memory for a single sentence"));
}

TEST_F(TrainerTest, ADivergingRunGoesBackAndGoesOn) {
  training_.learning_rate = 2;
  training_.warmup_steps = 0;
  training_.schedule = "constant";
  training_.divergence_factor = 1;
  training_.divergence_patience = 1;
  training_.save_every = {1, Interval::Unit::steps};
  testing::internal::CaptureStderr();
  std::string what;
  try {
    train_in("model");
  } catch (const Error& error) {
    what = error.parts().what;
  }
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr("with 0.5 times the learning rate (1 of 3 times)"));
  EXPECT_THAT(what.empty() ? "training diverged" : what, StartsWith("training diverged"));
}

}  // namespace
}  // namespace nmt
