#include "train/gradient_exchange.h"

#include "cluster/bytes.h"
#include "train/orders.h"

namespace nmt {
namespace {

std::vector<int> begins_of_ranks(Cluster& cluster, int replicas) {
  std::vector<int> begins = {0};
  for (const std::string& count : cluster.gather(ByteWriter().number(replicas).take()))
    begins.push_back(begins.back() + ByteReader(count).number<int>());
  const std::string all =
      cluster.broadcast(ByteWriter().numbers(std::span<const int>(begins)).take());
  return ByteReader(all).numbers<int>();
}

void write(const Batch& batch, ByteWriter& bytes) {
  bytes.numbers(std::span<const TokenId>(batch.ids));
  bytes.numbers(std::span<const int>(batch.offsets));
}

Batch read_batch(ByteReader& bytes) {
  Batch batch;
  batch.ids = bytes.numbers<TokenId>();
  batch.offsets = bytes.numbers<int>();
  return batch;
}

// A member that is not written here would be lost on the way.
static_assert(sizeof(PairBatch) == 2 * sizeof(Batch) + 2 * sizeof(std::vector<float>));

void write(const PairBatch& batch, ByteWriter& bytes) {
  write(batch.source, bytes);
  write(batch.target, bytes);
  bytes.numbers(std::span<const std::int64_t>(batch.pairs));
  bytes.numbers(std::span<const float>(batch.weights));
}

PairBatch read_pair_batch(ByteReader& bytes) {
  PairBatch batch;
  batch.source = read_batch(bytes);
  batch.target = read_batch(bytes);
  batch.pairs = bytes.numbers<std::int64_t>();
  batch.weights = bytes.numbers<float>();
  return batch;
}

}  // namespace

GradientExchange::GradientExchange(Cluster& cluster, const ParameterSet& parameters,
                                   std::vector<std::span<Real>> gradients)
    : cluster_(cluster),
      begins_(begins_of_ranks(cluster, static_cast<int>(gradients.size()))),
      sum_(cluster, gradients),
      progress_(parameters,
                {.size = sum_.piece_size(),
                 .count = sum_.pieces(),
                 .complete = [this](std::size_t piece) { sum_.ready(piece); }},
                static_cast<int>(gradients.size())) {}

void GradientExchange::hand_out(const ShardTerms& terms, std::span<const Shards> shards) {
  cluster_.order(ByteWriter()
                     .number(Order::update)
                     .number(terms.label_smoothing)
                     .number(terms.dropout_key)
                     .number(terms.scale)
                     .take());
  for (int rank = 1; rank < cluster_.size(); ++rank) {
    ByteWriter bytes;
    bytes.number(shards.front().size());
    for (int replica = begins_[rank]; replica < begins_[rank + 1]; ++replica)
      for (const PairBatch& shard : shards[replica]) write(shard, bytes);
    cluster_.send(rank, bytes.take());
  }
}

std::vector<Shards> GradientExchange::receive_shards() {
  const std::string message = cluster_.receive(0);
  ByteReader bytes(message);
  const auto batches = bytes.number<std::size_t>();
  const int rank = cluster_.rank();
  std::vector<Shards> shards(begins_[rank + 1] - begins_[rank]);
  for (Shards& replica : shards)
    for (std::size_t b = 0; b < batches; ++b) replica.push_back(read_pair_batch(bytes));
  return shards;
}

void GradientExchange::begin() {
  progress_.begin();
  sum_.begin();
}

std::vector<ShardLoss> GradientExchange::gather(std::span<const ShardLoss> own) {
  ByteWriter bytes;
  for (const ShardLoss& loss : own) bytes.number(loss.loss).number(loss.plain);
  std::vector<ShardLoss> all;
  for (const std::string& message : cluster_.gather(bytes.take())) {
    ByteReader losses(message);
    while (!losses.at_end()) {
      const double loss = losses.number<double>(), plain = losses.number<double>();
      all.push_back({loss, plain});
    }
  }
  return all;
}

}  // namespace nmt
