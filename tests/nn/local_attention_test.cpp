// Windows over the source: which positions they hold, and that the way they are grouped into spans
// shows in no bit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "nn/attend_to.h"
#include "tensors.h"

namespace nmt {
namespace {

constexpr int kWidth = 6;
const std::vector<std::string> kContentScores = {"dot", "scaled_dot", "general", "additive",
                                                 "concat"};

// Attention with random weights.
struct Drawn {
  ParameterSet parameters;
  Attention attention;

  Drawn(const std::string& score, Scope scope, int window)
      : attention(parameters, "a",
                  {.score = score,
                   .scope = scope,
                   .window = window,
                   .query = kWidth,
                   .key = kWidth,
                   .dim = 5,
                   .max_length = 300}) {
    parameters.initialise(7);
  }
};

// Target sentences of `targets` words that look at source sentences of `lengths` words: one range of
// queries for each sentence, or one for each word.
enum class Asked { together, one_by_one };
struct Sentences {
  std::vector<RowRange> queries, sources;
  std::vector<int> positions;
  int source_rows = 0;

  Sentences(const std::vector<int>& targets, const std::vector<int>& lengths, Asked asked) {
    for (std::size_t i = 0; i < targets.size(); ++i) {
      const RowRange source{source_rows, lengths[i]};
      source_rows += lengths[i];
      for (int t = 0; t < targets[i]; ++t) {
        const int row = static_cast<int>(positions.size());
        if (t == 0 || asked == Asked::one_by_one) {
          queries.push_back({row, 0});
          sources.push_back(source);
        }
        ++queries.back().count;
        positions.push_back(t);
      }
    }
  }
  Looks looks() const { return {queries, sources, positions}; }
};

// Contexts and weights of both sides, on the same random states.
void expect_same(const Drawn& a, const Sentences& by_a, const Drawn& b, const Sentences& by_b) {
  Tape tape(Tape::Mode::infer);
  const int rows = static_cast<int>(by_a.positions.size());
  const Var query = tape.constant(random_tensor(tape, rows, kWidth, 1)),
            states = tape.constant(random_tensor(tape, by_a.source_rows, kWidth, 2));
  const Attended of_a = attend_to(tape, a.attention, query, states, by_a.looks()),
                 of_b = attend_to(tape, b.attention, query, states, by_b.looks());
  EXPECT_TRUE(same_bits(of_a.context.value(), of_b.context.value()));
  for (int q = 0; q < rows; ++q)
    EXPECT_EQ(weights_of(of_a, q, by_a.source_rows), weights_of(of_b, q, by_a.source_rows)) << q;
}

TEST(LocalAttention, AWindowOverTheWholeSentenceIsGlobal) {
  const std::vector<int> targets = {20, 1, 17, 30}, sources = {1, 16, 7, 40};
  for (const std::string& score : kContentScores) {
    SCOPED_TRACE(score);
    const Sentences sentences(targets, sources, Asked::together);
    expect_same(Drawn(score, Scope::local_m, 40), sentences, Drawn(score, Scope::global, 0),
                sentences);
  }
}

// Up to 16 queries share a span of at most 128 keys: windows of 2 * 63 + 1 go two by two, those of
// 2 * 64 + 1 alone.
TEST(LocalAttention, QueriesTogetherHaveTheBitsOfEachAlone) {
  const std::vector<int> targets = {1, 15, 16, 17, 33, 150, 150},
                         sources = {9, 40, 3, 17, 128, 129, 300};
  const Sentences together(targets, sources, Asked::together),
      apart(targets, sources, Asked::one_by_one);
  for (const Scope scope : {Scope::local_m, Scope::local_p})
    for (const int window : {1, 8, 56, 63, 64, 90}) {
      SCOPED_TRACE(window);
      const Drawn drawn("general", scope, window);
      expect_same(drawn, together, drawn, apart);
    }
}

TEST(LocalAttention, EveryScoreHasTheBitsOfEachQueryAlone) {
  const std::vector<int> targets = {35, 4}, sources = {30, 6};
  const Sentences together(targets, sources, Asked::together),
      apart(targets, sources, Asked::one_by_one);
  for (const std::string& score : score_names()) {
    SCOPED_TRACE(score);
    const Drawn drawn(score, Scope::local_p, 5);
    expect_same(drawn, together, drawn, apart);
  }
}

// The positions that queries with these centres see in one sentence.
std::vector<std::vector<int>> seen_from(const std::vector<Real>& centres, int reach, int length) {
  Tape tape(Tape::Mode::infer);
  const RowRange queries{0, static_cast<int>(centres.size())}, keys{5, length};
  const AttentionLayout* layout =
      make_local_layout(tape, {&queries, 1}, {&keys, 1}, centres, reach);
  std::vector<std::vector<int>> seen(centres.size());
  for (const AttentionSpan& span : layout->spans) {
    EXPECT_EQ(span.key_begin, keys.begin + span.first_position);
    EXPECT_LE(span.first_position + span.key_count, length);
    each_visible(*layout, span, [&](int q, int k) {
      seen[static_cast<std::size_t>(span.query_begin + q)].push_back(span.first_position + k);
    });
  }
  return seen;
}

std::vector<int> from_to(int first, int last) {
  std::vector<int> positions(static_cast<std::size_t>(last - first + 1));
  std::iota(positions.begin(), positions.end(), first);
  return positions;
}

TEST(LocalLayout, SeesTheWholePositionsWithinReach) {
  EXPECT_THAT(seen_from({0, 3, 9, Real(2.5), Real(2.75)}, 2, 10),
              testing::ElementsAre(from_to(0, 2), from_to(1, 5), from_to(7, 9), from_to(1, 4),
                                   from_to(1, 4)));
}

TEST(LocalLayout, SeesTheNearestPositionAtLeast) {
  EXPECT_THAT(seen_from({4}, 0, 10), testing::ElementsAre(from_to(4, 4)));
  EXPECT_THAT(seen_from({12, 0, 5}, 3, 1),
              testing::ElementsAre(from_to(0, 0), from_to(0, 0), from_to(0, 0)));
  EXPECT_THAT(seen_from({1}, 10000, 3), testing::ElementsAre(from_to(0, 2)));
}

TEST(LocalLayout, MovesACentreIntoTheSentence) {
  constexpr Real kInfinity = std::numeric_limits<Real>::infinity(),
                 kNaN = std::numeric_limits<Real>::quiet_NaN();
  EXPECT_THAT(seen_from({10, 500, Real(1e30), kInfinity, -3, -kInfinity, kNaN}, 2, 10),
              testing::ElementsAre(from_to(7, 9), from_to(7, 9), from_to(7, 9), from_to(7, 9),
                                   from_to(0, 2), from_to(0, 2), from_to(0, 2)));
}

// Half a word between two positions, with a reach of 0: no position is within it, the nearest is
// seen all the same.
TEST(LocalLayout, SeesTheNearestPositionBetweenTwo) {
  EXPECT_THAT(seen_from({Real(2.5)}, 0, 10)[0], testing::SizeIs(1));
}

// A model that has diverged asks with numbers that are none: the search reports it, and nothing is
// read out of bounds before.
TEST(LocalAttention, ANumberThatIsNoneIsNoCrash) {
  for (const Scope scope : {Scope::local_m, Scope::local_p}) {
    const Drawn drawn("general", scope, 2);
    Tape tape(Tape::Mode::infer);
    const Tensor query = tape.make(3, kWidth);
    std::fill_n(query.data, query.size(), std::numeric_limits<Real>::quiet_NaN());
    const Sentences sentences({3}, {8}, Asked::together);
    const Attended attended =
        attend_to(tape, drawn.attention, tape.constant(query),
                  tape.constant(random_tensor(tape, 8, kWidth, 2)), sentences.looks());
    EXPECT_TRUE(std::isnan(attended.context.value()(0, 0)));
  }
}

// Luong 2015, eq. 10: the weights of local-p are shares of a softmax made smaller, never larger.
TEST(LocalAttention, TheGaussianTakesAway) {
  const Drawn drawn("general", Scope::local_p, 3);
  const Sentences sentences({9, 4}, {12, 2}, Asked::together);
  Tape tape(Tape::Mode::infer);
  const Attended attended =
      attend_to(tape, drawn.attention, tape.constant(random_tensor(tape, 13, kWidth, 1)),
                tape.constant(random_tensor(tape, 14, kWidth, 2)), sentences.looks());
  for (int q = 0; q < 13; ++q) {
    const std::vector<double> weights = weights_of(attended, q, 12);
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    EXPECT_GT(sum, 0);
    EXPECT_LT(sum, 1);
  }
}

TEST(Attention, LocationLooksAtPositionsAndNotAtKeys) {
  const Drawn drawn("location", Scope::global, 0);
  const Sentences sentences({4}, {9}, Asked::together);
  Tape tape(Tape::Mode::infer);
  const Var query = tape.constant(random_tensor(tape, 4, kWidth, 1)),
            states = tape.constant(random_tensor(tape, 9, kWidth, 2));
  const std::vector<int> permuted = {3, 1, 8, 0, 2, 7, 6, 5, 4};
  const Attended plain = attend_to(tape, drawn.attention, query, states, sentences.looks()),
                 moved = attend_to(tape, drawn.attention, query,
                                   gather_rows(tape, states, permuted), sentences.looks());
  EXPECT_TRUE(same_bits(plain.weights.value(), moved.weights.value()));
  EXPECT_FALSE(same_bits(plain.context.value(), moved.context.value()));
}

// The others move with the keys.
TEST(Attention, ContentLooksAtKeysAndNotAtPositions) {
  for (const std::string& score : kContentScores) {
    const Drawn drawn(score, Scope::global, 0);
    const Sentences sentences({1}, {3}, Asked::together);
    Tape tape(Tape::Mode::infer);
    const Var query = tape.constant(random_tensor(tape, 1, kWidth, 1)),
              states = tape.constant(random_tensor(tape, 3, kWidth, 2));
    const std::vector<int> permuted = {2, 0, 1};
    const std::vector<double> plain = weights_of(attend_to(tape, drawn.attention, query, states,
                                                           sentences.looks()),
                                                 0, 3),
                              moved = weights_of(
                                  attend_to(tape, drawn.attention, query,
                                            gather_rows(tape, states, permuted), sentences.looks()),
                                  0, 3);
    for (std::size_t i = 0; i < 3; ++i)
      EXPECT_NEAR(moved[i], plain[static_cast<std::size_t>(permuted[i])], 1e-6) << score;
  }
}

TEST(Attention, ConcatIsAdditiveByAnotherName) {
  const Sentences sentences({5, 3}, {20, 4}, Asked::together);
  for (const Scope scope : {Scope::global, Scope::local_m, Scope::local_p})
    expect_same(Drawn("concat", scope, 2), sentences, Drawn("additive", scope, 2), sentences);
}

}  // namespace
}  // namespace nmt
