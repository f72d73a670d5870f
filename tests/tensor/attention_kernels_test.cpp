// Attention of a search against the same in three steps, gemm, softmax and gemm: bit for bit.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "base/random.h"
#include "tensor/gemm.h"
#include "tensor/kernels.h"

namespace nmt {
namespace {

std::vector<Real> random_numbers(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  std::vector<Real> numbers(count);
  for (Real& x : numbers) x = static_cast<Real>(random.normal());
  return numbers;
}

int padded(int count) { return (count + 15) / 16 * 16; }

struct Sizes {
  int queries, count, heads, width;
};

// Queries [queries, heads width] and memory [count, 2 heads width]: keys, then values.
class AttentionKernels : public testing::TestWithParam<Sizes> {
 protected:
  AttentionKernels() {
    query_ = random_numbers(std::size_t(s_.queries) * std::size_t(dim_), 1);
    memory_ = random_numbers(std::size_t(s_.count) * 2 * std::size_t(dim_), 2);
    context_.resize(query_.size());
    weights_.resize(std::size_t(s_.heads) * std::size_t(s_.queries) *
                    std::size_t(padded(s_.count)));
    expect();
  }

  void expect() {
    const Tensor query(query_.data(), s_.queries, dim_), memory(memory_.data(), s_.count, 2 * dim_),
        context(context_.data(), s_.queries, dim_);
    for (int h = 0; h < s_.heads; ++h) {
      Real* room = weights_.data() + std::int64_t(h) * s_.queries * padded(s_.count);
      const Tensor scores(room, s_.queries, s_.count, padded(s_.count));
      gemm(scores, query.columns(h * s_.width, s_.width), Transpose::no,
           memory.columns(h * s_.width, s_.width), Transpose::yes, {.scale = scale_});
      for (int q = 0; q < s_.queries; ++q)
        kernels().softmax(scores.row(q), scores.row(q), s_.count, padded(s_.count));
      gemm(context.columns(h * s_.width, s_.width), scores, Transpose::no,
           memory.columns(dim_ + h * s_.width, s_.width), Transpose::no);
    }
  }

  static void expect_same_bits(const std::vector<Real>& a, const std::vector<Real>& b) {
    ASSERT_EQ(a.size(), b.size());
    EXPECT_EQ(std::memcmp(a.data(), b.data(), a.size() * sizeof(Real)), 0);
  }

  Sizes s_ = GetParam();
  int dim_ = s_.heads * s_.width;
  Real scale_ = 1 / std::sqrt(Real(s_.width));
  std::vector<Real> query_, memory_, context_, weights_;
};
INSTANTIATE_TEST_SUITE_P(Odd, AttentionKernels,
                         testing::Values(Sizes{1, 1, 1, 8}, Sizes{2, 7, 2, 16}, Sizes{5, 15, 4, 64},
                                         Sizes{7, 16, 1, 5}, Sizes{3, 17, 3, 33},
                                         Sizes{12, 40, 2, 100}, Sizes{2, 600, 1, 24},
                                         Sizes{2, 20, 1, 600}));

TEST_P(AttentionKernels, OverTheSourceHaveTheSameBits) {
  const int columns = padded(s_.count);
  std::vector<Real> keys(std::size_t(dim_) * std::size_t(columns)), context(context_.size()),
      weights(weights_.size());
  kernels().transpose(keys.data(), columns, memory_.data(), 2 * dim_, s_.count, dim_);
  kernels().attend_source({.context = context.data(),
                           .weights = weights.data(),
                           .query = query_.data(),
                           .keys = keys.data(),
                           .values = memory_.data() + dim_,
                           .context_stride = dim_,
                           .query_stride = dim_,
                           .value_stride = 2 * dim_,
                           .queries = s_.queries,
                           .count = s_.count,
                           .padded = columns,
                           .heads = s_.heads,
                           .width = s_.width,
                           .scale = scale_});
  expect_same_bits(context, context_);
  expect_same_bits(weights, weights_);
}

TEST_P(AttentionKernels, OverThePastHaveTheSameBits) {
  std::vector<const Real*> positions;
  for (int i = 0; i < s_.count; ++i)
    positions.push_back(memory_.data() + std::int64_t(i) * 2 * dim_ - 3);
  std::vector<Real> context(context_.size()), room(std::size_t(padded(s_.count)));
  for (int q = 0; q < s_.queries; ++q)
    kernels().attend_past({.context = context.data() + std::int64_t(q) * dim_,
                           .weights = room.data(),
                           .query = query_.data() + std::int64_t(q) * dim_,
                           .keys = positions.data(),
                           .key_offset = 3,
                           .value_offset = 3 + dim_,
                           .count = s_.count,
                           .heads = s_.heads,
                           .width = s_.width,
                           .scale = scale_});
  expect_same_bits(context, context_);
}

TEST_P(AttentionKernels, TransposeMovesEveryNumber) {
  std::vector<Real> to(memory_.size());
  kernels().transpose(to.data(), s_.count, memory_.data(), 2 * dim_, s_.count, 2 * dim_);
  for (int i = 0; i < s_.count; ++i)
    for (int j = 0; j < 2 * dim_; ++j)
      EXPECT_EQ(to[std::size_t(j * s_.count + i)], memory_[std::size_t(i * 2 * dim_ + j)]);
}

TEST(LogSumExp, FindsTheLargestOfEachBlock) {
  for (const int count : {1, 63, 64, 65, 1000}) {
    const std::vector<Real> x = random_numbers(std::size_t(count), 3);
    std::vector<Real> tops(std::size_t(count + kTopsBlock - 1) / kTopsBlock);
    const Real with = kernels().log_sum_exp(x.data(), count, tops.data());
    EXPECT_EQ(with, kernels().log_sum_exp(x.data(), count, nullptr));
    double sum = 0;
    for (const Real each : x) sum += std::exp(double(each));
    EXPECT_NEAR(with, std::log(sum), 1e-5);
    for (std::size_t block = 0; block < tops.size(); ++block) {
      const std::size_t begin = block * kTopsBlock,
                        end = std::min(begin + kTopsBlock, std::size_t(count));
      EXPECT_EQ(tops[block], *std::max_element(x.begin() + std::ptrdiff_t(begin),
                                               x.begin() + std::ptrdiff_t(end)));
    }
  }
}

}  // namespace
}  // namespace nmt
