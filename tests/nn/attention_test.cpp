// Every score by hand on the example of docs/attention.md, and what holds for any numbers.
#include "nn/attention.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <set>
#include <string>

#include "autograd/attention_trace.h"
#include "nn/attend_to.h"
#include "nn/attention_example.h"

namespace nmt {
namespace {

template <std::size_t kCount>
void expect_numbers(const std::array<double, kCount>& by_hand, const std::vector<double>& seen,
                    const std::string& what) {
  ASSERT_EQ(seen.size(), kCount) << what;
  for (std::size_t i = 0; i < kCount; ++i) {
    if (std::isnan(by_hand[i])) continue;
    EXPECT_NEAR(seen[i], by_hand[i], kTolerance) << what << " " << i;
  }
}

template <std::size_t kRows, std::size_t kCols>
Var matrix(Tape& tape, const Rows<kRows, kCols>& rows) {
  const Tensor t = tape.make(kRows, kCols);
  for (std::size_t r = 0; r < kRows; ++r)
    for (std::size_t c = 0; c < kCols; ++c) t(int(r), int(c)) = static_cast<Real>(rows[r][c]);
  return tape.leaf(t);
}

// Gives a parameter its numbers, where there is one.
template <std::size_t kRows, std::size_t kCols>
void set(const ParameterSet& parameters, const char* name, const Rows<kRows, kCols>& rows) {
  const Parameter* found = parameters.find(name);
  if (found == nullptr) return;
  ASSERT_EQ(found->rows, int(kRows)) << name;
  ASSERT_EQ(found->cols, int(kCols)) << name;
  for (std::size_t r = 0; r < kRows; ++r)
    for (std::size_t c = 0; c < kCols; ++c)
      found->value(int(r), int(c)) = static_cast<Real>(rows[r][c]);
}

Attention::Shape example_shape(const Worked& worked) {
  return {.score = worked.score,
          .scope = worked.scope,
          .window = 1,
          .query = 2,
          .key = 2,
          .dim = 2,
          .max_length = 4};
}

Attended attend_in_example(Tape& tape, const Worked& worked) {
  ParameterSet parameters;
  const Attention attention(parameters, "a", example_shape(worked));
  parameters.allocate();
  set(parameters, "a.key.weight", kU);
  if (std::string(worked.score) == "location")
    set(parameters, "a.query.weight", kLocationW);
  else
    set(parameters, "a.query.weight", kW);
  set(parameters, "a.v", kV);
  set(parameters, "a.centre.weight", kW);
  set(parameters, "a.centre.v", kCentreV);
  const RowRange query{0, 1}, sources{0, 3};
  return attend_to(tape, attention, matrix(tape, kQuery), matrix(tape, kStates),
                   {{&query, 1}, {&sources, 1}, {&worked.position, 1}});
}

TEST(AttentionExample, EveryScoreAndScopeByHand) {
  for (const Worked& worked : kWorked) {
    Tape tape(Tape::Mode::infer);
    const Attended attended = attend_in_example(tape, worked);
    expect_numbers(worked.weights, weights_of(attended, 0, 3), worked.name);
    expect_numbers(worked.context, row_of(attended.context.value(), 0), worked.name);
  }
}

// A new score must be written by hand too.
TEST(AttentionExample, HasEveryScore) {
  std::set<std::string> worked;
  for (const Worked& each : kWorked) worked.insert(each.score);
  for (const std::string& score : score_names())
    EXPECT_TRUE(worked.contains(score))
        << "write the numbers of '" << score
        << "' by hand into kWorked of tests/nn/attention_example.h, and show them in "
           "docs/attention.md";
  for (const std::string& score : worked)
    EXPECT_THAT(score_names(), testing::Contains(score))
        << "kScores of src/nn/attention.cpp lacks it";
}

const AttentionLayout* one_sentence(Tape& tape, int queries, int keys,
                                    Visible visible = Visible::all, int heads = 1) {
  const RowRange q{0, queries}, k{0, keys};
  return make_attention_layout(tape, {&q, 1}, {&k, 1}, heads, visible);
}

TEST(AttentionExample, ScoresByHand) {
  for (const Worked& worked : kWorked) {
    Tape tape(Tape::Mode::infer);
    AttentionTrace trace;
    tape.watch(&trace);
    attend_in_example(tape, worked);
    ASSERT_EQ(trace.calls.size(), 1u);
    const AttentionCall& call = trace.calls[0];
    EXPECT_EQ(call.score, worked.score);
    const AttentionSpan& span = call.layout->spans[0];
    const RowRange seen = call.layout->visible_keys(span, 0);
    std::vector<double> scores(3, kUnseen);
    for (int key = seen.begin; key < seen.begin + seen.count; ++key)
      scores[static_cast<std::size_t>(span.first_position + key)] =
          double(call.layout->block(call.scores.value().data, span, 0)(0, key));
    for (std::size_t i = 0; i < 3; ++i)
      EXPECT_EQ(std::isnan(scores[i]), std::isnan(worked.scores[i])) << worked.name << " " << i;
    expect_numbers(worked.scores, scores, worked.name);
  }
}

// Every score says by which formula it is made, and the formula names what it compares.
TEST(AttentionExample, EveryScoreHasItsFormula) {
  for (const Worked& worked : kWorked) {
    Tape tape(Tape::Mode::infer);
    AttentionTrace trace;
    tape.watch(&trace);
    attend_in_example(tape, worked);
    const AttentionCall& call = trace.calls[0];
    const std::string formula = call.formula;
    EXPECT_THAT(formula, testing::HasSubstr(call.query_sign)) << worked.score;
    EXPECT_THAT(formula, testing::HasSubstr(call.key_sign)) << worked.score;
    EXPECT_EQ(formula.find(" k") != std::string::npos, *call.key_sign != '\0') << worked.score;
  }
}

// From the scores to the weights with a pocket calculator.
TEST(AttentionExample, StepsOfTheSoftmaxByHand) {
  for (const Worked& worked : all_worked()) {
    const auto& x = worked.scores;
    const double highest = std::fmax(std::fmax(x[0], x[1]), x[2]);
    double sum = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      if (std::isnan(x[i])) continue;
      EXPECT_NEAR(worked.exponentials[i], std::exp(x[i] - highest), kTolerance) << worked.name;
      EXPECT_NEAR(worked.softmax[i], worked.exponentials[i] / worked.sum, 2e-4) << worked.name;
      sum += worked.exponentials[i];
    }
    EXPECT_NEAR(worked.sum, sum, 2e-4) << worked.name;
  }
  EXPECT_NEAR(kTanh1, std::tanh(1), kTolerance);
  EXPECT_NEAR(kTanh2, std::tanh(2), kTolerance);
  EXPECT_NEAR(kSigmoid, 1 / (1 + std::exp(kTanh1)), kTolerance);
  EXPECT_NEAR(kCentre, 3 * kSigmoid, 2e-4);
  EXPECT_NEAR(kWorked.back().nearness[0], std::exp(-2 * kCentre * kCentre), kTolerance);
  EXPECT_NEAR(kWorked.back().nearness[1], std::exp(-2 * (1 - kCentre) * (1 - kCentre)), kTolerance);
}

// All three projections in are the identity; W_o is U.
TEST(AttentionExample, TwoHeadsByHand) {
  ParameterSet parameters;
  const CrossAttention attention(parameters, "a", 2);
  parameters.allocate();
  set(parameters, "a.query.weight", kIdentity);
  set(parameters, "a.key_value.weight", Rows<2, 4>{{{1, 0, 1, 0}, {0, 1, 0, 1}}});
  set(parameters, "a.out.weight", kU);

  Tape tape(Tape::Mode::infer);
  const AttentionLayout* layout = one_sentence(tape, 1, 3, Visible::all, 2);
  const Var query = attention.project_query(tape, matrix(tape, kQuery));
  const KeysAndValues memory = attention.project_memory(tape, matrix(tape, kStates));
  const Attended plain = attend(tape, query, memory.key, memory.value, layout, 0);
  const Var scores = dot_scores(tape, query, memory.key, layout, 1);
  for (int head = 0; head < 2; ++head) {
    const Worked& worked = kHeads[static_cast<std::size_t>(head)];
    expect_numbers(worked.scores,
                   row_of(layout->block(scores.value().data, layout->spans[0], head), 0),
                   worked.name);
    expect_numbers(worked.weights, weights_of(plain, 0, 3, head), worked.name);
    EXPECT_NEAR(plain.context.value()(0, head), worked.context[0], kTolerance);
  }
  const Attended mixed = attention(tape, query, memory, layout, 0);
  expect_numbers(kMixed, row_of(mixed.context.value(), 0), "mixed");
  expect_numbers(kHeads[1].weights, weights_of(mixed, 0, 3, 1), "weights");
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
