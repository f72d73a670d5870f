#include "train/best_weights.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace nmt {
namespace {

// Perplexity rises with cross-entropy: where both are measured, one file has the best of both.
bool is_twin_of_cross_entropy(const std::string& metric, const auto& measured) {
  return metric == "perplexity" && measured.contains("cross_entropy");
}

}  // namespace

void BestWeights::keep(std::span<const Real> values, std::int64_t step, const Scores& scores,
                       const std::vector<std::string>& improved) const {
  for (const std::string& metric : improved) {
    if (is_twin_of_cross_entropy(metric, scores)) continue;
    files_.write(checkpoints_.best_path(metric), values, weights_info(tokenizers_, step, scores));
  }
}

bool BestWeights::publish_better(std::span<const Real> values, const Scores& scores,
                                 TrainingState& state) const {
  const double score = scores.at(decisive_);
  if (!std::isfinite(score)) return false;
  if (state.published && !is_better(decisive_, score, *state.published)) return false;
  files_.write(directory_.weights_path(), values, weights_info(tokenizers_, state.step, scores));
  state.published = score;
  return true;
}

void BestWeights::publish_unscored(std::span<const Real> values, const TrainingState& state) const {
  files_.write(directory_.weights_path(), values, weights_info(tokenizers_, state.step));
}

void BestWeights::restore(std::span<const Real> values, TrainingState& state) const {
  const bool twin = is_twin_of_cross_entropy(decisive_, state.scoreboard.best);
  const std::string best = checkpoints_.best_path(twin ? "cross_entropy" : decisive_);
  state.published.reset();
  if (!state.scoreboard.best.contains(decisive_) || !std::filesystem::exists(best)) {
    return publish_unscored(values, state);
  }
  const std::vector<Real> kept = files_.read(best);
  const WeightsInfo info = read_weights_info(best);
  files_.write(directory_.weights_path(), kept, weights_info(tokenizers_, info.step, info.scores));
  const auto score = info.scores.find(decisive_);
  if (score != info.scores.end()) state.published = score->second;
}

void BestWeights::remember(std::span<const Real> values, TrainingState& state, int count) const {
  if (count == 0) return;
  files_.write(checkpoints_.validated_path(state.step), values,
               weights_info(tokenizers_, state.step));
  if (state.validated.empty() || state.validated.back() != state.step) {
    state.validated.push_back(state.step);
  }
  while (state.validated.size() > static_cast<std::size_t>(count)) {
    state.validated.erase(state.validated.begin());
  }
}

std::vector<Real> BestWeights::mean(const TrainingState& state) const {
  std::vector<double> sum(files_.numbers());
  for (std::int64_t step : state.validated) {
    const std::vector<Real> values = files_.read(checkpoints_.validated_path(step));
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += static_cast<double>(values[i]);
  }
  const double count = static_cast<double>(state.validated.size());
  std::vector<Real> mean(sum.size());
  for (std::size_t i = 0; i < sum.size(); ++i) mean[i] = static_cast<Real>(sum[i] / count);
  return mean;
}

BorrowedValues::BorrowedValues(ParameterSet& parameters, std::span<Real> values, Blas blas)
    : parameters_(parameters), swap_(values, parameters.values()) {
  try {
    parameters_.pack({Precision::f32, blas});
  } catch (...) {
    parameters_.unpack();
    throw;
  }
}

BorrowedValues::~BorrowedValues() { parameters_.unpack(); }

}  // namespace nmt
