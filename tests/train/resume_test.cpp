#include "train/resume.h"

#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <stop_token>
#include <thread>

#include "base/format.h"
#include "tensor/cpu.h"
#include "train/checkpoint.h"
#include "train/tiny_run.h"
#include "with_openblas.h"

namespace nmt {
namespace {

using Outcome = TrainingResult::Outcome;
using testing::HasSubstr;
namespace fs = std::filesystem;

class ResumeTest : public TinyRunTest {
 protected:
  std::string checkpoint(const std::string& model_dir, int step) const {
    return format("{}/checkpoints/step-{:08}.safetensors", path(model_dir), step);
  }
  // metrics.jsonl without what depends on the clock.
  std::string course(const std::string& model_dir) const {
    std::istringstream text(content(path(model_dir + "/metrics.jsonl")));
    std::string kept;
    for (std::string line; std::getline(text, line);) {
      auto json = nlohmann::json::parse(line);
      json.erase("minutes");
      json.erase("tokens_per_second");
      kept += json.dump() + "\n";
    }
    return kept;
  }
  // Everything a later session would see, but for the clock.
  struct Left {
    std::vector<Real> numbers;
    TrainingState state;
    std::string weights, course;
  };
  Left left_by(const std::string& model_dir) {
    Left left;
    const std::unique_ptr<Seq2Seq> model = build_model();
    ParameterSet& parameters = model->parameters();
    parameters.initialise(1);
    Optimizer optimizer(training_, parameters.values());
    left.state =
        load_checkpoint(*CheckpointFolder(path(model_dir)).latest(), parameters, optimizer);
    left.state.minutes = left.state.window.seconds = 0;
    for (const std::span<Real> part :
         {parameters.values(), optimizer.mean(), optimizer.square(), optimizer.average()}) {
      left.numbers.insert(left.numbers.end(), part.begin(), part.end());
    }
    left.weights = weights(model_dir);
    left.course = course(model_dir);
    return left;
  }
  void expect_same(const std::string& one, const std::string& two, const std::string& name) {
    const Left a = left_by(one), b = left_by(two);
    EXPECT_EQ(a.numbers, b.numbers) << name;
    EXPECT_EQ(to_json(a.state), to_json(b.state)) << name;
    EXPECT_EQ(a.weights, b.weights) << name;
    EXPECT_EQ(a.course, b.course) << name;
  }
};

struct Variant {
  const char* name;
  void (*change)(TrainingSettings&);
};

const Variant kVariants[] = {
    {"plain", [](TrainingSettings&) {}},
    {"two replicas", [](TrainingSettings& s) { s.replicas = 2; }},
    {"bf16", [](TrainingSettings& s) { s.precision = "bf16"; }},
    {"bf16 with two replicas",
     [](TrainingSettings& s) {
       s.precision = "bf16";
       s.replicas = 2;
     }},
    {"OpenBLAS", [](TrainingSettings& s) { s.blas = "openblas"; }},
    {"OpenBLAS with two replicas",
     [](TrainingSettings& s) {
       s.blas = "openblas";
       s.replicas = 2;
     }},
    {"accumulation", [](TrainingSettings& s) { s.accumulate = 2; }},
    {"two replicas with accumulation and average",
     [](TrainingSettings& s) {
       s.replicas = s.accumulate = 2;
       s.ema = 0.01;
       s.clip_norm = 0.5;
     }},
    {"plateau",
     [](TrainingSettings& s) {
       s.schedule = "plateau";
       s.plateau_patience = 1;
       s.learning_rate = 1;
       s.clip_norm = 1;
       s.valid_every = {2, Interval::Unit::steps};
     }},
    {"mean of checkpoints, sorted windows, adamw",
     [](TrainingSettings& s) {
       s.average_checkpoints = 2;
       s.sort_window = 2;
       s.optimizer = "adamw";
       s.weight_decay = 0.01;
     }},
};

TEST_F(ResumeTest, AKilledRunGoesOnBitForBit) {
  model().dropout = 0.2;
  for (const Variant& variant : kVariants) {
    const TrainingSettings before = training_;
    training_.valid_metrics = {"cross_entropy"};
    variant.change(training_);
    if (training_.blas == "openblas" && !why_no_openblas().empty()) continue;
    train_in("whole", TrainingJob::Start::fresh);
    // As a kill would leave it: newer best weights and metrics, but the checkpoint of an earlier
    // step.
    for (int kept : {10, 5, 0}) {
      fs::remove_all(path("killed"));
      fs::copy(path("whole"), path("killed"), fs::copy_options::recursive);
      for (int step : {12, 10, 5}) {
        const std::string later = path("killed/checkpoints/step-000000") + (step < 10 ? "0" : "") +
                                  std::to_string(step) + ".safetensors";
        if (step > kept) fs::remove(later);
      }
      train_in("killed");
      expect_same("whole", "killed", std::string(variant.name) + " from " + std::to_string(kept));
    }
    training_ = before;
  }
}

// Sets `stop` when the file has grown by `bytes`, or when `stop_token` says that there is nothing
// more to wait for.
void stop_when_grown(const std::stop_token& stop_token, const std::string& path,
                     std::uintmax_t bytes, std::atomic<bool>& stop) {
  const auto size = [&] { return fs::exists(path) ? fs::file_size(path) : 0; };
  for (const std::uintmax_t before = size(); !stop_token.stop_requested();) {
    if (size() >= before + bytes) stop = true;
    std::this_thread::sleep_for(std::chrono::microseconds(100));
  }
}

TEST_F(ResumeTest, AnInterruptedRunGoesOnBitForBit) {
  training_.max_steps = 60;
  training_.valid_metrics = {"cross_entropy"};
  training_.log_every = 1;
  training_.valid_every = {7, Interval::Unit::steps};
  training_.early_stopping = 0;
  training_.keep_checkpoints = 1;
  for (int replicas : {1, 2}) {
    training_.replicas = replicas;
    train_in("whole", TrainingJob::Start::fresh);
    fs::remove_all(path("cut"));
    int interruptions = 0;
    for (;;) {
      std::atomic<bool> stop = false;
      const std::jthread watcher([&](const std::stop_token& token) {
        stop_when_grown(token, path("cut/metrics.jsonl"), 600, stop);
      });
      const std::unique_ptr<Seq2Seq> model = build_model();
      TrainingJob made = job("cut", *model);
      made.stop = &stop;
      if (train(made).outcome != Outcome::interrupted) break;
      ASSERT_LT(++interruptions, 100);
    }
    EXPECT_GT(interruptions, 0);
    expect_same("whole", "cut", std::to_string(replicas) + " replicas");
  }
}

TEST_F(ResumeTest, AStopInAValidationLeavesItToTheNextSession) {
  // So many sentences that the first validation is still running when it is stopped.
  const std::vector<TextPair> few = valid_;
  while (valid_.size() < 20000) valid_.insert(valid_.end(), few.begin(), few.end());
  training_.max_steps = training_.valid_every.count = 4;
  training_.log_every = 4;
  std::atomic<bool> stop = false;
  {
    const std::jthread watcher([&](const std::stop_token& token) {
      stop_when_grown(token, path("model/metrics.jsonl"), 1, stop);
    });
    const std::unique_ptr<Seq2Seq> model = build_model();
    TrainingJob made = job("model", *model);
    made.stop = &stop;
    ASSERT_EQ(train(made).outcome, Outcome::interrupted);
  }
  const TrainingState state = left_by("model").state;
  EXPECT_EQ(state.step, 4);
  EXPECT_TRUE(state.validation_due);
  EXPECT_THAT(course("model"), testing::Not(HasSubstr("valid")));
  EXPECT_EQ(train_in("model").outcome, Outcome::finished);
  EXPECT_THAT(course("model"), HasSubstr("\"step\":4,\"valid\""));
}

TEST_F(ResumeTest, AStopBeforeTheFirstStepLeavesACheckpoint) {
  const std::atomic<bool> stop = true;
  const std::unique_ptr<Seq2Seq> model = build_model();
  TrainingJob made = job("model", *model);
  made.stop = &stop;
  EXPECT_EQ(train(made).outcome, Outcome::interrupted);
  EXPECT_THAT(content(path("model/training.json")), HasSubstr("\"status\": \"interrupted\""));
  EXPECT_EQ(train_in("model").outcome, Outcome::finished);
}

// A session that had to compute batches in parts is gone on with as it was, whatever memory there is.
TEST_F(ResumeTest, TheRoomOfAnEarlierSessionHoldsInLaterOnes) {
  const auto room_of_run = [&](const std::string& model_dir, std::uint64_t room) {
    training_.max_steps = 5;
    train_in(model_dir);
    {
      const std::unique_ptr<Seq2Seq> model = build_model();
      ParameterSet& parameters = model->parameters();
      parameters.initialise(1);
      Optimizer optimizer(training_, parameters.values());
      const CheckpointFolder folder(path(model_dir));
      const std::string latest = folder.latest().value();
      TrainingState state = load_checkpoint(latest, parameters, optimizer);
      EXPECT_EQ(state.activation_room, 0u);
      state.activation_room = room;
      folder.save(state, checkpoint_settings(latest), parameters, optimizer, 100);
    }
    training_.max_steps = 12;
    train_in(model_dir);
    return left_by(model_dir).state.activation_room;
  };
  const std::uint64_t small = 60'000, large = std::uint64_t{1} << 40;
  EXPECT_EQ(room_of_run("small", small), small);
  EXPECT_EQ(room_of_run("large", large), large);
  train_in("whole");
  EXPECT_EQ(weights("large"), weights("whole"));
  EXPECT_NE(weights("small"), weights("whole"));  // sums over parts of batches
}

TEST_F(ResumeTest, AFinishedRunSaysSoAndGoesOnWithAHigherLimit) {
  train_in("model");
  const std::string before = weights("model");
  EXPECT_EQ(train_in("model").outcome, Outcome::already_finished);
  EXPECT_EQ(weights("model"), before);
  training_.max_steps = 16;
  EXPECT_EQ(train_in("model").step, 16);
  training_.max_steps = 16;
  train_in("straight");
  expect_same("straight", "model", "further");
}

TEST_F(ResumeTest, SettingsThatShapeTheRunMustAgree) {
  train_in("model");
  training_.learning_rate = 0.5;
  const Error::Parts parts = error_of([&] { train_in("model"); });
  EXPECT_EQ(parts.what, "training.learning_rate is 0.5, but the run to be resumed has 0.01");
  EXPECT_EQ(parts.where, path("model/checkpoints/step-00000012.safetensors"));
  EXPECT_THAT(parts.fix, HasSubstr("--fresh"));
  train_in("model", TrainingJob::Start::fresh);

  model().feed_forward = 64;
  EXPECT_EQ(error_of([&] { train_in("model"); }).what,
            "model.feed_forward is 64, but the run to be resumed has 32");
  model().feed_forward = 32;
  valid_.pop_back();
  EXPECT_THAT(error_of([&] { train_in("model"); }).what,
              HasSubstr("the validation data is 9 pairs"));
}

TEST_F(ResumeTest, MaxStepsShapesAScheduleThatEndsThere) {
  training_.schedule = "cosine";
  train_in("model");
  training_.max_steps = 20;
  EXPECT_EQ(error_of([&] { train_in("model"); }).what,
            "training.max_steps is 20, but the run to be resumed has 12");
}

TEST_F(ResumeTest, AnotherNumberOfReplicasIsAWarning) {
  train_in("model");
  training_.replicas = 2;
  training_.max_steps = 14;
  testing::internal::CaptureStderr();
  EXPECT_EQ(train_in("model").step, 14);
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              HasSubstr("training.replicas is now 2, was 1"));
}

TEST_F(ResumeTest, AnotherInstructionSetIsAWarning) {
  testing::internal::CaptureStderr();
  require_same_run("checkpoint", {{"the instruction set", "avx2"}},
                   {.texts = {{"the instruction set", "baseline"}},
                    .changes = {{"the instruction set", Changes::rounding}}});
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              HasSubstr("the instruction set is now baseline, was avx2: the result is as good"));
  const std::unique_ptr<Seq2Seq> model = build_model();
  TrainingJob made = job("model", *model);
  EXPECT_EQ(run_settings(made, 1, 0).texts.at("the instruction set"), name_of(chosen_cpu()));
}

