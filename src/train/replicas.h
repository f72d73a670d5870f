// Data-parallel gradients: each worker thread computes the gradient of its own shard of every batch
// on its own tape, then all sum them, each in its own range of the parameters and in the order of
// the replicas. The result is the same in every run with the same number of replicas, on however
// many ranks of a cluster they are.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <vector>

#include "autograd/attention_trace.h"
#include "base/thread_pool.h"
#include "seq2seq/seq2seq.h"
#include "train/gradient_exchange.h"
#include "train/optimizer.h"

namespace nmt {

class GuidedAlignment;

// One update's work: the batches whose gradients are accumulated.
struct UpdateWork {
  std::span<const PairBatch> batches;
  double label_smoothing = 0;
  std::uint64_t dropout_key = 0;
  const GuidedAlignment* guide = nullptr;  // adds its cost to the loss
};

// What an update measured, summed over its target tokens.
struct UpdateLoss {
  double loss = 0;   // as minimised, with label smoothing
  double plain = 0;  // negative log-likelihood
  std::int64_t source_tokens = 0, target_tokens = 0;
  double gradient_norm = 0;  // Euclidean, of the mean over the target tokens

  bool finite() const;
};

class Replicas {
 public:
  // `count` >= 1. The model must outlive this. Products run in f32 or bf16, as
  // `arithmetic` says; sums, gradients and weights are f32. In a cluster, which must outlive this
  // too, every rank makes its Replicas at the same time; null is none.
  Replicas(const Seq2Seq& model, int count, Arithmetic arithmetic = {}, Cluster* cluster = nullptr);

  // In this process, and in all ranks.
  int count() const { return static_cast<int>(replicas_.size()); }
  int total() const { return exchange_ ? exchange_->replicas() : count(); }
  ThreadPool& pool() { return pool_; }

  // The gradient of the mean loss over all target tokens of the update goes to gradient(). Orders
  // followers to take their part.
  UpdateLoss compute_gradient(const UpdateWork& work);
  // Follower: the same for an order of the leader, who alone learns what was measured.
  void compute_share(const ShardTerms& terms);
  std::span<const Real> gradient() const { return replicas_.front().gradient; }
  // The bytes of scratch memory that the gradient of a shard takes. Leaves gradient() undefined.
  std::size_t activation_bytes(const PairBatch& shard, const ShardTerms& terms);

  // How this process exchanges gradients; null where it is alone.
  const GradientExchange* exchange() const { return exchange_.get(); }

  // Calls work(range) once for each thread; the ranges cover all parameters.
  template <class Work>
  void for_each_range(const Work& work) {
    pool_.run(count(), [&](int i) { work(ranges_[i]); });
  }

 private:
  // The alignment keeps what threads write apart.
  struct alignas(64) Replica {
    explicit Replica(std::size_t size) : gradient(size), tape(Tape::Mode::train, gradient) {}
    std::vector<Real> gradient;
    Tape tape;
    AttentionTrace trace;  // for guided alignment
    Shards shards;         // [batches of the update]
    ShardLoss loss;
  };
  std::vector<Shards> deal_out(const UpdateWork& work) const;
  std::vector<ShardLoss> run(std::vector<Shards> own, const ShardTerms& terms);
  void run_replica(int index, const ShardTerms& terms);
  void run_shard(Replica& replica, const PairBatch& shard, const ShardTerms& terms);
  void sum_gradients(Range range);

  const Seq2Seq* model_;
  ThreadPool pool_;
  std::deque<Replica> replicas_;
  std::vector<Range> ranges_;  // [count], whole blocks
  std::vector<double> block_squares_;
  std::unique_ptr<GradientExchange> exchange_;  // with the other ranks, where there are any
};

}  // namespace nmt
