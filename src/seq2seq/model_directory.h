// A model directory: everything that goes from raw text to raw text, checked piece against piece
// when it is loaded.
//
//     config.yaml            the resolved configuration, as its owner wrote it
//     weights.safetensors    metadata: format version, tokenizer hashes, step, scores
//     source.spm target.spm  or joint.spm when both sides share one; `.vocab` for words
//     vocabularies training.json          provenance
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "nn/parameter.h"

namespace nmt {

class Tokenizer;

// The tokenizers of the two sides: one object when they are shared.
struct Tokenizers {
  std::shared_ptr<const Tokenizer> source, target;
  bool shared() const { return source == target; }
};

// What a weights file says of itself.
struct WeightsInfo {
  std::string source_tokenizer, target_tokenizer;  // hashes
  std::int64_t step = 0;
  std::map<std::string, double> scores;  // by metric, such as bleu or perplexity
};

// The description of weights that belong to these tokenizers.
WeightsInfo weights_info(const Tokenizers& tokenizers, std::int64_t step,
                         std::map<std::string, double> scores = {});

// Writes the parameters to a safetensors file; `values` is in the layout of parameters.values(),
// which are the usual ones, but may be an average of them. Throws Error (runtime).
void save_weights(const std::string& path, const ParameterSet& parameters,
                  std::span<const Real> values, const WeightsInfo& info);
// Fills the parameters, and refuses a file that has not each of them with its shape, has one too
// many, or belongs to other tokenizers. Does not pack() them. Throws Error naming the file and the
// tensor.
WeightsInfo load_weights(const std::string& path, ParameterSet& parameters,
                         const Tokenizers& tokenizers);
// What the file says of itself, without loading it.
WeightsInfo read_weights_info(const std::string& path);

class ModelDirectory {
 public:
  explicit ModelDirectory(std::string path) : path_(std::move(path)) {}

  const std::string& path() const { return path_; }
  std::string config_path() const { return path_ + "/config.yaml"; }
  std::string weights_path() const { return path_ + "/weights.safetensors"; }
  std::string training_record_path() const { return path_ + "/training.json"; }
  bool has_weights() const;

  // Makes the directory with all that does not change while a model trains.
  void create(const std::string& config, const Tokenizers& tokenizers) const;
  void save(const ParameterSet& parameters, std::span<const Real> values,
            const WeightsInfo& info) const;
  // `json` is the text of training.json.
  void save_training_record(const std::string& json) const;

  // Throws Error when the directory holds no model, saying what is missing.
  std::string load_config() const;
  Tokenizers load_tokenizers() const;
  WeightsInfo load(ParameterSet& parameters, const Tokenizers& tokenizers) const;

 private:
  std::string path_;
};

}  // namespace nmt
