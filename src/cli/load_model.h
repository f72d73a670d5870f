// A trained model, found and loaded, ready to translate.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/run_config.h"
#include "document/learned_text.h"
#include "seq2seq/model_directory.h"
#include "seq2seq/seq2seq.h"
#include "text/tokenizer.h"

namespace nmt {

struct LoadedModel {
  ModelConfig config;
  Tokenizers tokenizers;
  std::unique_ptr<Seq2Seq> model = {};
  WeightsInfo info = {};
  LearnedText learned = {};
  std::string format = {};              // of another program, by its name; empty: nmt's own
  std::vector<std::string> files = {};  // that it was read from, the weights first
};

// The model directory to use: `given` (by --model) unless it is empty, else $NMT_MODEL, else
// models/default here, else the one installed with the program. Throws Error listing where it
// looked.
std::string find_model(const std::string& given);

// What a model directory is used with; `flags` go over its configuration. Throws Error. What the
// model itself decides is checked when it is loaded.
ModelConfig load_model_config(const std::string& directory, const ConfigNode& flags);

// Files of a model directory that its own configuration names from there, such as a shortlist. A copy
// of the directory has to have them.
std::vector<std::string> named_files(const ModelDirectory& directory);
void copy_named_files(const ModelDirectory& from, const ModelDirectory& to);

// Whether the matrices are packed, as decoding.precision and decoding.blas say, and the model is set up
// to translate; or all is left as it is kept.
enum class Packing { as_configured, none };
// Loads a model directory for decoding, or a model of another program as nmt import reads it; `flags` go
// over its configuration. Throws Error for whatever does not fit together.
LoadedModel load_model(const std::string& directory, const ConfigNode& flags,
                       Packing packing = Packing::as_configured);

}  // namespace nmt
