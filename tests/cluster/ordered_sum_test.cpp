#include "cluster/ordered_sum.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "cluster/threads_transport.h"

namespace nmt {
namespace {

using Vectors = std::vector<std::vector<float>>;

// Numbers whose sum depends on the order.
Vectors random_shares(std::size_t count, std::size_t size, std::uint64_t seed) {
  Vectors shares(count, std::vector<float>(size));
  Random random(seed);
  for (auto& share : shares)
    for (float& x : share) x = static_cast<float>(random.normal());
  return shares;
}

std::vector<float> sum_in_order(const Vectors& shares) {
  std::vector<float> total = shares[0];
  for (std::size_t s = 1; s < shares.size(); ++s)
    for (std::size_t i = 0; i < total.size(); ++i) total[i] += shares[s][i];
  return total;
}

// The sum on each rank, whose numbers of shares are `counts`; pieces become ready in any order.
Vectors sum_on_ranks(const std::vector<int>& counts, const Vectors& shares, int repeats) {
  ThreadsNetwork network(static_cast<int>(counts.size()));
  Vectors results(counts.size());
  const auto failures = network.run([&](Cluster& cluster) {
    int begin = 0;
    for (int rank = 0; rank < cluster.rank(); ++rank) begin += counts[rank];
    Vectors own(shares.begin() + begin, shares.begin() + begin + counts[cluster.rank()]);
    const Vectors fresh = own;
    std::vector<std::span<float>> spans(own.begin(), own.end());
    OrderedSum sum(cluster, spans);
    Random random(static_cast<std::uint64_t>(cluster.rank()));
    for (int repeat = 0; repeat < repeats; ++repeat) {
      for (std::size_t s = 0; s < own.size(); ++s)
        std::copy(fresh[s].begin(), fresh[s].end(), own[s].begin());
      sum.begin();
      const std::size_t turn = random.below(sum.pieces());
      for (std::size_t i = 0; i < sum.pieces(); ++i) sum.ready((i + turn) % sum.pieces());
      sum.wait();
    }
    results[cluster.rank()] = own[0];
  });
  for (const std::exception_ptr& failure : failures) EXPECT_EQ(failure, nullptr);
  return results;
}

TEST(OrderedSum, HasTheBitsOfOneProcessInEveryLayout) {
  for (const std::size_t size : {1u, 4095u, 4096u, 4097u, 100'000u}) {
    const Vectors shares = random_shares(6, size, size);
    const std::vector<float> expected = sum_in_order(shares);
    for (const std::vector<int>& counts : std::vector<std::vector<int>>{
             {1, 5}, {5, 1}, {3, 3}, {2, 2, 2}, {1, 4, 1}, {1, 1, 1, 1, 1, 1}}) {
      for (const std::vector<float>& sum : sum_on_ranks(counts, shares, 3))
        ASSERT_EQ(sum, expected) << counts.size() << " ranks, " << size << " numbers";
    }
  }
}

TEST(OrderedSum, SendsTheVectorOnceInEachDirection) {
  const std::size_t size = 50'000;
  ThreadsNetwork network(3);
  network.run([&](Cluster& cluster) {
    std::vector<float> share(size, 1.0f);
    OrderedSum sum(cluster, {share});
    sum.begin();
    for (std::size_t i = 0; i < sum.pieces(); ++i) sum.ready(i);
    sum.wait();
    EXPECT_EQ(share[size / 2], 3.0f);
    EXPECT_EQ(sum.bytes_sent(), (cluster.rank() == 1 ? 2 : 1) * size * sizeof(float));
  });
}

TEST(OrderedSum, EndsWhereItsOwnerFails) {
  ThreadsNetwork network(2);
  network.run([&](Cluster& cluster) {
    std::vector<float> share(10);
    OrderedSum sum(cluster, {share});
    sum.begin();  // and is destroyed before anything is ready
  });
}

TEST(OrderedSum, ThrowsWhatAFollowerReports) {
  ThreadsNetwork network(2);
  const auto failures = network.run([&](Cluster& cluster) {
    std::vector<float> share(10);
    if (!cluster.leads()) {
      cluster.report_failure({.what = "no memory", .where = "here", .fix = "buy some"});
      return;
    }
    OrderedSum sum(cluster, {share});
    sum.begin();
    sum.ready(0);
    sum.wait();
  });
  ASSERT_NE(failures[0], nullptr);
  EXPECT_THROW(std::rethrow_exception(failures[0]), Error);
}

}  // namespace
}  // namespace nmt
