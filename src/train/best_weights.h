// The weights that a run keeps for their scores: the best of each metric, the best of all in the
// model directory, and those of the last validations, for their mean.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "seq2seq/model_directory.h"
#include "train/checkpoint.h"
#include "train/weights_files.h"

namespace nmt {

class BestWeights {
 public:
  // `decisive` is the metric that chooses what is published. What the references point to must
  // outlive this.
  BestWeights(const ModelDirectory& directory, const CheckpointFolder& checkpoints,
              WeightsFiles& files, const Tokenizers& tokenizers, std::string decisive)
      : directory_(directory),
        checkpoints_(checkpoints),
        files_(files),
        tokenizers_(tokenizers),
        decisive_(std::move(decisive)) {}

  // Saves `values` as the best of the metrics named in `improved`; where perplexity and
  // cross_entropy are measured, best-cross_entropy is the best of both.
  void keep(std::span<const Real> values, std::int64_t step, const Scores& scores,
            const std::vector<std::string>& improved) const;

  // Puts `values` into the model directory where they beat those published before. Returns whether
  // they did.
  bool publish_better(std::span<const Real> values, const Scores& scores,
                      TrainingState& state) const;
  // Puts `values` into the model directory, without scores.
  void publish_unscored(std::span<const Real> values, const TrainingState& state) const;
  // Makes the lost weights of the model directory again: from the best single ones, or `values`.
  void restore(std::span<const Real> values, TrainingState& state) const;

  // Saves `values` as those of one more validation; the state then names the last `count`.
  void remember(std::span<const Real> values, TrainingState& state, int count) const;
  // The mean of the remembered weights.
  std::vector<Real> mean(const TrainingState& state) const;

 private:
  const ModelDirectory& directory_;
  const CheckpointFolder& checkpoints_;
  WeightsFiles& files_;
  const Tokenizers& tokenizers_;
  std::string decisive_;
};

// Puts other values in the place of the parameters' while it lives, and prepacks them for decoding.
class BorrowedValues {
 public:
  // Swaps with `values`; empty leaves the parameters as they are. `blas` is to multiply by them.
  BorrowedValues(ParameterSet& parameters, std::span<Real> values, Blas blas = Blas::own);
  BorrowedValues(const BorrowedValues&) = delete;
  BorrowedValues& operator=(const BorrowedValues&) = delete;
  ~BorrowedValues();

 private:
  // A member, so that it ends also where packing fails.
  class Swap {
   public:
    Swap(std::span<Real> one, std::span<Real> other) : one_(one), other_(other) { swap(); }
    Swap(const Swap&) = delete;
    Swap& operator=(const Swap&) = delete;
    ~Swap() { swap(); }

   private:
    void swap() { std::swap_ranges(one_.begin(), one_.end(), other_.begin()); }
    std::span<Real> one_, other_;
  };

  ParameterSet& parameters_;
  Swap swap_;
};

}  // namespace nmt
