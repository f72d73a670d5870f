#include "cli/load_ensemble.h"

#include "base/error.h"
#include "base/format.h"
#include "config/values.h"

namespace nmt {
namespace {

std::vector<double> weights_of(const std::vector<std::string>& texts, std::size_t models) {
  if (texts.empty()) return std::vector<double>(models, 1);
  if (texts.size() != models)
    throw Error({.what = format("{} weights for {} models", texts.size(), models),
                 .where = "--weights",
                 .fix = "give a weight for each model, or none"});
  std::vector<double> weights;
  for (const std::string& text : texts) {
    const auto weight = parse_number(text);
    if (!weight || !(*weight > 0) || *weight > 1e9)
      throw Error({.what = format("'{}' is no weight of a model", text),
                   .where = "--weights",
                   .fix = "give a number above 0, such as 0.5"});
    weights.push_back(*weight);
  }
  return weights;
}

void require_same(const char* side, const Tokenizer& first, const Tokenizer& other,
                  std::span<const std::string> names) {
  if (first.hash() == other.hash()) return;
  throw Error({.what = format("the models have different {} vocabularies: {} has {} tokens, hash "
                              "{}; {} has {} tokens, hash {}",
                              side, names[0], first.vocabulary_size(), first.hash(), names[1],
                              other.vocabulary_size(), other.hash()),
               .where = "--models",
               .fix = format("train {} with the tokenizer of {}: --tokenizer.model, or "
                             "--tokenizer.source and --tokenizer.target",
                             names[1], names[0])});
}

}  // namespace

std::vector<WeightedModel> LoadedEnsemble::members() const {
  std::vector<WeightedModel> members;
  for (std::size_t i = 0; i < models.size(); ++i)
    members.push_back({.model = models[i].model.get(), .weight = weights[i]});
  return members;
}

LoadedEnsemble load_ensemble(const std::vector<std::string>& directories,
                             const std::vector<std::string>& weights, const ConfigNode& flags) {
  LoadedEnsemble ensemble{.models = {}, .weights = weights_of(weights, directories.size())};
  for (const std::string& directory : directories) {
    ensemble.models.push_back(load_model(directory, flags));
    const Tokenizers &first = ensemble.models.front().tokenizers,
                     &other = ensemble.models.back().tokenizers;
    const std::string names[] = {directories.front(), directory};
    require_same("source", *first.source, *other.source, names);
    require_same("target", *first.target, *other.target, names);
  }
  return ensemble;
}

}  // namespace nmt
