#include "train/replicas.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "autograd/ops.h"
#include "base/random.h"
#include "tensor/kernels.h"
#include "text/batcher.h"
#include "train/guided_alignment.h"

namespace nmt {
namespace {

// Squares are summed block by block, so that the norm does not depend on who summed which block.
constexpr std::size_t kBlock = 4096;

std::vector<Range> ranges_of(std::size_t size, int count) {
  const std::size_t blocks = (size + kBlock - 1) / kBlock, n = static_cast<std::size_t>(count);
  std::vector<Range> ranges(n);
  for (std::size_t i = 0; i < n; ++i) {
    ranges[i] = {std::min(size, blocks * i / n * kBlock),
                 std::min(size, blocks * (i + 1) / n * kBlock)};
  }
  return ranges;
}

// Of each target token: that of its pair. Empty where no pair has one.
std::vector<float> token_weights(const PairBatch& batch) {
  std::vector<float> weights;
  for (std::size_t i = 0; i < batch.weights.size(); ++i)
    weights.insert(weights.end(), static_cast<std::size_t>(batch.target.length(int(i))),
                   batch.weights[i]);
  return weights;
}

}  // namespace

bool UpdateLoss::finite() const { return std::isfinite(loss) && std::isfinite(gradient_norm); }

Replicas::Replicas(const Seq2Seq& model, int count, Arithmetic arithmetic, Cluster* cluster)
    : model_(&model),
      pool_(count),
      ranges_(ranges_of(model.parameters().values().size(), count)),
      block_squares_((model.parameters().values().size() + kBlock - 1) / kBlock) {
  for (int i = 0; i < count; ++i) {
    replicas_.emplace_back(model.parameters().values().size());
    replicas_.back().tape.multiply_in(arithmetic);
  }
  if (cluster == nullptr || cluster->alone()) return;
  std::vector<std::span<Real>> gradients;
  for (Replica& replica : replicas_) gradients.emplace_back(replica.gradient);
  exchange_ = std::make_unique<GradientExchange>(*cluster, model.parameters(), gradients);
  for (int i = 0; i < count; ++i) replicas_[i].tape.tell(&exchange_->progress().listener(i));
}

UpdateLoss Replicas::compute_gradient(const UpdateWork& work) {
  UpdateLoss update;
  for (const PairBatch& batch : work.batches) {
    update.source_tokens += batch.source.tokens();
    update.target_tokens += batch.target.tokens();
  }
  std::vector<Shards> shards = deal_out(work);
  const ShardTerms terms = {.label_smoothing = work.label_smoothing,
                            .dropout_key = work.dropout_key,
                            .scale = Real(1) / static_cast<Real>(update.target_tokens),
                            .guide = work.guide};
  if (exchange_) exchange_->hand_out(terms, shards);
  shards.resize(replicas_.size());
  for (const ShardLoss& loss : run(std::move(shards), terms)) {
    update.loss += loss.loss;
    update.plain += loss.plain;
  }
  for_each_range([&](Range range) { sum_gradients(range); });
  update.loss *= static_cast<double>(update.target_tokens);
  update.gradient_norm =
      std::sqrt(std::accumulate(block_squares_.begin(), block_squares_.end(), 0.0));
  return update;
}

std::size_t Replicas::activation_bytes(const PairBatch& shard, const ShardTerms& terms) {
  Replica& replica = replicas_.front();
  const auto measure = [&] {
    replica.tape.reset(0);
    run_shard(replica, shard, terms);
  };
  measure();
  // In several pieces there is waste at their ends; the next time they are one.
  if (replica.tape.arena().mark().chunk > 0) measure();
  return replica.tape.arena().mark().used;
}

void Replicas::compute_share(const ShardTerms& terms) { run(exchange_->receive_shards(), terms); }

// The shards of all replicas of all ranks.
std::vector<Shards> Replicas::deal_out(const UpdateWork& work) const {
  std::vector<Shards> shards(total());
  for (const PairBatch& batch : work.batches) {
    std::vector<PairBatch> parts = split(batch, total());
    for (int i = 0; i < total(); ++i) shards[i].push_back(std::move(parts[i]));
  }
  return shards;
}

// What the replicas of all ranks measured, in their order, which is known to the leader.
std::vector<ShardLoss> Replicas::run(std::vector<Shards> own, const ShardTerms& terms) {
  for (int i = 0; i < count(); ++i) replicas_[i].shards = std::move(own[i]);
  if (exchange_) exchange_->begin();
  pool_.run(count(), [&](int i) { run_replica(i, terms); });
  std::vector<ShardLoss> losses;
  for (const Replica& replica : replicas_) losses.push_back(replica.loss);
  if (!exchange_) return losses;
  exchange_->wait();
  return exchange_->gather(losses);
}

void Replicas::run_replica(int index, const ShardTerms& terms) {
  Replica& replica = replicas_[index];
  std::fill(replica.gradient.begin(), replica.gradient.end(), Real(0));
  replica.loss = {};
  const int place_of_first = exchange_ ? exchange_->first_replica() : 0;
  for (std::size_t b = 0; b < replica.shards.size(); ++b) {
    if (exchange_ && b + 1 == replica.shards.size()) exchange_->progress().begin_last_batch(index);
    // The key names the place of the shard in the update, so that it does not matter which thread
    // of which rank ran when.
    const std::size_t place = b * total() + place_of_first + index;
    replica.tape.reset(derive_key(terms.dropout_key, place));
    run_shard(replica, replica.shards[b], terms);
  }
  if (exchange_) exchange_->progress().finish(index);
}

void Replicas::run_shard(Replica& replica, const PairBatch& shard, const ShardTerms& terms) {
  if (shard.target.sentences() == 0) return;
  const Encoded encoded = model_->encode(replica.tape, shard.source);
  if (terms.guide) terms.guide->watch(replica.tape, replica.trace);
  const Var hidden = model_->teacher_force(replica.tape, encoded, shard.target);
  const std::vector<float> weights = token_weights(shard);
  Var loss = model_->output().loss(replica.tape, hidden,
                                   {.target = shard.target.ids,
                                    .smoothing = static_cast<Real>(terms.label_smoothing),
                                    .scale = terms.scale,
                                    .weights = weights,
                                    .plain = &replica.loss.plain});
  if (terms.guide) {
    loss =
        add(replica.tape, loss, terms.guide->cost(replica.tape, replica.trace, shard, terms.scale));
  }
  replica.loss.loss += static_cast<double>(*loss.value().data);
  replica.tape.backward(loss);
}

// The exchange has summed them already.
void Replicas::sum_gradients(Range range) {
  Real* total = replicas_.front().gradient.data();
  for (std::size_t begin = range.begin; begin < range.end; begin += kBlock) {
    const std::size_t count = std::min(kBlock, range.end - begin);
    for (std::size_t i = 1; i < replicas_.size() && !exchange_; ++i) {
      kernels().add_scaled(total + begin, replicas_[i].gradient.data() + begin,
                           static_cast<std::int64_t>(count), 1);
    }
    block_squares_[begin / kBlock] =
        kernels().sum_of_squares(total + begin, static_cast<std::int64_t>(count));
  }
}

}  // namespace nmt
