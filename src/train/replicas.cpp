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

Replicas::Replicas(const Seq2Seq& model, int count, Precision precision)
    : model_(&model),
      pool_(count),
      ranges_(ranges_of(model.parameters().values().size(), count)),
      block_squares_((model.parameters().values().size() + kBlock - 1) / kBlock) {
  for (int i = 0; i < count; ++i) {
    replicas_.emplace_back(model.parameters().values().size());
    replicas_.back().tape.multiply_in(precision);
  }
}

UpdateLoss Replicas::compute_gradient(const UpdateWork& work) {
  UpdateLoss update;
  for (const PairBatch& batch : work.batches) {
    update.source_tokens += batch.source.tokens();
    update.target_tokens += batch.target.tokens();
  }
  deal_out(work);
  const Real scale = Real(1) / static_cast<Real>(update.target_tokens);
  pool_.run(count(), [&](int i) { run_shards(i, work, scale); });
  for_each_range([&](Range range) { sum_gradients(range); });
  for (const Replica& replica : replicas_) {
    update.loss += replica.loss;
    update.plain += replica.plain;
  }
  update.loss *= static_cast<double>(update.target_tokens);
  update.gradient_norm =
      std::sqrt(std::accumulate(block_squares_.begin(), block_squares_.end(), 0.0));
  return update;
}

std::size_t Replicas::activation_bytes(const PairBatch& shard, double label_smoothing) {
  Replica& replica = replicas_.front();
  replica.shards = {shard};
  const UpdateWork work = {.batches = {}, .label_smoothing = label_smoothing};
  run_shards(0, work, Real(1));
  // In several pieces there is waste at their ends; the next time they are one.
  if (replica.tape.arena().mark().chunk > 0) run_shards(0, work, Real(1));
  return replica.tape.arena().mark().used;
}

void Replicas::deal_out(const UpdateWork& work) {
  for (Replica& replica : replicas_) replica.shards.clear();
  for (const PairBatch& batch : work.batches) {
    std::vector<PairBatch> shards = split(batch, count());
    for (int i = 0; i < count(); ++i) replicas_[i].shards.push_back(std::move(shards[i]));
  }
}

void Replicas::run_shards(int index, const UpdateWork& work, Real scale) {
  Replica& replica = replicas_[index];
  std::fill(replica.gradient.begin(), replica.gradient.end(), Real(0));
  replica.loss = replica.plain = 0;
  for (std::size_t b = 0; b < replica.shards.size(); ++b) {
    const PairBatch& shard = replica.shards[b];
    if (shard.target.sentences() == 0) continue;
    // The key names the place of the shard in the update, so that it does not matter which thread
    // ran when.
    const std::uint64_t place = b * replicas_.size() + static_cast<std::size_t>(index);
    replica.tape.reset(derive_key(work.dropout_key, place));
    const Encoded encoded = model_->encode(replica.tape, shard.source);
    if (work.guide) work.guide->watch(replica.tape, replica.trace);
    const Var hidden = model_->teacher_force(replica.tape, encoded, shard.target);
    const std::vector<float> weights = token_weights(shard);
    Var loss = model_->output().loss(replica.tape, hidden,
                                     {.target = shard.target.ids,
                                      .smoothing = static_cast<Real>(work.label_smoothing),
                                      .scale = scale,
                                      .weights = weights,
                                      .plain = &replica.plain});
    if (work.guide)
      loss = add(replica.tape, loss, work.guide->cost(replica.tape, replica.trace, shard, scale));
    replica.loss += static_cast<double>(*loss.value().data);
    replica.tape.backward(loss);
  }
}

void Replicas::sum_gradients(Range range) {
  Real* total = replicas_.front().gradient.data();
  for (std::size_t begin = range.begin; begin < range.end; begin += kBlock) {
    const std::size_t count = std::min(kBlock, range.end - begin);
    for (std::size_t i = 1; i < replicas_.size(); ++i) {
      kernels().add_scaled(total + begin, replicas_[i].gradient.data() + begin,
                           static_cast<std::int64_t>(count), 1);
    }
    block_squares_[begin / kBlock] =
        kernels().sum_of_squares(total + begin, static_cast<std::int64_t>(count));
  }
}

}  // namespace nmt
