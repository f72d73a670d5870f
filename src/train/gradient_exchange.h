// One process's part in an update that several share: its replicas' places among all, the shards
// they get, and the sum of the gradients of all replicas of all ranks.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "cluster/ordered_sum.h"
#include "text/batch.h"
#include "train/gradient_progress.h"

namespace nmt {

class GuidedAlignment;

// What all replicas of an update have in common.
struct ShardTerms {
  double label_smoothing = 0;
  std::uint64_t dropout_key = 0;
  Real scale = 1;  // of the gradient: one over the target tokens of the update
  const GuidedAlignment* guide = nullptr;  // of this process; adds its cost to the loss
};

// What a replica measured.
struct ShardLoss {
  double loss = 0, plain = 0;
};

// The shards of one replica: one for each batch of the update.
using Shards = std::vector<PairBatch>;

class GradientExchange {
 public:
  // Made on every rank at the same time. The replicas' gradients, the parameters and the cluster
  // must outlive this.
  GradientExchange(Cluster& cluster, const ParameterSet& parameters,
                   std::vector<std::span<Real>> gradients);

  // The replicas of all ranks are numbered from those of rank 0 on.
  int replicas() const { return begins_.back(); }
  int first_replica() const { return begins_[cluster_.rank()]; }

  // Leader: orders an update. `shards` has those of all replicas; all but its own are sent.
  void hand_out(const ShardTerms& terms, std::span<const Shards> shards);
  // Follower: the shards of its own replicas, for an order of hand_out().
  std::vector<Shards> receive_shards();

  // Around the work of the replicas; `progress` is told of what they do.
  void begin();
  GradientProgress& progress() { return progress_; }
  // The sum of all gradients is in the first of this rank.
  void wait() { sum_.wait(); }

  // Leader: what all replicas measured, in their order; elsewhere nothing.
  std::vector<ShardLoss> gather(std::span<const ShardLoss> own);

  const OrderedSum& sum() const { return sum_; }

 private:
  Cluster& cluster_;
  std::vector<int> begins_;  // [ranks + 1]
  OrderedSum sum_;
  GradientProgress progress_;
};

}  // namespace nmt
