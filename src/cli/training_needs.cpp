#include "cli/training_needs.h"

#include "train/limits.h"

namespace nmt {

std::vector<Error::Parts> missing_needs(const RunConfig& config) {
  std::vector<Error::Parts> missing;
  if (config.model_dir.empty())
    missing.push_back({.what = "model_dir is not set, so the model would go nowhere",
                       .where = "configuration",
                       .keys = {"model_dir"},
                       .fix = "set it: --model_dir models/NAME"});
  if (config.data.train.empty())
    missing.push_back({.what = "data.train names no files to learn from",
                       .where = "configuration",
                       .keys = {"data.train"},
                       .fix = "give them: --data.train.source FILE --data.train.target FILE"});
  try {
    require_trainable(config.training, !config.data.valid.empty());
  } catch (const Error& error) {
    missing.push_back(error.parts());
  }
  return missing;
}

}  // namespace nmt
