// Trained models that translate together.
#pragma once

#include <string>
#include <vector>

#include "cli/load_model.h"
#include "decode/next_tokens.h"

namespace nmt {

struct LoadedEnsemble {
  std::vector<LoadedModel> models;  // at least one; the settings are the first's
  std::vector<double> weights;      // one for each

  std::vector<WeightedModel> members() const;
};

// Loads the directories; `flags` go over the configuration of each. `weights`: a number above 0 for
// each, or none for equal shares. Throws Error for weights that are none, and unless all models have
// the tokenizers of the first.
LoadedEnsemble load_ensemble(const std::vector<std::string>& directories,
                             const std::vector<std::string>& weights, const ConfigNode& flags);

}  // namespace nmt
