// Fine-tuning: a run that begins with the weights of another model.
#pragma once

#include <cstdint>
#include <string>

#include "autograd/parameter.h"
#include "text/tokenizer.h"

namespace nmt {

// Where the first weights of a run come from.
struct Origin {
  std::string path = {};  // of the model directory; empty: they were random
  std::string weights_hash = {};
  std::int64_t step = 0;  // of the training that made them
  bool operator==(const Origin&) const = default;
};

// Fills the initialised parameters with the weights in a model directory, which is only read. Throws
// Error naming the first tensor that does not fit, or what is missing.
Origin load_origin(const std::string& model_dir, ParameterSet& parameters,
                   const Tokenizers& tokenizers);

// Throws Error where a run that is resumed began elsewhere than `from` says. Empty: it does not say.
void require_same_origin(const std::string& checkpoint, const Origin& before,
                         const std::string& from);

}  // namespace nmt
