#include "train/gradient_progress.h"

#include <gmock/gmock.h>

#include "autograd/ops.h"
#include "autograd/tape.h"

namespace nmt {
namespace {

using testing::ElementsAre;

class GradientProgressTest : public testing::Test {
 protected:
  // Pieces of 4 numbers: [a a a a] [a a b b] [b b c c].
  void SetUp() override {
    a_ = &parameters_.declare("a", 1, 6, Init::constant(1));
    b_ = &parameters_.declare("b", 1, 4, Init::constant(1));
    c_ = &parameters_.declare("c", 1, 2, Init::constant(1));
    parameters_.initialise(1);
    gradient_.resize(parameters_.values().size());
  }
  GradientProgress::Pieces pieces() {
    return {.size = 4, .count = 3, .complete = [this](std::size_t piece) {
              complete_.push_back(static_cast<int>(piece));
            }};
  }

  ParameterSet parameters_;
  const Parameter *a_ = nullptr, *b_ = nullptr, *c_ = nullptr;
  std::vector<Real> gradient_;
  std::vector<int> complete_;
};

TEST_F(GradientProgressTest, APieceIsCompleteWhenTheTapeHasPassedTheFirstUses) {
  GradientProgress progress(parameters_, pieces(), 1);
  Tape tape(Tape::Mode::train, gradient_);
  tape.tell(&progress.listener(0));
  progress.begin();
  progress.begin_last_batch(0);
  // a is used again at the end: its first use counts.
  const Var a = tape.parameter(*a_), b = tape.parameter(*b_), c = tape.parameter(*c_);
  const Var sum = add(tape, tape.columns(a, 0, 2), tape.columns(b, 0, 2));
  const Var all = add(tape, add(tape, sum, c), tape.columns(tape.parameter(*a_), 4, 2));
  EXPECT_TRUE(complete_.empty());
  tape.backward(all, tape.make_zero(1, 2));
  EXPECT_THAT(complete_, ElementsAre(2, 0, 1));
  progress.finish(0);
  EXPECT_EQ(complete_.size(), 3u);
}

TEST_F(GradientProgressTest, WaitsForTheLastBatchAndForEveryReplica) {
  GradientProgress progress(parameters_, pieces(), 2);
  for (int update = 0; update < 2; ++update) {
    complete_.clear();
    progress.begin();
    const auto pass = [&](int replica) {
      Tape tape(Tape::Mode::train, gradient_);
      tape.tell(&progress.listener(replica));
      const Var c = tape.parameter(*c_);
      tape.backward(add(tape, c, c), tape.make_zero(1, 2));
    };
    pass(0);  // an earlier batch
    progress.begin_last_batch(0);
    pass(0);
    progress.finish(0);
    EXPECT_TRUE(complete_.empty());
    // No batch at all.
    progress.finish(1);
    EXPECT_THAT(complete_, testing::UnorderedElementsAre(0, 1, 2));
  }
}

}  // namespace
}  // namespace nmt
