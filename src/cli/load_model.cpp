#include "cli/load_model.h"

#include <cstdlib>
#include <filesystem>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "base/installed.h"
#include "config/yaml.h"
#include "train/learned_text.h"

namespace nmt {

std::string find_model(const std::string& given) {
  if (!given.empty()) return given;
  if (const char* named = std::getenv("NMT_MODEL"); named != nullptr && *named != '\0') {
    if (std::filesystem::is_directory(named)) return named;
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

LoadedModel load_model(const std::string& directory, const ConfigNode& flags, Packing packing) {
  const ModelDirectory files(directory);
  ConfigNode root = parse_yaml(files.load_config(), files.config_path());
  merge(root, flags);
  LoadedModel loaded{.config = read_model_config(root),
                     .tokenizers = files.load_tokenizers(),
                     .model = nullptr,
                     .info = {},
                     .learned = {}};
  const Vocabularies vocabularies = vocabularies_of(loaded.tokenizers);
  loaded.config.validate(root, vocabularies);
  loaded.model = loaded.config.model.settings->build(vocabularies);
  loaded.info = files.map(loaded.model->parameters(), loaded.tokenizers);
  if (packing == Packing::as_configured)
    loaded.model->parameters().pack(loaded.config.arithmetic(root, loaded.info.precision),
                                    loaded.config.decoding.threads);
  if (std::filesystem::exists(files.training_record_path()))
    loaded.learned = recorded_text(read_file(files.training_record_path()));
  // Who names a limit, and not only the model's own configuration, means it.
  const ConfigNode* decoding = flags.find("decoding");
  if (decoding != nullptr && decoding->find("max_source_length") != nullptr)
    loaded.learned.longest = 0;
  loaded.learned.language = loaded.config.languages.source;
  loaded.learned.target_language = loaded.config.languages.target;
  loaded.tokenizers.source =
      with_tag(loaded.tokenizers.source, loaded.config.decoding.tag, "decoding.tag");
  return loaded;
}

}  // namespace nmt
