#include "cli/run_config.h"

#include <algorithm>
#include <iterator>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "config/yaml.h"
#include "config/yaml_writer.h"
#include "tensor/openblas.h"

namespace nmt {
namespace {

constexpr const char* kModelHelp = "The kind of model and its sizes.";
constexpr const char* kDecodingHelp = "How translations are searched for.";

std::vector<SettingInfo> settings_with(const std::string& type) {
  RunConfig config;
  config.model.type = type;
  return collect_settings(config);
}

// Whether both say the same of the same setting. The type itself differs in its default only.
bool is_same(const SettingInfo& a, const SettingInfo& b) {
  return a.path == b.path && (a.path == "model.type" || (a.default_text == b.default_text &&
                                                         a.help == b.help && a.kind == b.kind));
}

bool has(const std::vector<SettingInfo>& settings, const SettingInfo& wanted) {
  return std::any_of(settings.begin(), settings.end(),
                     [&](const SettingInfo& setting) { return is_same(setting, wanted); });
}

// The child of that name; `name[2]` is the second entry of a list.
const ConfigNode* find_child(const ConfigNode& parent, const std::string& name) {
  const std::size_t bracket = name.find('[');
  const ConfigNode* child = parent.find(name.substr(0, bracket));
  if (child == nullptr || bracket == std::string::npos) return child;
  std::size_t number = 0;
  for (const char c : name.substr(bracket + 1))
    if (c >= '0' && c <= '9') number = std::min<std::size_t>(10 * number + (c - '0'), 1 << 30);
  const bool there =
      child->kind == ConfigNode::Kind::list && number > 0 && number <= child->children.size();
  return there ? &child->children[number - 1] : nullptr;
}

const ConfigNode* find_path(const ConfigNode& root, const std::string& path) {
  const std::size_t dot = path.find('.');
  const ConfigNode* child = find_child(root, path.substr(0, dot));
  if (child == nullptr || dot == std::string::npos) return child;
  return find_path(*child, path.substr(dot + 1));
}

// The place of the setting at `path`; of that entry of a list which says `text`.
std::string place_of_text(const ConfigNode& root, const std::string& path,
                          const std::string& text) {
  const ConfigNode* node = find_path(root, path);
  if (node == nullptr) return path;
  for (const ConfigNode& entry : node->children)
    if (entry.text == text) return entry.where;
  return node->where;
}

// The place of the first setting of `section` that a text such as "beam_size is 2" names; of any
// section, by its whole path, where `section` is empty.
std::string place_in(const ConfigNode& root, const std::string& section, const std::string& text) {
  constexpr const char* kPathLetters = "abcdefghijklmnopqrstuvwxyz0123456789_.[]";
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_not_of(kPathLetters, at), text.size());
    std::string path = text.substr(at, end - at);
    while (path.ends_with('.')) path.pop_back();
    if (!section.empty()) path = section + "." + path;
    const ConfigNode* node = path.find('.') == std::string::npos ? nullptr : find_path(root, path);
    if (node != nullptr) return node->where;
    at = end + 1;
  }
  return "";
}

// Components know the names of their settings, but not where they were written.
Error with_place(const Error& error, const ConfigNode& root, const std::string& section) {
  Error::Parts parts = error.parts();
  std::string place = place_in(root, "", parts.where);
  if (place.empty() && parts.where.empty()) place = place_in(root, "", parts.what);
  if (place.empty() && parts.where.empty()) place = place_in(root, section, parts.what);
  if (place.empty() && parts.where.empty()) place = "section " + section;
  if (!place.empty()) parts.where = place;
  return Error(parts);
}

// Runs the checks of a section.
template <class Rules>
void check(const ConfigNode& root, const char* section, const Rules& rules) {
  try {
    rules();
  } catch (const Error& error) {
    throw with_place(error, root, section);
  }
}

// The settings that `root` may not have, as its type of model is what it says, or the default.
ForeignKeys foreign_keys_in(const ConfigNode& root, const ModelSettings& model) {
  const ConfigNode* type = find_path(root, "model.type");
  return foreign_keys(type == nullptr ? model.type : type->text);
}

}  // namespace

void RunConfig::describe(SettingVisitor& setting) {
  setting("model_dir", model_dir, "The folder that the trained model is written to.");
  setting.section("data", data, "The text to learn from.");
  setting.section("tokenizer", tokenizer, "How text is cut into tokens.");
  setting.section("model", model, kModelHelp);
  setting.section("training", training, "How the model learns.");
  setting.section("decoding", decoding, kDecodingHelp);
}

void RunConfig::validate(const ConfigNode& root) const {
  check(root, "data", [&] { data.validate(); });
  check(root, "tokenizer", [&] { tokenizer.validate(); });
  // Tokenizers that are given may turn out to be one; vocabularies are checked again when they are
  // there.
  const bool separate = !tokenizer.source.empty() || !tokenizer.target.empty();
  const bool shared = separate ? tokenizer.source == tokenizer.target
                               : tokenizer.shared || !tokenizer.model.empty();
  const int size = tokenizer.vocab_size;
  check(root, "model",
        [&] { model.settings->validate({.source = size, .target = size, .shared = shared}); });
  check(root, "data", [&] {
    const int longest = model.settings->longest_sentence();
    if (longest > 0 && data.max_length > longest)
      throw Error({.what = format("sentences of up to {} tokens, but the model takes {} at most",
                                  data.max_length, longest),
                   .where = "data.max_length",
                   .fix = format("data.max_length: {}, or model.max_length: {}", longest,
                                 data.max_length)});
  });
  check(root, "training", [&] { training.validate(); });
  check(root, "decoding", [&] { decoding.validate(); });
}

