// Sums over the updates since the last line of metrics.jsonl.
#pragma once

#include <cstdint>

#include "train/metrics_log.h"
#include "train/replicas.h"

namespace nmt {

struct LossWindow {
  double loss = 0, plain = 0, gradient_norm = 0, seconds = 0;
  std::int64_t updates = 0, source_tokens = 0, target_tokens = 0;

  void add(const UpdateLoss& update, double update_seconds);
  // The means; at least one update must be in.
  TrainingMeasures measures(double learning_rate) const;
  bool operator==(const LossWindow&) const = default;
};

}  // namespace nmt
