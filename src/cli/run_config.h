// The whole configuration: one section for each component, read from files and flags and checked.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/collector.h"
#include "config/reader.h"
#include "config/tree.h"
#include "decode/settings.h"
#include "seq2seq/registry.h"
#include "text/settings.h"
#include "text/tokenizer.h"
#include "train/settings.h"

namespace nmt {

struct RunConfig {
  std::string model_dir;
  DataSettings data;
  TokenizerSettings tokenizer;
  ModelSettings model;
  TrainingSettings training;
  DecodingSettings decoding;

  void describe(SettingVisitor& setting);
  // The rules of every component. Throws Error with the place in `root`, which the settings were
  // read from.
  void validate(const ConfigNode& root) const;
  // The resolved configuration; it reads back to the same.
  std::string to_yaml();
};

// What a trained model is used with. How it was trained is not read: a program that knows other
// settings of data and training still loads it.
struct ModelConfig {
  ModelSettings model;
  DecodingSettings decoding;

  void describe(SettingVisitor& setting);
  // The same as RunConfig's, for the vocabularies that the model has.
  void validate(const ConfigNode& root, const Vocabularies& vocabularies) const;
  // What decoding.precision and decoding.blas mean for weights that are kept in `kept`. Throws Error
  // when OpenBLAS is wanted and cannot be loaded.
  Arithmetic arithmetic(const ConfigNode& root, Precision kept) const;
};

// f32, bf16 or int8; nothing for another name.
std::optional<Precision> precision_named(const std::string& name);

// The settings of every model type; those that not all of them have carry a condition.
std::vector<SettingInfo> all_settings();

// Those of section decoding alone.
std::vector<SettingInfo> decoding_settings();

// The settings that the other model types have beyond those of `type`; none where there is no such
// type.
ForeignKeys foreign_keys(const std::string& type);

// Configuration files, later ones over earlier ones, and flags over all. Throws Error.
ConfigNode load_config_tree(const std::vector<std::string>& files, ConfigNode flags);

// The settings of a tree, checked. Throws Error with the place of whatever is wrong.
RunConfig read_run_config(const ConfigNode& root);

// Of the configuration in a model directory; not validated yet. Drops the other sections of `root`.
ModelConfig read_model_config(ConfigNode& root);

// Throws Error for a data or tokenizer file that is not there or no regular file, with the place
// that names it.
void require_files(const RunConfig& config, const ConfigNode& root);

// The sizes that a model is built for.
Vocabularies vocabularies_of(const Tokenizers& tokenizers);

}  // namespace nmt
