#include "autograd/tape.h"

#include <gtest/gtest.h>

#include "autograd/ops.h"
#include "autograd/parameter.h"
#include "caught_error.h"

namespace nmt {
namespace {

TEST(Tape, InferenceRecordsNothingAndDropsNothing) {
  Tape tape(Tape::Mode::infer);
  const Tensor numbers = tape.make_zero(2, 3);
  numbers(1, 2) = 5;
  const Var x = tape.leaf(numbers);
  EXPECT_FALSE(x.node().needs_gradient);
  EXPECT_EQ(dropout(tape, x, Real(0.9)).value()(1, 2), 5);
  EXPECT_EQ(add_dropout(tape, x, x, Real(0.9)).value()(1, 2), 10);
}

TEST(Tape, GradientsOfAllUsesAdd) {
  Tape tape(Tape::Mode::train);
  const Tensor one = tape.make(1, 1);
  *one.data = 3;
  const Var x = tape.leaf(one);
  const Var y = add(tape, add(tape, x, x), x);  // 3 x
  tape.backward(y);
  EXPECT_EQ(*tape.gradient(x).to.data, 3);
}

TEST(Tape, ParameterGradientsGoToTheBufferOfTheReplica) {
  ParameterSet parameters;
  parameters.declare("first", 1, 2, Init::constant(1));
  const Parameter& second = parameters.declare("second", 1, 2, Init::constant(2));
  parameters.initialise(1);
  std::vector<Real> gradients(4);
  Tape tape(Tape::Mode::train, gradients);
  const Var p = tape.parameter(second);
  const Tensor d = tape.make(1, 2);
  d(0, 0) = 5;
  d(0, 1) = 7;
  tape.backward(add(tape, p, p), d);
  EXPECT_EQ(gradients, (std::vector<Real>{0, 0, 10, 14}));
}

TEST(Tape, DropoutKeysRepeatWithTheKeyOfTheStep) {
  Tape tape(Tape::Mode::train);
  tape.reset(4);
  const auto a = tape.next_dropout_key(), b = tape.next_dropout_key();
  tape.reset(4);
  EXPECT_EQ(tape.next_dropout_key(), a);
  EXPECT_EQ(tape.next_dropout_key(), b);
  EXPECT_NE(a, b);
  tape.reset(5);
  EXPECT_NE(tape.next_dropout_key(), a);
}

TEST(Tape, LendsAnArenaAgainOnlyWhenNobodyHoldsIt) {
  Tape tape(Tape::Mode::infer);
  std::shared_ptr<Arena> one = tape.lend_arena();
  *one->allocate<int>(1) = 7;
  tape.reset();
  const std::shared_ptr<Arena> two = tape.lend_arena();
  EXPECT_NE(one, two);
  EXPECT_GT(one->mark().used, 0u);
  const Arena* first = one.get();
  one.reset();
  one = tape.lend_arena();
  EXPECT_EQ(one.get(), first);
  EXPECT_EQ(one->mark().used, 0u);
}

TEST(Parameters, StartAsAFunctionOfSeedAndNameAlone) {
  ParameterSet one, two;
  one.declare("x", 2, 3, Init::normal(1));
  two.declare("another", 5, 5, Init::uniform(1));
  two.declare("x", 2, 3, Init::normal(1));
  one.initialise(7);
  two.initialise(7);
  const Tensor a = one.find("x")->value, b = two.find("x")->value;
  for (int r = 0; r < 2; ++r)
    for (int c = 0; c < 3; ++c) EXPECT_EQ(a(r, c), b(r, c));
  two.initialise(8);
  EXPECT_NE(a(0, 0), two.find("x")->value(0, 0));
}

TEST(Parameters, HaveNamesOfTheirOwn) {
  ParameterSet set;
  set.declare("w", 1, 2, Init::constant(1));
  EXPECT_EQ(complaint_of([&] { set.declare("w", 3, 4, Init::constant(1)); }),
            "parameter 'w' is declared twice");
  EXPECT_EQ(set.size(), 2);
}

TEST(Parameters, XavierHasTheVarianceOfThePaper) {
  ParameterSet set;
  const Parameter& p = set.declare("w", 300, 200, Init::xavier(300, 200));
  set.initialise(3);
  double square = 0;
  for (const Real x : set.values()) square += double(x) * double(x);
  EXPECT_NEAR(square / double(p.size()), 2.0 / (300 + 200), 1e-4);
}

}  // namespace
}  // namespace nmt
