// A model directory: everything that goes from raw text to raw text, checked piece against piece
// when it is loaded.
//
//     config.yaml            the resolved configuration, as its owner wrote it
//     weights.safetensors    metadata: format version, tokenizer hashes, step, scores
//     source.spm target.spm  or joint.spm when both sides share one; .vocab where they are words
//     training.json          provenance
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>

#include "autograd/parameter.h"
#include "text/tokenizer.h"

namespace nmt {

// What a weights file says of itself.
struct WeightsInfo {
  std::string source_tokenizer, target_tokenizer;  // their hashes
  std::int64_t step = 0;
  std::map<std::string, double> scores;  // by metric, such as bleu or perplexity
  Precision precision = Precision::f32;  // of the matrices that decoding reads packed
};

// The description of weights that belong to these tokenizers.
WeightsInfo weights_info(const Tokenizers& tokenizers, std::int64_t step,
                         std::map<std::string, double> scores = {});

// Writes the parameters to a safetensors file. `values` is in the layout of parameters.values():
// usually these, or an average of them. Throws Error (runtime).
void save_weights(const std::string& path, const ParameterSet& parameters,
                  std::span<const Real> values, const WeightsInfo& info);
// Fills the initialised parameters and unpacks them (pack() is the caller's). Refuses a file that
// lacks one of them, has another shape or one too many, or belongs to other tokenizers: Error
// naming the file and the tensor.
WeightsInfo load_weights(const std::string& path, ParameterSet& parameters,
                         const Tokenizers& tokenizers);
// The same for decoding: the numbers stay in the file, which is mapped. Quantised weights come
// packed; the others are the caller's to pack().
WeightsInfo map_weights(const std::string& path, ParameterSet& parameters,
                        const Tokenizers& tokenizers);
// Writes parameters that are packed in bf16 or int8, smaller than save_weights() and for decoding
// only.
void save_quantised_weights(const std::string& path, const ParameterSet& parameters,
                            const WeightsInfo& info);
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

  // Makes the directory with all that does not change while a model trains. `config` is the text of
  // config.yaml.
  void create(const std::string& config, const Tokenizers& tokenizers) const;
  void save(const ParameterSet& parameters, std::span<const Real> values,
            const WeightsInfo& info) const;
  // `json` is the text of training.json.
  void save_training_record(const std::string& json) const;

  // The text of config.yaml. Throws Error when the directory holds no model, saying what is
  // missing.
  std::string load_config() const;
  Tokenizers load_tokenizers() const;
  WeightsInfo load(ParameterSet& parameters, const Tokenizers& tokenizers) const;
  // map_weights() of this directory.
  WeightsInfo map(ParameterSet& parameters, const Tokenizers& tokenizers) const;

 private:
  std::string path_;
};

}  // namespace nmt
