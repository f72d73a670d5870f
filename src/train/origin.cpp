#include "train/origin.h"

#include <filesystem>

#include "base/error.h"
#include "base/format.h"
#include "base/hash.h"
#include "base/log.h"
#include "seq2seq/model_directory.h"

namespace nmt {
namespace {

std::string absolute(const std::string& path) {
  return std::filesystem::absolute(path).lexically_normal().string();
}

}  // namespace

Origin load_origin(const std::string& model_dir, ParameterSet& parameters,
                   const Tokenizers& tokenizers) {
  const std::string file = ModelDirectory(model_dir).weights_path();
  Origin origin{.path = absolute(model_dir), .weights_hash = file_hash(file)};
  try {
    origin.step = load_weights(file, parameters, tokenizers).step;
  } catch (const Error& error) {
    Error::Parts parts = error.parts();
    if (parts.code != Error::Code::unfit_tensor) throw;
    parts.fix =
        format("leave section model out of the configuration, so that it is that of {}", model_dir);
    throw Error(parts);
  }
  log_info(format("beginning with the weights and tokenizers of {}, trained for {} steps",
                  model_dir, origin.step));
  log_info(
      "kept: weights, tokenizers; begun anew: optimiser, learning-rate schedule, step count, "
      "place in the data, early stopping, best scores");
  return origin;
}

void require_same_origin(const std::string& checkpoint, const Origin& before,
                         const std::string& from) {
  if (from.empty() || from == before.path || absolute(from) == before.path) return;
  // A model may have been moved, and older runs know a relative path.
  const std::string weights = ModelDirectory(from).weights_path();
  if (std::filesystem::exists(weights) && file_hash(weights) == before.weights_hash) return;
  const std::string began =
      before.path.empty() ? "random weights" : format("the weights of {}", before.path);
  throw Error({.what = format("--from is {}, but the run to be resumed began with {}", from, began),
               .where = checkpoint,
               .fix = "leave --from out to go on, or add --fresh to start over, or choose another "
                      "model_dir"});
}

}  // namespace nmt
