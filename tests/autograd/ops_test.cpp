// What the gradient table does not show: sizes beyond one chunk, and the answers to wrong shapes.
#include "autograd/ops.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/random.h"
#include "caught_error.h"

namespace nmt {
namespace {

std::vector<Real> random_numbers(int count, std::uint64_t seed) {
  Random random(seed);
  std::vector<Real> numbers(static_cast<std::size_t>(count));
  for (Real& x : numbers) x = static_cast<Real>(random.normal());
  return numbers;
}

// 600 tokens are taken in three chunks; the sum of single tokens has none.
TEST(CrossEntropy, ChunksChangeNothing) {
  constexpr int kTokens = 600, kDim = 5, kWords = 7;
  std::vector<Real> hidden = random_numbers(kTokens * kDim, 1),
                    weight = random_numbers(kWords * kDim, 2), bias = random_numbers(kWords, 3);
  std::vector<TokenId> target(kTokens);
  for (int t = 0; t < kTokens; ++t) target[std::size_t(t)] = t % kWords;

  struct Sums {
    double loss = 0, plain = 0;
    std::vector<Real> d_hidden, d_weight, d_bias;
  };
  const auto run = [&](int part) {
    Sums sums;
    sums.d_weight.assign(weight.size(), 0);
    sums.d_bias.assign(bias.size(), 0);
    for (int begin = 0; begin < kTokens; begin += part) {
      Tape tape(Tape::Mode::train);
      const Var h = tape.leaf({hidden.data() + begin * kDim, part, kDim});
      const Var w = tape.leaf({weight.data(), kWords, kDim}),
                b = tape.leaf({bias.data(), 1, kWords});
      const Var loss = projected_cross_entropy(
          tape, h, w, b,
          {.target = std::span(target).subspan(std::size_t(begin), std::size_t(part)),
           .smoothing = Real(0.1),
           .scale = Real(0.01),
           .plain = &sums.plain});
      sums.loss += double(*loss.value().data);
      tape.backward(loss);
      const Tensor d_h = tape.gradient(h).to, d_w = tape.gradient(w).to, d_b = tape.gradient(b).to;
      sums.d_hidden.insert(sums.d_hidden.end(), d_h.data, d_h.data + d_h.size());
      for (std::size_t i = 0; i < weight.size(); ++i) sums.d_weight[i] += d_w.data[i];
      for (std::size_t i = 0; i < bias.size(); ++i) sums.d_bias[i] += d_b.data[i];
    }
    return sums;
  };
  const Sums whole = run(kTokens), single = run(1);
  EXPECT_NEAR(whole.loss, single.loss, 1e-4);
  EXPECT_NEAR(whole.plain, single.plain, 1e-2);
  EXPECT_EQ(whole.d_hidden, single.d_hidden);
  for (std::size_t i = 0; i < weight.size(); ++i)
    EXPECT_NEAR(whole.d_weight[i], single.d_weight[i], 1e-5);
  for (std::size_t i = 0; i < bias.size(); ++i)
    EXPECT_NEAR(whole.d_bias[i], single.d_bias[i], 1e-5);
}

TEST(Ops, WrongShapesAreNamed) {
  Tape tape(Tape::Mode::infer);
  const Var x = tape.constant(tape.make_zero(2, 3)), y = tape.constant(tape.make_zero(2, 4));
  EXPECT_EQ(complaint_of([&] { add(tape, x, y); }), "add: shape [2, 4] where [2, 3] is wanted");
  EXPECT_EQ(complaint_of([&] { gate(tape, x, Activation::relu); }),
            "gate: 3 columns have no halves");
  const std::vector<TokenId> ids = {1, 2};
  EXPECT_EQ(complaint_of([&] { embed(tape, x, ids, 1); }),
            "embed: number 2 where 0 to 1 are wanted");
  const RowRange rows[] = {{0, 2}};
  const AttentionLayout* layout = make_attention_layout(tape, rows, rows, 2, Visible::all);
  EXPECT_EQ(complaint_of([&] { dot_scores(tape, x, x, layout, 1); }),
            "dot_scores: columns beyond the heads 1 where 0 is wanted");
}

TEST(Ops, MoreScoresThanAnIntCountsAreRefused) {
  Tape tape(Tape::Mode::infer);
  const RowRange rows[] = {{0, 100000}};
  EXPECT_EQ(complaint_of([&] { make_attention_layout(tape, rows, rows, 4, Visible::all); }),
            "attention would need 40000000000 scores at once");
}

}  // namespace
}  // namespace nmt
