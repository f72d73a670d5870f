#include "decode/observe.h"

#include "decode/score.h"

namespace nmt {

std::vector<std::vector<double>> token_log_probabilities(const SearchModels& models, Tape& tape,
                                                         const PairBatch& pairs) {
  std::vector<std::vector<double>> sums(static_cast<std::size_t>(pairs.target.sentences()));
  double all = 0;
  for (const WeightedModel& each : models.models) all += each.weight;
  for (const WeightedModel& each : models.models) {
    const std::vector<TargetScore> scores = score_targets(*each.model, tape, pairs);
    for (std::size_t i = 0; i < scores.size(); ++i) {
      const std::vector<double>& tokens = scores[i].tokens;
      sums[i].resize(tokens.size());
      for (std::size_t t = 0; t < tokens.size(); ++t) sums[i][t] += each.weight / all * tokens[t];
    }
  }
  return sums;
}

}  // namespace nmt