TEST_F(ResumeTest, AnotherMultiplierIsAWarning) {
  NMT_NEEDS_OPENBLAS();
  training_.blas = "own";
  train_in("model");
  training_.blas = "openblas";
  training_.max_steps = 14;
  testing::internal::CaptureStderr();
  EXPECT_EQ(train_in("model").step, 14);
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              HasSubstr("training.blas is now " + openblas().name + ", was own: the result is"));
}

TEST_F(ResumeTest, BleuOfAnotherMeasureIsForgotten) {
  training_.early_stopping_metric = "bleu";
  const auto forgotten = [&] {
    set_log_level(LogLevel::normal);
    testing::internal::CaptureStderr();
    training_.max_steps += 4;
    const Scoreboard scores = train_in("model").scores;
    set_log_level(LogLevel::quiet);
    const std::string log = testing::internal::GetCapturedStderr();
    const bool said = log.find("no longer counts") != std::string::npos;
    // As if there had been no validation before.
    if (said) {
      EXPECT_EQ(scores.best.at("bleu").step, training_.max_steps);
    }
    return said;
  };
  train_in("model");
  EXPECT_FALSE(forgotten());
  training_.bleu_beam_size = 2;
  EXPECT_TRUE(forgotten());
  decoding_.max_length_ratio = 1.5;
  EXPECT_TRUE(forgotten());
  decoding_.beam_size = 7;  // training.bleu_beam_size is what counts
  decoding_.threads = 2;
  EXPECT_FALSE(forgotten());
  file("terms.tsv", "w1\tw2\n");
  decoding_.glossary = path("terms.tsv");
  EXPECT_TRUE(forgotten());
  EXPECT_FALSE(forgotten());
  file("terms.tsv", "w1\tw3\n");
  EXPECT_TRUE(forgotten());
  decoding_.glossary_mode = "prefer";
  EXPECT_TRUE(forgotten());
  decoding_.glossary_weight = 50;
  EXPECT_TRUE(forgotten());
  decoding_.capitals = "keep";
  EXPECT_TRUE(forgotten());
  decoding_.keep = {"url"};
  EXPECT_TRUE(forgotten());
  decoding_.copy_unknown = true;
  EXPECT_TRUE(forgotten());
  decoding_.alignment = "hard";
  decoding_.confidence = true;
  decoding_.precision = "bf16";
  EXPECT_FALSE(forgotten());
}

