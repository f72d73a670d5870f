// The weights that a run keeps for their scores: the best of each metric, the best of all in the
// model directory, and those of the last validations, for their mean.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "seq2seq/model_directory.h"
#include "train/checkpoint.h"

namespace nmt {

class BestWeights {
 public:
  // What the references point to must outlive this.
  BestWeights(const ModelDirectory& directory, const CheckpointFolder& checkpoints,
              const ParameterSet& parameters, const Tokenizers& tokenizers)
      : directory_(directory),
        checkpoints_(checkpoints),
        parameters_(parameters),
        tokenizers_(tokenizers) {}

  // Saves `values` as the best of the metrics named in `improved`.
  void keep(std::span<const Real> values, std::int64_t step, const Scores& scores,
            const std::vector<std::string>& improved) const;
  // Puts `values` into the model directory.
  void publish(std::span<const Real> values, std::int64_t step, const Scores& scores) const;

  // Saves `values` as those of one more validation; the state then names the last `count`.
  void remember(std::span<const Real> values, TrainingState& state, int count) const;
  // The mean of the remembered weights.
  std::vector<Real> mean(const TrainingState& state) const;

 private:
  const ModelDirectory& directory_;
  const CheckpointFolder& checkpoints_;
  const ParameterSet& parameters_;
  const Tokenizers& tokenizers_;
};

// Puts other values in the place of the parameters' while it lives, and prepacks them for decoding.
class BorrowedValues {
 public:
  // Swaps with `values`; empty leaves the parameters as they are.
  BorrowedValues(ParameterSet& parameters, std::span<Real> values);
  BorrowedValues(const BorrowedValues&) = delete;
  BorrowedValues& operator=(const BorrowedValues&) = delete;
  ~BorrowedValues();

 private:
  void swap();
  ParameterSet& parameters_;
  std::span<Real> values_;
};

}  // namespace nmt
