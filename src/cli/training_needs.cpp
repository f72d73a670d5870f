#include "cli/training_needs.h"

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
  const TrainingSettings& training = config.training;
  const bool limited =
      training.max_steps > 0 || training.max_epochs > 0 || training.max_minutes > 0;
  if (config.data.valid.empty() && !limited)
    missing.push_back(
        {.what = "training would never end: there is no limit, and early stopping needs data.valid",
         .where = "configuration",
         .keys = {"data.valid", "training.max_epochs"},
         .fix = "set data.valid, or a limit such as --training.max_epochs 20"});
  return missing;
}

}  // namespace nmt
