#include "cli/build_foreign.h"

#include <filesystem>

#include "exchange/import_format.h"
#include "seq2seq/model_directory.h"

namespace nmt {

std::optional<ForeignModel> foreign_model_at(const std::string& path) {
  const ModelDirectory own(path);
  if (std::filesystem::exists(own.config_path()) || own.has_weights() ||
      !std::filesystem::exists(path))
    return std::nullopt;
  return find_foreign_model(path);
}

BuiltModel build_foreign(const ForeignModel& foreign, const ConfigNode& flags) {
  ConfigNode root = foreign.settings;
  merge(root, flags);
  const Vocabularies vocabularies = vocabularies_of(foreign.tokenizers);
  BuiltModel built{.config = read_model_config(root), .model = nullptr};
  built.config.validate(root, vocabularies);
  built.model = built.config.model.settings->build(vocabularies);
  built.model->parameters().allocate();
  fill_parameters(foreign, built.model->parameters());
  return built;
}

}  // namespace nmt