void ModelConfig::describe(SettingVisitor& setting) {
  setting.section("model", model, kModelHelp);
  setting.section("decoding", decoding, kDecodingHelp);
}

void ModelConfig::validate(const ConfigNode& root, const Vocabularies& vocabularies) const {
  check(root, "model", [&] { model.settings->validate(vocabularies); });
  check(root, "decoding", [&] { decoding.validate(); });
}

std::optional<Precision> precision_named(const std::string& name) {
  for (const Precision precision : {Precision::f32, Precision::bf16, Precision::int8})
    if (name == name_of(precision)) return precision;
  return std::nullopt;
}

Arithmetic ModelConfig::arithmetic(const ConfigNode& root, Precision kept) const {
  // auto: as the weights are kept
  Arithmetic arithmetic = precision_named(decoding.precision).value_or(kept);
  if (arithmetic.precision == Precision::f32)
    check(root, "decoding", [&] { arithmetic.blas = blas_named(decoding.blas, "decoding.blas"); });
  return arithmetic;
}

std::string RunConfig::to_yaml() { return write_settings(*this); }

std::vector<SettingInfo> all_settings() {
  const std::vector<std::string> types = model_type_names();
  std::vector<SettingInfo> all = settings_with(types.front());
  for (const std::string& type : types) {
    const std::vector<SettingInfo> own = settings_with(type);
    for (SettingInfo& setting : all) {
      const bool open = setting.condition.empty() && setting.path.starts_with("model.");
      if (open && !has(own, setting)) setting.condition = "type: " + types.front();
    }
    auto last = all.begin();  // the place after the settings of section model
    for (auto it = all.begin(); it != all.end(); ++it) {
      if (it->path == "model" || it->path.starts_with("model.")) last = std::next(it);
    }
    std::vector<SettingInfo> added;
    for (const SettingInfo& setting : own) {
      if (has(all, setting)) continue;
      added.push_back(setting);
      added.back().condition = "type: " + type;
    }
    all.insert(last, added.begin(), added.end());
  }
  return all;
}

std::vector<SettingInfo> decoding_settings() {
  std::vector<SettingInfo> settings = all_settings();
  std::erase_if(settings, [](const SettingInfo& s) { return !s.path.starts_with("decoding"); });
  return settings;
}

ForeignKeys foreign_keys(const std::string& type) {
  ForeignKeys foreign;
  const std::vector<std::string> types = model_type_names();
  if (std::find(types.begin(), types.end(), type) == types.end()) return foreign;
  const std::vector<SettingInfo> own = settings_with(type);
  const auto is_own = [&](const std::string& path) {
    return std::any_of(own.begin(), own.end(),
                       [&](const SettingInfo& s) { return s.path == path; });
  };
  for (const std::string& other : types) {
    if (other == type) continue;
    for (const SettingInfo& setting : settings_with(other)) {
      if (is_own(setting.path)) continue;
      foreign.emplace(setting.path,
                      ForeignKey{format("model type {}", other),
                                 format("write model.type: {}, or remove it", other)});
    }
  }
  return foreign;
}

RunConfig read_run_config(const ConfigNode& root) {
  RunConfig config;
  read_settings(config, root, foreign_keys_in(root, config.model));
  config.validate(root);
  return config;
}

ModelConfig read_model_config(ConfigNode& root) {
  std::erase_if(root.children, [](const ConfigNode& section) {
    return section.key != "model" && section.key != "decoding";
  });
  ModelConfig config;
  read_settings(config, root, foreign_keys_in(root, config.model));
  return config;
}

ConfigNode load_config_tree(const std::vector<std::string>& files, ConfigNode flags) {
  ConfigNode root;
  root.kind = ConfigNode::Kind::mapping;
  for (const std::string& file : files) merge(root, read_yaml_file(file));
  merge(root, std::move(flags));
  return root;
}

void require_files(const RunConfig& config, const ConfigNode& root) {
  const auto require = [&](const std::string& path, const std::string& key) {
    if (path.empty()) return;
    try {
      require_regular_file(path);
    } catch (const Error& error) {
      Error::Parts parts = error.parts();
      parts.where = place_of_text(root, key, path);
      throw Error(parts);
    }
  };
  const auto require_all = [&](const CorpusSettings& corpus, const std::string& key) {
    for (const std::string& path : corpus.source) require(path, key + ".source");
    for (const std::string& path : corpus.target) require(path, key + ".target");
    for (const std::string& path : corpus.tsv) require(path, key + ".tsv");
    for (const std::string& path : corpus.alignment) require(path, key + ".alignment");
  };
  for (std::size_t i = 0; i < config.data.train.parts.size(); ++i) {
    const TrainingCorpus& part = config.data.train.parts[i];
    const std::string key = config.data.train.name_of(i, "data.train");
    require_all(part, key);
    for (const std::string& path : part.sentence_weights) require(path, key + ".sentence_weights");
  }
  require_all(config.data.valid, "data.valid");
  require(config.tokenizer.model, "tokenizer.model");
  require(config.tokenizer.source, "tokenizer.source");
  require(config.tokenizer.target, "tokenizer.target");
}

Vocabularies vocabularies_of(const Tokenizers& tokenizers) {
  return {.source = tokenizers.source->vocabulary_size(),
          .target = tokenizers.target->vocabulary_size(),
          .shared = tokenizers.shared};
}

}  // namespace nmt
