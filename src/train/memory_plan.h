// Holds a run to the memory there is: predicts what it takes before the first step, cuts batches
// that would take more into parts, and leaves out the pairs that do not fit even alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "text/batcher.h"
#include "train/activation_model.h"
#include "train/replicas.h"
#include "train/trainer.h"

namespace nmt {

// Bytes of weights, moments, averages and gradients of a run with so many replicas.
std::uint64_t bytes_of_numbers(const TrainingSettings& settings, std::int64_t parameters,
                               int replicas);

// Throws Error (runtime) when these alone do not fit, naming what is needed and what is there.
// To be called before they are allocated.
void require_memory_for_numbers(const TrainingSettings& settings, std::int64_t parameters,
                                int replicas);

// What of a corpus does not fit the model or the memory.
struct LeftOutPairs {
  std::int64_t count = 0;
  std::vector<std::string> first;  // file:line and length of some

  std::string text() const;  // for people
  // Throws Error where they are all the `pairs` that there are.
  void require_others(std::int64_t pairs) const;
};

class MemoryPlan {
 public:
  // Measures the model on some small batches, with guided alignment where there is a guide.
  // `batcher` stands where the run begins and is not moved.
  MemoryPlan(const TrainingJob& job, Replicas& replicas, const Batcher& batcher,
             const GuidedAlignment* guide = nullptr);

  // The most bytes that the process will take, as far as the first epoch tells.
  std::uint64_t predicted_bytes() const { return predicted_; }
  // The bytes that the activations of one replica may take.
  std::uint64_t room() const { return room_; }
  // Goes on with the room of an earlier session.
  void set_room(std::uint64_t room) { room_ = room; }
  // Whether some batch of the first epoch takes more than the room.
  bool is_tight() const { return largest_ > static_cast<double>(room_); }

  // Whether the batch as a whole takes more than the room of one replica.
  bool exceeds_room(const PairBatch& batch) const;

  // The pairs that are too long for the model or the room, over the whole corpus.
  LeftOutPairs left_out() const;

  // The batch without those pairs, in as many parts as the room needs; none where nothing is left.
  std::vector<PairBatch> fitting(const PairBatch& batch) const;

 private:
  bool fits(int source, int target) const;
  double largest_shard(const PairBatch& batch) const;

  const TrainingJob& job_;
  int replicas_, total_replicas_;  // of this process, and of all ranks
  std::size_t probed_ = 0;         // bytes of the largest batch measured
  ActivationModel activations_;
  std::uint64_t room_ = 0, predicted_ = 0;
  double largest_ = 0;  // shard of the batches looked at
};

// "3.2 GB", "850 MB"
std::string memory_text(std::uint64_t bytes);

}  // namespace nmt
