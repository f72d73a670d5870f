// The lecture's example: three keys in the plane, numbers that can be done by hand.
#include "nn/attention.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace nmt {
namespace {

// A matrix on a tape from its rows.
template <std::size_t kRows, std::size_t kCols>
Var matrix(Tape& tape, const std::array<std::array<double, kCols>, kRows>& rows) {
  const Tensor t = tape.make(kRows, kCols);
  for (std::size_t r = 0; r < kRows; ++r)
    for (std::size_t c = 0; c < kCols; ++c) t(int(r), int(c)) = static_cast<Real>(rows[r][c]);
  return tape.leaf(t);
}

const AttentionLayout* one_sentence(Tape& tape, int queries, int keys,
                                    Visible visible = Visible::all, int heads = 1) {
  const RowRange q{0, queries}, k{0, keys};
  return make_attention_layout(tape, {&q, 1}, {&k, 1}, heads, visible);
}

// The query (2, 0) equals the first key. Scores q.k are 4, 0, -4; divided by sqrt(2): 2.8284, 0,
// -2.8284. exp: 16.919, 1, 0.0591; their sum 17.978. Weights: 0.9411, 0.0556, 0.0033. Context =
// 0.9411 (1, 0) + 0.0556 (0, 1) + 0.0033 (1, 1) = (0.9444, 0.0589).
TEST(Attention, ThreeKeysByHand) {
  Tape tape(Tape::Mode::infer);
  const Var query = matrix<1, 2>(tape, {{{2, 0}}});
  const Var key = matrix<3, 2>(tape, {{{2, 0}, {0, 2}, {-2, 0}}});
  const Var value = matrix<3, 2>(tape, {{{1, 0}, {0, 1}, {1, 1}}});
  const AttentionLayout* layout = one_sentence(tape, 1, 3);

  const Var scores = dot_scores(tape, query, key, layout, 1 / std::sqrt(Real(2)));
  EXPECT_NEAR(scores.value().data[0], 2.8284, 1e-4);
  EXPECT_NEAR(scores.value().data[1], 0, 1e-4);
  EXPECT_NEAR(scores.value().data[2], -2.8284, 1e-4);

  const Attended attended = attend(tape, query, key, value, layout, 0);
  EXPECT_NEAR(attended.weights.value().data[0], 0.9411, 1e-4);
  EXPECT_NEAR(attended.weights.value().data[1], 0.0556, 1e-4);
  EXPECT_NEAR(attended.weights.value().data[2], 0.0033, 1e-4);
  EXPECT_NEAR(attended.context.value()(0, 0), 0.9444, 1e-4);
  EXPECT_NEAR(attended.context.value()(0, 1), 0.0589, 1e-4);
}

// The projected query (1, 0) and keys (1, 0), (0, 2), (-2, 0). tanh of their sums: (tanh 2, 0),
// (tanh 1, tanh 2), (-tanh 1, 0). With v = (1, 2): 0.9640, 0.7616 + 1.9281 = 2.6897, -0.7616. exp:
// 2.6222, 14.7268, 0.4669; their sum 17.8159. Weights: 0.1472, 0.8266, 0.0262.
TEST(Attention, AdditiveScoresByHand) {
  Tape tape(Tape::Mode::infer);
  const Var query = matrix<1, 2>(tape, {{{1, 0}}});
  const Var key = matrix<3, 2>(tape, {{{1, 0}, {0, 2}, {-2, 0}}});
  const Var v = matrix<1, 2>(tape, {{{1, 2}}});
  const Var value = matrix<3, 2>(tape, {{{1, 0}, {0, 1}, {1, 1}}});
  const AttentionLayout* layout = one_sentence(tape, 1, 3);

  const Var scores = additive_scores(tape, query, key, v, layout);
  EXPECT_NEAR(scores.value().data[0], 0.9640, 1e-4);
  EXPECT_NEAR(scores.value().data[1], 2.6897, 1e-4);
  EXPECT_NEAR(scores.value().data[2], -0.7616, 1e-4);

  const Attended attended = attend_by(tape, scores, value, layout, 0);
  EXPECT_NEAR(attended.weights.value().data[0], 0.1472, 1e-4);
  EXPECT_NEAR(attended.weights.value().data[1], 0.8266, 1e-4);
  EXPECT_NEAR(attended.weights.value().data[2], 0.0262, 1e-4);
  EXPECT_NEAR(attended.context.value()(0, 0), 0.1734, 1e-4);
  EXPECT_NEAR(attended.context.value()(0, 1), 0.8528, 1e-4);
}

TEST(Attention, WeightsSumToOneAndTheFutureGetsNone) {
  Tape tape(Tape::Mode::infer);
  const Var x = matrix<4, 2>(tape, {{{1, 2}, {0, -1}, {3, 1}, {-2, 2}}});
  const AttentionLayout* causal = one_sentence(tape, 4, 4, Visible::causal);
  const Attended attended = attend(tape, x, x, x, causal, 0);
  const Tensor weights = causal->block(attended.weights.value().data, causal->spans[0], 0);
  for (int q = 0; q < 4; ++q) {
    double sum = 0;
    for (int k = 0; k < 4; ++k) sum += double(weights(q, k));
    EXPECT_NEAR(sum, 1, 1e-6);
    for (int k = q + 1; k < 4; ++k) EXPECT_EQ(weights(q, k), 0);
  }
  // The first position sees itself alone.
  EXPECT_EQ(attended.context.value()(0, 0), x.value()(0, 0));
  EXPECT_EQ(attended.context.value()(0, 1), x.value()(0, 1));
}

TEST(Attention, PermutingKeysAndValuesTogetherChangesNothing) {
  Tape tape(Tape::Mode::infer);
  const Var query = matrix<2, 2>(tape, {{{1, 2}, {-1, 0.5}}});
  const Var key = matrix<3, 2>(tape, {{{1, 0}, {0, 1}, {2, 2}}}),
            moved_key = matrix<3, 2>(tape, {{{2, 2}, {1, 0}, {0, 1}}});
  const Var value = matrix<3, 2>(tape, {{{5, 6}, {7, 8}, {9, 1}}}),
            moved = matrix<3, 2>(tape, {{{9, 1}, {5, 6}, {7, 8}}});
  const AttentionLayout* layout = one_sentence(tape, 2, 3);
  const Tensor a = attend(tape, query, key, value, layout, 0).context.value();
  const Tensor b = attend(tape, query, moved_key, moved, layout, 0).context.value();
  for (int r = 0; r < 2; ++r)
    for (int c = 0; c < 2; ++c) EXPECT_NEAR(a(r, c), b(r, c), 1e-5);
}

// Heads share nothing: each is plain attention on its own columns.
TEST(Attention, EachHeadIsPlainAttentionOnItsColumns) {
  Tape tape(Tape::Mode::infer);
  const Var x = matrix<3, 4>(tape, {{{1, 2, 3, 4}, {-1, 0, 2, 1}, {0.5, 1, -2, 0}}});
  const Tensor both =
      attend(tape, x, x, x, one_sentence(tape, 3, 3, Visible::all, 2), 0).context.value();
  for (int head = 0; head < 2; ++head) {
    const Var own = tape.columns(x, 2 * head, 2);
    const Tensor alone = attend(tape, own, own, own, one_sentence(tape, 3, 3), 0).context.value();
    for (int r = 0; r < 3; ++r)
      for (int c = 0; c < 2; ++c) EXPECT_EQ(both(r, 2 * head + c), alone(r, c));
  }
}

TEST(Attention, SentencesDoNotSeeEachOther) {
  Tape tape(Tape::Mode::infer);
  const Var x = matrix<4, 2>(tape, {{{1, 2}, {0, -1}, {3, 1}, {-2, 2}}});
  const RowRange sentences[] = {{0, 1}, {1, 3}};
  const AttentionLayout* layout =
      make_attention_layout(tape, sentences, sentences, 1, Visible::all);
  const Tensor context = attend(tape, x, x, x, layout, 0).context.value();
  EXPECT_EQ(context(0, 0), 1);
  EXPECT_EQ(context(0, 1), 2);
}

}  // namespace
}  // namespace nmt
