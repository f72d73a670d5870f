// Runs that begin with another model's weights, and runs on weighted, tagged and sampled corpora.
#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "text/subword_sampler.h"
#include "train/checkpoint.h"
#include "train/tiny_run.h"

namespace nmt {
namespace {

using testing::HasSubstr;

class FineTuningTest : public TinyRunTest {
 protected:
  TrainingResult tune(const std::string& model_dir, const std::string& from) {
    const std::unique_ptr<Seq2Seq> model = build_model();
    TrainingJob made = job(model_dir, *model);
    made.from = from.empty() ? "" : path(from);
    return train(made);
  }
  nlohmann::json record(const std::string& model_dir) const {
    return nlohmann::json::parse(content(path(model_dir + "/training.json")));
  }
};

TEST_F(FineTuningTest, BeginsWithTheWeightsOfAnotherModel) {
  train_in("first");
  const std::string before = weights("first");
  const double reached = record("first")["weights"]["scores"]["cross_entropy"];
  training_.max_steps = 1;
  training_.valid_every = {1, Interval::Unit::steps};
  training_.learning_rate = 1e-9;
  tune("tuned", "first");
  EXPECT_EQ(weights("first"), before);
  EXPECT_NEAR(double{record("tuned")["weights"]["scores"]["cross_entropy"]}, reached, 1e-3);
  EXPECT_EQ(record("tuned")["from"]["path"],
            std::filesystem::path(path("first")).lexically_normal().string());
  EXPECT_EQ(record("tuned")["from"]["weights_hash"], file_hash(path("first/weights.safetensors")));
  EXPECT_EQ(record("tuned")["steps"], 1);
  EXPECT_FALSE(record("first").contains("from"));
}

TEST_F(FineTuningTest, GoesOnWithTheSameBits) {
  train_in("first");
  tune("whole", "first");
  training_.max_steps = 5;
  tune("cut", "first");
  std::filesystem::remove_all(path("first"));
  training_.max_steps = 12;
  tune("cut", "");
  EXPECT_EQ(weights("cut"), weights("whole"));
  EXPECT_EQ(record("cut")["from"], record("whole")["from"]);
}

TEST_F(FineTuningTest, RefusesWhatDoesNotFit) {
  train_in("first");
  train_in("plain");
  const auto other = error_of([&] { tune("plain", "first"); });
  EXPECT_EQ(other.what,
            "--from is " + path("first") + ", but the run to be resumed began with random weights");
  EXPECT_THAT(other.fix, HasSubstr("--fresh"));
  model().feed_forward = 16;
  const auto shape = error_of([&] { tune("third", "first"); });
  EXPECT_THAT(shape.what, HasSubstr("the configured model has"));
  EXPECT_THAT(shape.where, HasSubstr("tensor "));
  EXPECT_THAT(shape.fix, HasSubstr("leave section model out"));
  EXPECT_FALSE(std::filesystem::exists(path("third/weights.safetensors")));
}

TEST_F(FineTuningTest, DrawnCorporaAreResumedToTheBit) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += i % 2 ? "lower newest\n" : "widest slow newer lowest\n";
  const CorpusSettings files = corpus(text, text);
  TrainingCorpus twice(files);
  twice.weight = 1.4;
  twice.tag = "<bt>";
  std::string numbers;
  for (int i = 0; i < 60; ++i) numbers += i % 3 ? "1\n" : "0.25\n";
  twice.sentence_weights = {file("weights", numbers)};
  data_.train.parts = {files, twice};
  data_.sampling.source.alpha = data_.sampling.target.alpha = 0.3;
  tokenizers_ = make_tokenizers({.vocab_size = 276}, data_, {});
  train_ = std::make_unique<TokenCache>(path("drawn"), data_, tokenizers_, Announce());
  valid_.clear();
  training_.valid_every = {};
  const PairSampler sampler(tokenizers_, data_);
  const auto run = [&](const std::string& model_dir, int steps, const SettingTexts& drawn) {
    const std::unique_ptr<Seq2Seq> built = build_model();
    TrainingJob made = job(model_dir, *built);
    made.sampler = &sampler;
    made.data_settings = drawn;
    training_.max_steps = steps;
    train(made);
  };
  const SettingTexts drawn = {{"data.train[2].weight", "1.4"}};
  for (const int replicas : {1, 2}) {
    training_.replicas = replicas;
    const std::string whole = "whole" + std::to_string(replicas), cut = "cut" + whole;
    run(whole, 40, drawn);
    for (const int steps : {7, 23, 40}) run(cut, steps, drawn);
    EXPECT_EQ(weights(cut), weights(whole));
  }
  EXPECT_EQ(record("whole1")["data_settings"]["data.train[2].weight"], "1.4");
  const auto error = error_of([&] { run("whole2", 50, {{"data.train[2].weight", "2"}}); });
  EXPECT_EQ(error.what, "data.train[2].weight is 2, but the run to be resumed has 1.4");
}

}  // namespace
}  // namespace nmt
