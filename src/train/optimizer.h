// Adam and AdamW over the flat vector of all parameters, with the moving average of the weights in
// the same pass.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tensor/tensor.h"
#include "train/settings.h"

namespace nmt {

// The elements [begin, end) of the flat vector: the share of one thread.
struct Range {
  std::size_t begin = 0, end = 0;
};

class Optimizer {
 public:
  // One update: its number, from 1, and what the schedule and the clipping decided.
  struct Update {
    std::int64_t step = 1;
    double learning_rate = 0;
    double gradient_scale = 1;
  };

  // The moving average, if there is one, begins at `weights`.
  Optimizer(const TrainingSettings& settings, std::span<const Real> weights);

  // Moves weights[range] against gradient[range]. Ranges are independent: threads may update theirs
  // at the same time.
  void apply(const Update& update, Range range, std::span<Real> weights,
             std::span<const Real> gradient);

  // The state, for checkpoints: the means of the gradients and of their squares, and of the weights
  // (empty without).
  std::span<Real> mean() { return mean_; }
  std::span<Real> square() { return square_; }
  std::span<Real> average() { return average_; }

 private:
  enum class Rule { adam, adamw };
  Rule rule_;
  double beta1_, beta2_, epsilon_, weight_decay_, average_rate_;
  std::vector<Real> mean_, square_, average_;
};

// The rate of the moving average at `step`: at least `rate`, and nearly 1 at first, so that the
// random initial weights are soon forgotten (as in TensorFlow's ExponentialMovingAverage: 1 - (1 +
// step) / (10 + step)).
double average_rate_at(double rate, std::int64_t step);

// What the gradient is multiplied by so that its Euclidean norm is at most `clip_norm`; 0 is no
// limit.
double clipping_scale(double norm, double clip_norm);

}  // namespace nmt