// Nor with those of other pairs of the same validation text.
TEST_F(ResumeTest, NoScoreComparesWithThatOfOtherPairs) {
  train_in("model");
  data_.max_length = 4;  // the training text, which is encoded already, stays
  training_.max_steps += 4;
  set_log_level(LogLevel::normal);
  testing::internal::CaptureStderr();
  train_in("model");
  const std::string log = testing::internal::GetCapturedStderr();
  set_log_level(LogLevel::quiet);
  EXPECT_THAT(log, HasSubstr("the number of validation pairs in no loss is now "));
  for (const char* metric : {"bleu", "cross_entropy", "perplexity"})
    EXPECT_THAT(log, HasSubstr(std::string(metric) + " is now measured in another way"));
}

// A tag is read by the model in validation, too, so that nothing it measures compares.
TEST_F(ResumeTest, NoScoreComparesWithThatOfAnotherTag) {
  train_in("model");
  decoding_.tag = "w3";
  training_.max_steps += 4;
  set_log_level(LogLevel::normal);
  testing::internal::CaptureStderr();
  const Scoreboard scores = train_in("model").scores;
  const std::string log = testing::internal::GetCapturedStderr();
  set_log_level(LogLevel::quiet);
  for (const char* metric : {"bleu", "cross_entropy", "perplexity"}) {
    EXPECT_THAT(log, HasSubstr(std::string(metric) + " is now measured in another way"));
    EXPECT_EQ(scores.best.at(metric).step, training_.max_steps);
  }
}

