// The whole configuration: one section for each component, read from files and flags and checked.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/collector.h"
#include "config/reader.h"
#include "config/tree.h"
#include "decode/settings.h"
#include "seq2seq/registry.h"
#include "text/languages.h"
#include "text/settings.h"
#include "text/tokenizer.h"
#include "train/settings.h"

namespace nmt {

struct RunConfig {
  std::string model_dir;
  LanguageSettings languages;
  DataSettings data;
  TokenizerSettings tokenizer;
  ModelSettings model;
  TrainingSettings training;
  DecodingSettings decoding;

  void describe(SettingVisitor& setting);
  // The rules of every component, with the place in `root`, which the settings were read from.
  // Added to `problems`; a section that has problems already is not looked at, because its rules may
  // be broken by them alone.
  void validate(const ConfigNode& root, ConfigProblems& problems) const;
  // The resolved configuration; it reads back to the same.
  std::string to_yaml();
  // The same with absolute paths, so that it means the same from every folder: config.yaml of a
  // model directory.
  std::string to_yaml_for_any_folder();
};

// What a trained model is used with. How it was trained is not read: a program that knows other
// settings of data and training still loads it.
struct ModelConfig {
  LanguageSettings languages;
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

// The settings of a tree, checked. Throws an Error that tells the place of everything that is wrong.
RunConfig read_run_config(const ConfigNode& root);
// The same, with the problems put there: unknown settings first. A wrong setting has its default.
RunConfig read_run_config(const ConfigNode& root, ConfigProblems& problems);

// Of the configuration in a model directory; not validated yet. Drops the other sections of `root`.
ModelConfig read_model_config(ConfigNode& root);

// Components know the keys of their settings, but not where they were written: the same parts with
// that place, of the first of their keys that was, or with the first key.
Error::Parts with_place(Error::Parts parts, const ConfigNode& root);

// Visits every setting that names a file; `key` is where it stands (data.train[2].source).
using VisitFile = std::function<void(const std::string& key, std::string& path, Changes changes)>;
void for_each_file(RunConfig& config, const VisitFile& visit);
// Relative paths, which start from the current folder, become absolute.
void make_paths_absolute(RunConfig& config);

// Data and tokenizer files that are not there or no regular files, with the places that name them.
ConfigProblems missing_files(RunConfig& config, const ConfigNode& root);
// Throws an Error that tells all of them.
void require_files(RunConfig& config, const ConfigNode& root);

// The sizes that a model is built for. Two tokenizers that cut differently may have one vocabulary.
Vocabularies vocabularies_of(const Tokenizers& tokenizers);

}  // namespace nmt
