#include "train/validation.h"

#include <cmath>

#include "eval/bleu.h"
#include "train/tiny_run.h"

namespace nmt {
namespace {

constexpr int kMaxLength = 256;

class ValidationTest : public TinyRunTest {
 protected:
  void SetUp() override {
    TinyRunTest::SetUp();
    training_.valid_metrics = {"cross_entropy", "perplexity", "bleu"};
  }
  Scores measure(const Seq2Seq& model, int threads) {
    Validation validation(model, tokenizers_, valid_, kMaxLength, training_, decoding_);
    ThreadPool pool(threads);
    return *validation.measure(pool, nullptr);
  }
  std::unique_ptr<Seq2Seq> initialised_model() const {
    std::unique_ptr<Seq2Seq> made = build_model();
    made->parameters().initialise(5);
    return made;
  }
};

TEST_F(ValidationTest, CrossEntropyIsThatOfTheSentencesOneByOne) {
  const std::unique_ptr<Seq2Seq> model = initialised_model();
  double sum = 0;
  int tokens = 0;
  for (const TextPair& pair : valid_) {
    const PairBatch one = encode_pairs(std::vector<TextPair>{pair}, tokenizers_);
    Tape tape(Tape::Mode::infer);
    const Var hidden = model->teacher_force(tape, model->encode(tape, one.source), one.target);
    model->output().loss(tape, hidden, one.target.ids, 0, 1, &sum);
    tokens += one.target.tokens();
  }
  const Scores scores = measure(*model, 1);
  EXPECT_NEAR(scores.at("cross_entropy"), sum / tokens, 1e-6);
  EXPECT_DOUBLE_EQ(scores.at("perplexity"), std::exp(scores.at("cross_entropy")));
}

TEST_F(ValidationTest, ScoresDoNotDependOnTheThreads) {
  const std::unique_ptr<Seq2Seq> model = initialised_model();
  EXPECT_EQ(measure(*model, 1), measure(*model, 3));
}

TEST_F(ValidationTest, BleuIsThatOfTheTranslations) {
  const std::unique_ptr<Seq2Seq> model = initialised_model();
  training_.bleu_sentences = 4;
  decoding_.beam_size = 1;
  Translator translator(*model, tokenizers_, decoding_);
  std::vector<std::string> sources, hypotheses;
  References references;
  for (int i = 0; i < 4; ++i) {
    sources.push_back(valid_[i].source);
    references.push_back({valid_[i].target});
  }
  for (const Translation& translation : translator.translate(sources))
    hypotheses.push_back(translation.text());
  EXPECT_EQ(measure(*model, 1).at("bleu"),
            corpus_score(*bleu_metric({}), hypotheses, references, 1));
}

// The losses are of the pairs that training would take, BLEU is of every line.
TEST_F(ValidationTest, LeavesOutOfTheLossesWhatTrainingLeavesOut) {
  const std::unique_ptr<Seq2Seq> model = initialised_model();
  training_.valid_metrics = {"cross_entropy", "perplexity", "attention_entropy", "bleu"};
  const Scores plain = measure(*model, 1);
  std::string overlong;
  for (int i = 0; i < kMaxLength; ++i) overlong += "w1 ";
  valid_.insert(valid_.begin(),
                {{"", "w1 w2"}, {"w1 w2", " \t"}, {overlong, "w1"}, {"w1", overlong}});
  const Validation validation(*model, tokenizers_, valid_, kMaxLength, training_, decoding_);
  EXPECT_EQ(validation.left_out(), 4);
  EXPECT_EQ(validation.lines(), valid_.size());
  const Scores scores = measure(*model, 1);
  for (const char* metric : {"cross_entropy", "perplexity", "attention_entropy"})
    EXPECT_EQ(scores.at(metric), plain.at(metric)) << metric;
  std::vector<std::string> sources, hypotheses;
  References references;
  for (const TextPair& pair : valid_) {
    sources.push_back(pair.source);
    references.push_back({pair.target});
  }
  decoding_.beam_size = training_.bleu_beam_size;
  for (const Translation& translation :
       Translator(*model, tokenizers_, decoding_).translate(sources))
    hypotheses.push_back(translation.text());
  EXPECT_EQ(scores.at("bleu"), corpus_score(*bleu_metric({}), hypotheses, references, 1));

  valid_.resize(4);
  EXPECT_EQ(error_of([&] { measure(*model, 1); }).what,
            "no pair of data.valid can be measured: each has an empty side, or one of more than "
            "256 tokens");
}

TEST_F(ValidationTest, MeasuresOnlyWhatIsAskedFor) {
  training_.valid_metrics = {"perplexity"};
  const Scores scores = measure(*initialised_model(), 1);
  EXPECT_EQ(scores.size(), 1u);
  EXPECT_TRUE(scores.contains("perplexity"));
}

TEST_F(ValidationTest, AStopLeavesNoScores) {
  const std::unique_ptr<Seq2Seq> model = initialised_model();
  Validation validation(*model, tokenizers_, valid_, kMaxLength, training_, decoding_);
  ThreadPool pool(2);
  std::atomic<bool> stop = true;
  EXPECT_EQ(validation.measure(pool, &stop), std::nullopt);
  stop = false;
  EXPECT_EQ(validation.measure(pool, &stop), measure(*model, 1));
}

TEST_F(ValidationTest, PairsThatTheModelCannotTakeAreCounted) {
  model().positions = "learned";
  model().max_length = 4;
  const std::unique_ptr<Seq2Seq> made = initialised_model();
  const Validation validation(*made, tokenizers_, valid_, kMaxLength, training_, decoding_);
  const auto fits = [](const TextPair& pair) {
    return std::count(pair.source.begin(), pair.source.end(), ' ') + 2 <= 4;
  };
  EXPECT_EQ(validation.left_out(), static_cast<std::ptrdiff_t>(valid_.size()) -
                                       std::count_if(valid_.begin(), valid_.end(), fits));
  EXPECT_GT(validation.left_out(), 0);

  model().max_length = 2;
  const std::unique_ptr<Seq2Seq> shorter = initialised_model();
  EXPECT_EQ(error_of([&] {
              Validation(*shorter, tokenizers_, valid_, kMaxLength, training_, decoding_);
            }).what,
            "no pair of data.valid can be measured: each has an empty side, or one of more than 2 "
            "tokens");
}

}  // namespace
}  // namespace nmt