// Every setting that may change does, and none of the others.
TEST_F(ResumeTest, WhatASettingChangesDecidesWhetherItMayChange) {
  const std::unique_ptr<Seq2Seq> model = build_model();
  TrainingJob made = job("model", *model);
  const RunSettings now = run_settings(made, 1, 0);
  const auto is_refused = [&](const std::string& key) {
    SettingTexts before = now.texts;
    before[key] += " of another kind";
    try {
      require_same_run("checkpoint", before, now);
      return false;
    } catch (const Error&) {
      return true;
    }
  };
  int refused = 0;
  for (const auto& [key, changes] : now.changes) {
    const bool fixed = changes == Changes::model || changes == Changes::text;
    EXPECT_EQ(is_refused(key), fixed) << key;
    refused += fixed;
  }
  EXPECT_GT(refused, 30);
  EXPECT_TRUE(is_refused("training.of_another_version"));
}

TEST_F(ResumeTest, AFinishedRunKeepsItsBleuWhateverTheMeasure) {
  const Scoreboard scores = train_in("model").scores;
  training_.bleu_beam_size = 2;
  EXPECT_EQ(train_in("model").scores, scores);
}

TEST_F(ResumeTest, AValidationIsWrittenOnceHoweverOftenItIsCutOff) {
  train_in("model");
  fs::remove(checkpoint("model", 12));
  training_.max_steps = 10;
  // As if killed after the last validation, before the last checkpoint.
  const std::string before = content(checkpoint("model", 10));
  train_in("model");
  const std::string course_of_one = course("model");
  EXPECT_THAT(course_of_one, HasSubstr("\"step\":10,\"valid\""));
  file("model/checkpoints/step-00000010.safetensors", before);
  train_in("model");
  EXPECT_EQ(course("model"), course_of_one);
}

TEST_F(ResumeTest, ADamagedCheckpointIsNamed) {
  train_in("model");
  const std::string name = path("model/checkpoints/step-00000012.safetensors");
  fs::resize_file(name, fs::file_size(name) - 10);
  EXPECT_THAT(error_of([&] { train_in("model"); }).where, HasSubstr("step-00000012"));
  fs::remove(name);
  EXPECT_EQ(train_in("model").outcome, Outcome::finished);
}

}  // namespace
}  // namespace nmt
