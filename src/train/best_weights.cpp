#include "train/best_weights.h"

#include <algorithm>
#include <filesystem>

namespace nmt {

void BestWeights::keep(std::span<const Real> values, std::int64_t step, const Scores& scores,
                       const std::vector<std::string>& improved) const {
  for (const std::string& metric : improved) {
    save_weights(checkpoints_.best_path(metric), parameters_, values,
                 weights_info(tokenizers_, step, scores));
  }
}

void BestWeights::publish(std::span<const Real> values, std::int64_t step,
                          const Scores& scores) const {
  directory_.save(parameters_, values, weights_info(tokenizers_, step, scores));
}

void BestWeights::remember(std::span<const Real> values, TrainingState& state, int count) const {
  if (count == 0) return;
  save_weights(checkpoints_.validated_path(state.step), parameters_, values,
               weights_info(tokenizers_, state.step));
  if (state.validated.empty() || state.validated.back() != state.step) {
    state.validated.push_back(state.step);
  }
  while (state.validated.size() > static_cast<std::size_t>(count)) {
    state.validated.erase(state.validated.begin());
  }
}

std::vector<Real> BestWeights::mean(const TrainingState& state) const {
  const std::size_t size = parameters_.values().size();
  std::vector<double> sum(size);
  std::vector<Real> values(size);
  for (std::int64_t step : state.validated) {
    read_parameter_values(checkpoints_.validated_path(step), "", parameters_, values);
    for (std::size_t i = 0; i < size; ++i) sum[i] += static_cast<double>(values[i]);
  }
  const double count = static_cast<double>(state.validated.size());
  for (std::size_t i = 0; i < size; ++i) values[i] = static_cast<Real>(sum[i] / count);
  return values;
}

BorrowedValues::BorrowedValues(ParameterSet& parameters, std::span<Real> values)
    : parameters_(parameters), values_(values) {
  swap();
  parameters_.pack();
}

BorrowedValues::~BorrowedValues() {
  swap();
  parameters_.unpack();
}

void BorrowedValues::swap() {
  std::swap_ranges(values_.begin(), values_.end(), parameters_.values().begin());
}

}  // namespace nmt
