#include "train/best_weights.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <new>
#include <optional>

#include "text/text_files.h"

namespace nmt {
namespace {

class BestWeightsTest : public TextFilesTest {
 protected:
  void SetUp() override {
    TextFilesTest::SetUp();
    parameters_.declare("weight", 1, 2, Init::constant(0));
    parameters_.initialise(1);
    const auto tokenizer = load_tokenizer(file("words", "nmt words 1\na\n"));
    tokenizers_ = {.source = tokenizer, .target = tokenizer, .shared = true};
    checkpoints_.emplace(folder_);
    files_.emplace(parameters_, *checkpoints_,
                   [](const std::string& text) { ADD_FAILURE() << text; });
    checkpoints_->make();
    directory_.emplace(folder_);
  }
  BestWeights best_weights(const std::string& decisive) {
    return BestWeights(*directory_, *checkpoints_, *files_, tokenizers_, decisive);
  }
  // The first number of a file of weights.
  Real value_in(const std::string& path) {
    load_weights(path, parameters_, tokenizers_);
    return parameters_.values()[0];
  }
  Real published() { return value_in(directory_->weights_path()); }
  static std::vector<Real> values(Real value) { return {value, value}; }

  ParameterSet parameters_;
  std::optional<WeightsFiles> files_;
  Tokenizers tokenizers_;
  std::optional<CheckpointFolder> checkpoints_;
  std::optional<ModelDirectory> directory_;
};

TEST_F(BestWeightsTest, PublishesOnlyWhatBeatsThePublished) {
  const BestWeights weights = best_weights("bleu");
  TrainingState state;
  state.step = 7;
  EXPECT_FALSE(weights.publish_better(values(1), {{"bleu", std::nan("")}}, state));
  EXPECT_FALSE(directory_->has_weights());
  EXPECT_TRUE(weights.publish_better(values(2), {{"bleu", 20}}, state));
  // A mean, for example, that is better than any single weights.
  EXPECT_TRUE(weights.publish_better(values(3), {{"bleu", 30}}, state));
  EXPECT_EQ(state.published, 30);
  EXPECT_FALSE(weights.publish_better(values(4), {{"bleu", 25}}, state));
  EXPECT_FALSE(weights.publish_better(values(4), {{"bleu", 30}}, state));
  EXPECT_EQ(published(), 3);
  EXPECT_EQ(read_weights_info(directory_->weights_path()).step, 7);
  EXPECT_EQ(read_weights_info(directory_->weights_path()).scores.at("bleu"), 30);
}

TEST_F(BestWeightsTest, OneFileIsTheBestOfCrossEntropyAndPerplexity) {
  best_weights("bleu").keep(values(1), 1, {{"cross_entropy", 1}, {"perplexity", std::exp(1)}},
                            {"cross_entropy", "perplexity"});
  EXPECT_EQ(value_in(checkpoints_->best_path("cross_entropy")), 1);
  EXPECT_FALSE(std::filesystem::exists(checkpoints_->best_path("perplexity")));
  best_weights("bleu").keep(values(2), 1, {{"perplexity", 2}}, {"perplexity"});
  EXPECT_EQ(value_in(checkpoints_->best_path("perplexity")), 2);
}

TEST_F(BestWeightsTest, LostWeightsAreMadeAgainFromTheBest) {
  const BestWeights weights = best_weights("perplexity");
  const Scores scores = {{"cross_entropy", 1}, {"perplexity", 2.7}};
  TrainingState state;
  state.published = 1;
  weights.restore(values(5), state);
  EXPECT_EQ(published(), 5);
  EXPECT_EQ(state.published, std::nullopt);
  state.scoreboard.note(scores, 3, "perplexity");
  weights.keep(values(6), 3, scores, {"cross_entropy", "perplexity"});
  weights.restore(values(5), state);
  EXPECT_EQ(published(), 6);
  EXPECT_EQ(state.published, 2.7);
  EXPECT_EQ(read_weights_info(directory_->weights_path()).step, 3);
}

// What this process may map beyond what it has.
class LittleRoom {
 public:
  explicit LittleRoom(rlim_t bytes) {
    getrlimit(RLIMIT_AS, &before_);
    rlim_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    rlimit small = before_;
    small.rlim_cur = pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + bytes;
    setrlimit(RLIMIT_AS, &small);
  }
  ~LittleRoom() { setrlimit(RLIMIT_AS, &before_); }

 private:
  rlimit before_{};
};

TEST(BorrowedValuesTest, GoBackWherePackingFails) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers map what they want";
#endif
  constexpr int kDim = 4096;
  ParameterSet parameters;
  parameters.declare("weight", kDim, kDim, Init::constant(1), Use::product);
  parameters.initialise(1);
  std::vector<Real> others(parameters.values().size(), Real(2));
  {
    const LittleRoom room(kDim * kDim * sizeof(Real) / 2);
    EXPECT_THROW(BorrowedValues(parameters, others), std::bad_alloc);
  }
  EXPECT_EQ(parameters.values()[0], Real(1));
  EXPECT_EQ(others[0], Real(2));
  {
    const BorrowedValues borrowed(parameters, others);
    EXPECT_EQ(parameters.values()[0], Real(2));
  }
  EXPECT_EQ(parameters.values()[0], Real(1));
}

}  // namespace
}  // namespace nmt
