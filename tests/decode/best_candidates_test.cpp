#include "decode/best_candidates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "base/random.h"

namespace nmt {
namespace {

struct Row {
  double before = 0;
  std::vector<Real> values;
};

// Sorts everything.
std::vector<Continuation> obvious(const std::vector<Row>& rows, int count) {
  std::vector<Continuation> all;
  for (int r = 0; r < static_cast<int>(rows.size()); ++r)
    for (TokenId t = 0; t < static_cast<TokenId>(rows[r].values.size()); ++t)
      if (t != kBegin && std::isfinite(rows[r].values[t]))
        all.push_back({rows[r].before + rows[r].values[t], r, t});
  std::sort(all.begin(), all.end(), [](const Continuation& a, const Continuation& b) {
    return std::tuple(-a.log_probability, a.row, a.token) <
           std::tuple(-b.log_probability, b.row, b.token);
  });
  if (all.size() > static_cast<std::size_t>(count)) all.resize(count);
  return all;
}

void expect_obvious(const std::vector<Row>& rows, int count, BestCandidates& best) {
  best.begin(count);
  for (int r = 0; r < static_cast<int>(rows.size()); ++r) {
    std::vector<Real> values = rows[r].values;
    best.offer(r, rows[r].before, {.values = values});
  }
  const auto expected = obvious(rows, count);
  ASSERT_EQ(best.best().size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(best.best()[i].log_probability, expected[i].log_probability) << i;
    EXPECT_EQ(best.best()[i].row, expected[i].row) << i;
    EXPECT_EQ(best.best()[i].token, expected[i].token) << i;
  }
}

TEST(BestCandidates, AreThoseOfAFullSort) {
  Random random(3);
  BestCandidates best;
  for (const int vocabulary : {3, 7, 63, 64, 65, 66, 67, 1000})
    for (const int count : {1, 2, 5, 12, 100})
      for (const int rows : {1, 2, 5}) {
        std::vector<Row> offered(rows);
        for (Row& row : offered) {
          row.before = -3 * random.uniform();
          for (int i = 0; i < vocabulary; ++i)
            row.values.push_back(static_cast<Real>(-20 * random.uniform()));
        }
        expect_obvious(offered, count, best);
      }
}

TEST(BestCandidates, TiesGoToTheLowerRowThenTheLowerToken) {
  Random random(4);
  BestCandidates best;
  for (int trial = 0; trial < 20; ++trial) {
    std::vector<Row> rows(3);
    for (Row& row : rows) {
      row.before = -static_cast<double>(random.below(2));
      for (int i = 0; i < 200; ++i) row.values.push_back(-static_cast<Real>(random.below(4)));
    }
    expect_obvious(rows, 7, best);
  }
}

TEST(BestCandidates, LeaveOutWhatIsNotFinite) {
  constexpr Real kInfinity = std::numeric_limits<Real>::infinity();
  constexpr Real kNan = std::numeric_limits<Real>::quiet_NaN();
  BestCandidates best;
  expect_obvious({{-1, {kNan, 0, -kInfinity, -2, kNan, -1}}}, 5, best);
  expect_obvious({{-1, {kNan, kNan, kNan}}, {-2, {-kInfinity, -kInfinity, -kInfinity}}}, 5, best);
  EXPECT_TRUE(best.best().empty());
}

}  // namespace
}  // namespace nmt
