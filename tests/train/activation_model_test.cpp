#include "train/activation_model.h"

#include <gtest/gtest.h>

#include "seq2seq/rnn.h"
#include "train/replicas.h"
#include "train/tiny_run.h"

namespace nmt {
namespace {

// Tests that the bytes of batches unlike the measured ones are predicted.
class ActivationModelTest : public TinyRunTest {
 protected:
  static Batch sentences(int count, int length) {
    Batch batch;
    const std::vector<TokenId> ids(static_cast<std::size_t>(length), kEnd);
    for (int i = 0; i < count; ++i) batch.add(ids);
    return batch;
  }
  void expect_near(const Seq2Seq& model) {
    Replicas replicas(model, 1);
    const auto measure = [&](const PairBatch& batch) {
      replicas.activation_bytes(batch, {.label_smoothing = 0.1});
      return replicas.activation_bytes(batch, {.label_smoothing = 0.1});
    };
    const ActivationModel activations(measure, 0);
    const int shapes[][3] = {
        {40, 25, 25}, {100, 10, 12}, {3, 200, 150}, {1, 400, 400}, {20, 60, 20}};
    for (const auto& [count, source, target] : shapes) {
      const PairBatch batch = {sentences(count, source),
                               sentences(count, target),
                               std::vector<std::int64_t>(static_cast<std::size_t>(count), 0),
                               {}};
      const double seen = static_cast<double>(measure(batch));
      EXPECT_NEAR(activations.bytes(shape_of(batch)) / seen, 1, 0.1)
          << count << " x " << source << " to " << target;
    }
  }
};

TEST_F(ActivationModelTest, Transformer) {
  model().dim = 64;
  model().feed_forward = 128;
  const std::unique_ptr<Seq2Seq> built = build_model();
  built->parameters().initialise(1);
  expect_near(*built);
}

TEST_F(ActivationModelTest, Rnn) {
  model_.settings = std::make_unique<RnnSettings>();
  const std::unique_ptr<Seq2Seq> built = build_model();
  built->parameters().initialise(1);
  expect_near(*built);
}

}  // namespace
}  // namespace nmt
