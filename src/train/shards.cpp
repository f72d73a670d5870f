#include "train/shards.h"

#include <algorithm>
#include <cstdint>
#include <numeric>

namespace nmt {
namespace {

std::vector<int> longest_first(const std::vector<std::int64_t>& tokens) {
  std::vector<int> order(tokens.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return tokens[a] > tokens[b]; });
  return order;
}

// The shard of each sentence.
std::vector<int> deal(const std::vector<std::int64_t>& tokens, int shards) {
  std::vector<int> shard_of(tokens.size());
  std::vector<std::int64_t> load(shards);
  for (int sentence : longest_first(tokens)) {
    const auto lightest = std::min_element(load.begin(), load.end());
    *lightest += tokens[sentence];
    shard_of[sentence] = static_cast<int>(lightest - load.begin());
  }
  return shard_of;
}

}  // namespace

std::vector<PairBatch> split(const PairBatch& batch, int shards) {
  if (shards == 1) return {batch};
  std::vector<std::int64_t> tokens(batch.target.sentences());
  for (int i = 0; i < batch.target.sentences(); ++i) {
    tokens[i] = batch.source.length(i) + batch.target.length(i);
  }
  const std::vector<int> shard_of = deal(tokens, shards);
  std::vector<PairBatch> parts(shards);
  for (int i = 0; i < batch.target.sentences(); ++i) {
    PairBatch& part = parts[shard_of[i]];
    part.source.add(batch.source.sentence(i));
    part.target.add(batch.target.sentence(i));
    if (!batch.pairs.empty()) part.pairs.push_back(batch.pairs[i]);
  }
  return parts;
}

}  // namespace nmt
