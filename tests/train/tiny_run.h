// A whole training run in milliseconds: copying short sentences of a few words, with a real model.
#pragma once

#include <memory>
#include <string>

#include "base/log.h"
#include "base/random.h"
#include "decode/settings.h"
#include "seq2seq/registry.h"
#include "seq2seq/transformer.h"
#include "text/text_files.h"
#include "text/token_cache.h"
#include "train/trainer.h"

namespace nmt {

constexpr int kTinyWords = 12, kTinyPairs = 50;

class TinyRunTest : public TextFilesTest {
 protected:
  void SetUp() override {
    TextFilesTest::SetUp();
    set_log_level(LogLevel::quiet);
    std::string words = "nmt words 1\n", lines;
    for (int i = 0; i < kTinyWords; ++i) words += "w" + std::to_string(i) + "\n";
    Random random(7);
    for (int i = 0; i < kTinyPairs; ++i) lines += sentence(random) + "\n";
    data_.train = corpus(lines, lines);
    const auto tokenizer = load_tokenizer(file("words", words));
    tokenizers_ = {.source = tokenizer, .target = tokenizer, .shared = true};
    train_ = std::make_unique<TokenCache>(path("cache"), data_, tokenizers_, Announce());
    valid_ = read_pairs(data_.train, InvalidUtf8::error);
    valid_.resize(10);
    auto model = std::make_unique<TransformerSettings>();
    model->dim = 16;
    model->heads = 2;
    model->feed_forward = 32;
    model->encoder_layers = model->decoder_layers = 1;
    model_.settings = std::move(model);
    decoding_.max_length = 20;
    training_.batch_tokens = 60;
    training_.replicas = 1;
    training_.learning_rate = 0.01;
    training_.warmup_steps = 10;
    training_.max_steps = 12;
    training_.valid_every = {4, Interval::Unit::steps};
    training_.save_every = {5, Interval::Unit::steps};
    training_.log_every = 3;
    training_.keep_checkpoints = 100;
  }
  void TearDown() override {
    train_.reset();
    TextFilesTest::TearDown();
    set_log_level(LogLevel::normal);
  }

  // Of two to five words. A word twice in a row would be hard for so small a model.
  static std::string sentence(Random& random) {
    std::string text;
    for (std::uint64_t i = 0, count = 2 + random.below(4); i < count; ++i) {
      text += (i == 0 ? "w" : " w") + std::to_string(random.below(kTinyWords));
    }
    return text;
  }

  std::unique_ptr<Seq2Seq> build_model() const {
    const Vocabularies vocabularies = {.source = tokenizers_.source->vocabulary_size(),
                                       .target = tokenizers_.target->vocabulary_size(),
                                       .shared = true};
    return model_.settings->build(vocabularies);
  }
  TransformerSettings& model() { return static_cast<TransformerSettings&>(*model_.settings); }

  TrainingJob job(const std::string& model_dir, Seq2Seq& model) {
    return {.model_dir = path(model_dir),
            .training = training_,
            .decoding = decoding_,
            .model_settings = model_,
            .config_yaml = "model_dir: " + model_dir + "\n",
            .model = model,
            .tokenizers = tokenizers_,
            .train = *train_,
            .valid = valid_,
            .max_length = data_.max_length,
            .data_files = {{"train.source", "train.source", kTinyPairs, "abc"}}};
  }
  TrainingResult train_in(const std::string& model_dir,
                          TrainingJob::Start start = TrainingJob::Start::resume) {
    const std::unique_ptr<Seq2Seq> model = build_model();
    TrainingJob made = job(model_dir, *model);
    made.start = start;
    return train(made);
  }
  std::string weights(const std::string& model_dir) const {
    return content(path(model_dir + "/weights.safetensors"));
  }

  DataSettings data_;
  Tokenizers tokenizers_;
  std::unique_ptr<TokenCache> train_;
  std::vector<TextPair> valid_;
  ModelSettings model_;
  TrainingSettings training_;
  DecodingSettings decoding_;
};

}  // namespace nmt
