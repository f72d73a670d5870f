#include "cli/load_model.h"

#include <cstdlib>
#include <filesystem>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "base/installed.h"
#include "cli/build_foreign.h"
#include "cli/many_languages.h"
#include "config/yaml.h"
#include "train/learned_text.h"

namespace nmt {

std::string find_model(const std::string& given) {
  if (!given.empty()) return given;
  if (const char* named = std::getenv("NMT_MODEL"); named != nullptr && *named != '\0') {
    if (std::filesystem::exists(named)) return named;
    throw Error({.what = "no model can be loaded: there is no such directory",
                 .where = format("environment NMT_MODEL={}", named),
                 .fix =
                     "set it to the model directory of a finished `nmt train`, unset it, or give "
                     "--model DIR"});
  }
  std::string looked = "$NMT_MODEL is not set";
  for (const std::string& place :
       {std::string("models/default"), (installed_data() / "models/default").string()}) {
    if (std::filesystem::is_directory(place)) return place;
    looked += ", " + place + " does not exist";
  }
  throw Error({.what = "no model is given, and none was found: " + looked,
               .where = "command line",
               .fix = "give one: --model DIR; nmt train makes one"});
}

namespace {

// Calls `visit` for each text of section decoding that names a file from the folder of the model on.
template <class Visit>
void for_each_named_file(ConfigNode& root, const Visit& visit) {
  ConfigNode* decoding = root.find("decoding");
  if (decoding == nullptr || decoding->kind != ConfigNode::Kind::mapping) return;
  for (const SettingInfo& setting : decoding_settings()) {
    ConfigNode* file = setting.rule.names_file() ? decoding->find(setting.key()) : nullptr;
    if (file != nullptr && file->kind == ConfigNode::Kind::text && !file->text.empty() &&
        std::filesystem::path(file->text).is_relative())
      visit(file->text);
  }
}

ConfigNode config_tree(const ModelDirectory& files, const ConfigNode& flags) {
  ConfigNode root = parse_yaml(files.load_config(), files.config_path());
  for_each_named_file(root, [&](std::string& file) { file = files.path() + "/" + file; });
  require_choice(root, flags);
  merge(root, flags);
  return root;
}

}  // namespace

std::vector<std::string> named_files(const ModelDirectory& directory) {
  ConfigNode root = parse_yaml(directory.load_config(), directory.config_path());
  std::vector<std::string> names;
  for_each_named_file(root, [&](const std::string& file) { names.push_back(file); });
  return names;
}

void copy_named_files(const ModelDirectory& from, const ModelDirectory& to) {
  for (const std::string& name : named_files(from)) {
    const std::string there = to.path() + "/" + name;
    make_folder(std::filesystem::path(there).parent_path().string());
    write_file_atomically(there, read_file(from.path() + "/" + name));
  }
}

namespace {

// The shortlist that came with a model, unless a flag names another or none.
void use_shortlist(const ForeignModel& foreign, DecodingSettings& decoding) {
  const ConfigNode* own = foreign.settings.find("decoding");
  const ConfigNode* file = own == nullptr ? nullptr : own->find("shortlist");
  if (foreign.shortlist && file != nullptr && file->text == decoding.shortlist)
    decoding.read_shortlist = std::make_shared<const Shortlist>(*foreign.shortlist);
}

LoadedModel load_foreign(ForeignModel foreign, const ConfigNode& flags, Packing packing) {
  require_choice(foreign.settings, flags);
  BuiltModel built = build_foreign(foreign, flags);
  use_shortlist(foreign, built.config.decoding);
  if (packing == Packing::as_configured)
    built.model->parameters().pack(built.config.arithmetic(flags, Precision::f32),
                                   built.config.decoding.threads);
  return {.config = std::move(built.config),
          .tokenizers = foreign.tokenizers,
          .model = std::move(built.model),
          .info = weights_info(foreign.tokenizers, 0),
          .format = std::move(foreign.format),
          .files = std::move(foreign.files)};
}

LoadedModel load_own(const std::string& directory, const ConfigNode& flags, Packing packing) {
  const ModelDirectory files(directory);
  ConfigNode root = config_tree(files, flags);
  LoadedModel loaded{.config = read_model_config(root), .tokenizers = files.load_tokenizers()};
  const Vocabularies vocabularies = vocabularies_of(loaded.tokenizers);
  loaded.config.validate(root, vocabularies);
  loaded.model = loaded.config.model.settings->build(vocabularies);
  loaded.info = files.map(loaded.model->parameters(), loaded.tokenizers);
  loaded.files = {files.weights_path()};
  if (packing == Packing::as_configured)
    loaded.model->parameters().pack(loaded.config.arithmetic(root, loaded.info.precision),
                                    loaded.config.decoding.threads);
  if (std::filesystem::exists(files.training_record_path()))
    loaded.learned = recorded_text(read_file(files.training_record_path()));
  return loaded;
}

}  // namespace

ModelConfig load_model_config(const std::string& directory, const ConfigNode& flags) {
  ConfigNode root;
  if (const auto foreign = foreign_model_at(directory)) {
    require_choice(foreign->settings, flags);
    root = foreign->settings;
    merge(root, flags);
  } else {
    root = config_tree(ModelDirectory(directory), flags);
  }
  return read_model_config(root);
}

LoadedModel load_model(const std::string& directory, const ConfigNode& flags, Packing packing) {
  auto foreign = foreign_model_at(directory);
  LoadedModel loaded = foreign ? load_foreign(std::move(*foreign), flags, packing)
                               : load_own(directory, flags, packing);
  // Who names a limit, and not only the model's own configuration, means it.
  const ConfigNode* decoding = flags.find("decoding");
  if (decoding != nullptr && decoding->find("max_source_length") != nullptr)
    loaded.learned.longest = 0;
  loaded.learned.language = loaded.config.languages.source;
  loaded.learned.target_language = loaded.config.languages.target;
  if (packing == Packing::none) return loaded;
  loaded.config.languages.require_chosen();
  tag_sources(loaded.config);
  loaded.model = with_target_token(std::move(loaded.model), loaded.config.languages,
                                   *loaded.tokenizers.target);
  loaded.tokenizers.source =
      with_tag(loaded.tokenizers.source, loaded.config.decoding.tag, "decoding.tag");
  return loaded;
}

}  // namespace nmt
