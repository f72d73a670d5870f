// Training on ranks that are threads: the same as one process with as many replicas.
#include "train/followers.h"

#include <gmock/gmock.h>

#include "cluster/threads_transport.h"
#include "train/replicas.h"
#include "train/tiny_run.h"

namespace nmt {
namespace {

class FollowersTest : public TinyRunTest {
 protected:
  void SetUp() override {
    TinyRunTest::SetUp();
    model().dropout = 0.2;
    training_.average_checkpoints = 2;
    training_.accumulate = 2;
  }
  // Trains with as many replicas on each rank; hands back what the leader returned.
  TrainingResult train_on(const std::vector<int>& replicas, const std::string& model_dir) {
    ThreadsNetwork network(static_cast<int>(replicas.size()));
    TrainingResult result;
    failures_ = network.run([&](Cluster& cluster) {
      TrainingSettings training = training_;
      training.replicas = replicas[cluster.rank()];
      const std::unique_ptr<Seq2Seq> model = build_model();
      if (!cluster.leads())
        return follow_training(cluster, {.training = training,
                                         .decoding = decoding_,
                                         .model = *model,
                                         .tokenizers = tokenizers_,
                                         .valid = valid_});
      TrainingJob made = {.model_dir = path(model_dir),
                          .training = training,
                          .decoding = decoding_,
                          .model_settings = model_,
                          .config_yaml = "model_dir: " + model_dir + "\n",
                          .model = *model,
                          .tokenizers = tokenizers_,
                          .train = *train_,
                          .valid = valid_,
                          .data_files = {{"train.source", "train.source", kTinyPairs, "abc"}},
                          .cluster = &cluster};
      result = train(made);
      cluster.end(0);
    });
    return result;
  }
  void expect_no_failure() const {
    for (const std::exception_ptr& failure : failures_) {
      if (failure) std::rethrow_exception(failure);
    }
  }

  std::vector<std::exception_ptr> failures_;
};

TEST_F(FollowersTest, EveryLayoutHasTheBitsOfOneProcess) {
  training_.replicas = 4;
  const TrainingResult one = train_in("one");
  for (const std::vector<int>& layout :
       std::vector<std::vector<int>>{{1, 3}, {3, 1}, {2, 2}, {1, 2, 1}, {1, 1, 1, 1}}) {
    const std::string name = "on" + std::to_string(layout.size()) + std::to_string(layout[0]);
    const TrainingResult many = train_on(layout, name);
    expect_no_failure();
    EXPECT_EQ(weights(name), weights("one"));
    EXPECT_EQ(many.final_scores, one.final_scores);
    EXPECT_EQ(many.step, one.step);
  }
}

TEST_F(FollowersTest, TheMovingAverageAndASessionThatGoesOn) {
  training_.ema = 0.05;
  training_.replicas = 2;
  training_.max_steps = 12;
  train_in("one");
  training_.max_steps = 4;
  train_on({1, 1}, "moved");
  expect_no_failure();
  training_.max_steps = 8;
  training_.replicas = 2;
  train_in("moved");
  training_.max_steps = 12;
  train_on({1, 1}, "moved");
  expect_no_failure();
  EXPECT_EQ(content(path("moved/checkpoints/best-cross_entropy.safetensors")),
            content(path("one/checkpoints/best-cross_entropy.safetensors")));
}

TEST_F(FollowersTest, RefusesWeightsThatAreNoLongerTheSame) {
  ThreadsNetwork network(2);
  const auto failures = network.run([&](Cluster& cluster) {
    const std::unique_ptr<Seq2Seq> model = build_model();
    model->parameters().initialise(1);
    if (!cluster.leads())
      return follow_training(cluster, {.training = training_,
                                       .decoding = decoding_,
                                       .model = *model,
                                       .tokenizers = tokenizers_,
                                       .valid = {}});
    Replicas replicas(*model, 1, Precision::f32, &cluster);
    Optimizer optimizer(training_, model->parameters().values());
    Followers followers(&cluster, model->parameters(), optimizer);
    followers.share_state();
    followers.require_same_state();
    model->parameters().values()[3] += 1;
    try {
      followers.require_same_state();
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr("the weights of rank 1 are no longer"));
      EXPECT_EQ(error.parts().kind, Error::Kind::runtime);
    }
    cluster.end(0);
  });
  for (const std::exception_ptr& failure : failures) EXPECT_EQ(failure, nullptr);
}

TEST_F(FollowersTest, SetUpCarriesTheConfigurationTheTokenizersAndTheText) {
  ThreadsNetwork network(3);
  const auto failures = network.run([&](Cluster& cluster) {
    if (cluster.leads())
      return set_up_followers(
          cluster, {.config_yaml = "a: b\n", .tokenizers = tokenizers_, .valid = valid_});
    const FollowerSetup setup = read_setup(cluster, *cluster.next_order());
    EXPECT_EQ(setup.config_yaml, "a: b\n");
    EXPECT_TRUE(setup.tokenizers.shared);
    EXPECT_EQ(setup.tokenizers.source->hash(), tokenizers_.source->hash());
    EXPECT_EQ(setup.tokenizers.target, setup.tokenizers.source);
    ASSERT_EQ(setup.valid.size(), valid_.size());
    EXPECT_EQ(setup.valid.back().source, valid_.back().source);
  });
  for (const std::exception_ptr& failure : failures) EXPECT_EQ(failure, nullptr);
}

}  // namespace
}  // namespace nmt
