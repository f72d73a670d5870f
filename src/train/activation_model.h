// How many bytes the activations of a batch take: measured on a few small batches of the model
// itself, and so true for every model, precision and option.
#pragma once

#include <array>
#include <cstddef>
#include <functional>

#include "text/batch.h"

namespace nmt {

// What the bytes are linear in: a constant; source and target tokens; source x source, source x
// target and target x target of every sentence, for attention; the longest source and target, for
// recurrence. The last side of a product is rounded up to 16, as kernels do.
using BatchShape = std::array<double, 8>;

void add_pair(BatchShape& shape, int source, int target);
BatchShape shape_of(const PairBatch& batch);

class ActivationModel {
 public:
  using Measure = std::function<std::size_t(const PairBatch&)>;
  // Measures some batches of a few hundred tokens, of sentences of up to `max_length` tokens (0 is
  // no limit).
  ActivationModel(const Measure& measure, int max_length);

  double bytes(const BatchShape& shape) const;

 private:
  BatchShape weights_{};
};

}  // namespace nmt
