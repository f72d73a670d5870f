#include "train/replicas.h"

#include <cmath>

#include "train/tiny_run.h"

namespace nmt {
namespace {

class ReplicasTest : public TinyRunTest {
 protected:
  void SetUp() override {
    TinyRunTest::SetUp();
    model().dropout = 0;
    set_up_model();
  }
  void set_up_model() {
    built_ = build_model();
    built_->parameters().initialise(3);
  }
  // The first `pairs` pairs of the corpus.
  PairBatch batch(int pairs) const {
    PairBatch made;
    for (int i = 0; i < pairs; ++i) train_->append(i, made);
    return made;
  }
  // The gradient of the mean loss over the target tokens of all batches, on one tape, without
  // replicas. Adds the negative log-likelihood of all tokens to `likelihood`.
  std::vector<Real> plain_gradient(const std::vector<PairBatch>& batches,
                                   double& likelihood) const {
    std::vector<Real> gradient(built_->parameters().values().size());
    int tokens = 0;
    for (const PairBatch& b : batches) tokens += b.target.tokens();
    for (const PairBatch& b : batches) {
      Tape tape(Tape::Mode::train, gradient);
      const Var hidden = built_->teacher_force(tape, built_->encode(tape, b.source), b.target);
      tape.backward(built_->output().loss(tape, hidden, b.target.ids, Real(0.1),
                                          Real(1) / static_cast<Real>(tokens), &likelihood));
    }
    return gradient;
  }

  std::unique_ptr<Seq2Seq> built_;
};

TEST_F(ReplicasTest, WeightsMultiplyTheLossOfTheirPairs) {
  PairBatch weighted = batch(4);
  weighted.weights = {1, 0, 2, 0.5f};
  const double tokens = weighted.target.tokens();
  std::vector<Real> expected(built_->parameters().values().size());
  double likelihood = 0;
  for (int i = 0; i < 4; ++i) {
    PairBatch one;
    train_->append(i, one);
    const std::vector<Real> gradient = plain_gradient({one}, likelihood);
    const double share =
        weighted.weights[static_cast<std::size_t>(i)] * one.target.tokens() / tokens;
    for (std::size_t k = 0; k < expected.size(); ++k)
      expected[k] += static_cast<Real>(share * static_cast<double>(gradient[k]));
  }
  for (int count : {1, 2}) {
    Replicas replicas(*built_, count);
    const std::vector<PairBatch> batches = {weighted};
    const UpdateLoss loss =
        replicas.compute_gradient({.batches = batches, .label_smoothing = 0.1, .dropout_key = 1});
    for (std::size_t k = 0; k < expected.size(); ++k)
      ASSERT_NEAR(replicas.gradient()[k], expected[k], 1e-5) << count << " replicas, element " << k;
    EXPECT_NEAR(loss.plain, likelihood, 1e-3);
  }
}

TEST_F(ReplicasTest, AnyNumberOfReplicasComputesTheGradientOfTheMeanLoss) {
  const std::vector<PairBatch> batches = {batch(9), batch(4)};
  double likelihood = 0;
  const std::vector<Real> expected = plain_gradient(batches, likelihood);
  double square = 0;
  for (const Real d : expected) square += static_cast<double>(d) * static_cast<double>(d);
  for (int count : {1, 2, 3, 16}) {  // 16: some shards are empty
    Replicas replicas(*built_, count);
    const UpdateLoss loss =
        replicas.compute_gradient({.batches = batches, .label_smoothing = 0.1, .dropout_key = 1});
    for (std::size_t i = 0; i < expected.size(); ++i) {
      ASSERT_NEAR(replicas.gradient()[i], expected[i], 1e-5) << count << " replicas, element " << i;
    }
    EXPECT_NEAR(loss.gradient_norm, std::sqrt(square), 1e-5);
    EXPECT_EQ(loss.target_tokens, batches[0].target.tokens() + batches[1].target.tokens());
    EXPECT_EQ(loss.source_tokens, loss.target_tokens);
    EXPECT_TRUE(loss.finite());
    EXPECT_NEAR(loss.plain, likelihood, 1e-4 * likelihood);
    EXPECT_NEAR(loss.loss, likelihood, 0.1 * likelihood);
    EXPECT_NE(loss.loss, loss.plain);
  }
}

TEST_F(ReplicasTest, TheSameNumberOfReplicasGivesTheSameBits) {
  model().dropout = 0.3;
  set_up_model();
  const std::vector<PairBatch> batches = {batch(20)};
  const UpdateWork work = {.batches = batches, .label_smoothing = 0.1, .dropout_key = 5};
  Replicas first(*built_, 3), second(*built_, 3);
  const UpdateLoss one = first.compute_gradient(work);
  for (int repeat = 0; repeat < 20; ++repeat) {
    const UpdateLoss two = second.compute_gradient(work);
    EXPECT_EQ(one.loss, two.loss);
    EXPECT_EQ(one.plain, two.plain);
    EXPECT_EQ(one.gradient_norm, two.gradient_norm);
    ASSERT_TRUE(
        std::equal(first.gradient().begin(), first.gradient().end(), second.gradient().begin()));
  }
  second.compute_gradient({.batches = batches, .label_smoothing = 0.1, .dropout_key = 6});
  EXPECT_FALSE(
      std::equal(first.gradient().begin(), first.gradient().end(), second.gradient().begin()));
}

// Against f32: the rounding of both sides of each product, a few thousandths.
TEST_F(ReplicasTest, Bf16IsCloseToF32) {
  const std::vector<PairBatch> batches = {batch(20)};
  const UpdateWork work = {.batches = batches, .label_smoothing = 0.1, .dropout_key = 5};
  Replicas exact(*built_, 2), rounded(*built_, 2, Precision::bf16);
  const UpdateLoss one = exact.compute_gradient(work), two = rounded.compute_gradient(work);
  EXPECT_NE(one.loss, two.loss);
  EXPECT_NEAR(one.loss, two.loss, 0.002 * one.loss);
  double difference = 0;
  for (std::size_t i = 0; i < exact.gradient().size(); ++i) {
    const double d = double(exact.gradient()[i]) - double(rounded.gradient()[i]);
    difference += d * d;
  }
  EXPECT_LT(std::sqrt(difference), 0.02 * one.gradient_norm);
}

TEST_F(ReplicasTest, RangesCoverEveryParameterOnce) {
  for (int count : {1, 2, 5, 64}) {
    Replicas replicas(*built_, count);
    std::vector<int> visits(built_->parameters().values().size());
    replicas.for_each_range([&](Range range) {
      for (std::size_t i = range.begin; i < range.end; ++i) ++visits[i];
    });
    EXPECT_EQ(std::count(visits.begin(), visits.end(), 1),
              static_cast<std::ptrdiff_t>(visits.size()))
        << count;
  }
}

TEST_F(ReplicasTest, BadNumbersAreNoticed) {
  built_->parameters().values()[0] = std::nanf("");
  const std::vector<PairBatch> batches = {batch(20)};
  Replicas replicas(*built_, 2);
  EXPECT_FALSE(replicas.compute_gradient({.batches = batches, .dropout_key = 1}).finite());
}

}  // namespace
}  // namespace nmt
