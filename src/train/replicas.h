// Data-parallel gradients: each worker thread computes the gradient of its own shard of every batch
// on its own tape, then all sum them, each in its own range of the parameters and in the order of
// the replicas. The result is the same in every run with the same number of replicas.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "autograd/attention_trace.h"
#include "base/thread_pool.h"
#include "seq2seq/seq2seq.h"
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
  // `count` >= 1. The model must outlive this. Products run in `precision`, f32 or bf16; sums,
  // gradients and weights are f32.
  Replicas(const Seq2Seq& model, int count, Precision precision = Precision::f32);

  int count() const { return static_cast<int>(replicas_.size()); }
  ThreadPool& pool() { return pool_; }

  // The gradient of the mean loss over all target tokens of the update goes to gradient().
  UpdateLoss compute_gradient(const UpdateWork& work);
  std::span<const Real> gradient() const { return replicas_.front().gradient; }
  // The bytes of scratch memory that the gradient of a shard takes. Leaves gradient() undefined.
  std::size_t activation_bytes(const PairBatch& shard, double label_smoothing);

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
    AttentionTrace trace;           // for guided alignment
    std::vector<PairBatch> shards;  // [batches of the update]
    double loss = 0, plain = 0;
  };
  void deal_out(const UpdateWork& work);
  void run_shards(int index, const UpdateWork& work, Real scale);
  void sum_gradients(Range range);

  const Seq2Seq* model_;
  ThreadPool pool_;
  std::deque<Replica> replicas_;
  std::vector<Range> ranges_;  // [count], whole blocks
  std::vector<double> block_squares_;
};

}  // namespace nmt
