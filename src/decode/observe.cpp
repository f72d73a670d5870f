#include "decode/observe.h"

#include "decode/forced_attention.h"
#include "decode/score.h"

namespace nmt {
namespace {

template <class To, class From>
void add_scaled_to(std::vector<To>& to, const std::vector<From>& from, double share) {
  to.resize(from.size());
  for (std::size_t i = 0; i < from.size(); ++i)
    to[i] += static_cast<To>(share * static_cast<double>(from[i]));
}

void add_attention(std::vector<Observed>& observed, const std::vector<AttentionMap>& maps,
                   double share) {
  for (std::size_t i = 0; i < maps.size(); ++i)
    add_scaled_to(observed[i].attention.weights, maps[i].weights, share);
}

}  // namespace

std::vector<Observed> observe(const SearchModels& models, Tape& tape, const PairBatch& pairs) {
  std::vector<Observed> observed(static_cast<std::size_t>(pairs.target.sentences()));
  double all = 0, attending = 0;
  for (const WeightedModel& each : models.models) {
    all += each.weight;
    attending += each.model->attends() ? each.weight : 0;
  }
  for (std::size_t i = 0; i < observed.size(); ++i) {
    const int sentence = static_cast<int>(i);
    AttentionMap& map = observed[i].attention;
    map.target = pairs.target.length(sentence);
    map.source = pairs.source.length(sentence);
    map.weights.resize(static_cast<std::size_t>(map.target) * std::size_t(map.source));
  }
  for (const WeightedModel& each : models.models) {
    const auto scores = score_targets(*each.model, tape, pairs);
    for (std::size_t i = 0; i < scores.size(); ++i)
      add_scaled_to(observed[i].log_probabilities, scores[i].tokens, each.weight / all);
    if (each.model->attends())
      add_attention(observed, forced_attention(*each.model, tape, pairs), each.weight / attending);
  }
  return observed;
}

}  // namespace nmt
