#include "cli/run_config.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "config/yaml.h"
#include "config/yaml_writer.h"
#include "tensor/openblas.h"

namespace nmt {
namespace {

constexpr const char* kModelType = "model.type";
constexpr const char* kLanguagesHelp = "What is translated, for people and clients.";
constexpr const char* kModelHelp = "The kind of model and its sizes.";
constexpr const char* kDecodingHelp = "How translations are searched for.";

std::vector<SettingInfo> settings_with(const std::string& type) {
  RunConfig config;
  config.model.type = type;
  return collect_settings(config);
}

// Whether both say the same of the same setting. The type itself differs in its default only.
bool is_same(const SettingInfo& a, const SettingInfo& b) {
  return a.path == b.path && (a.path == kModelType || (a.default_text == b.default_text &&
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

// Runs the checks of a section.
template <class Rules>
void check(const ConfigNode& root, const char* section, const Rules& rules) {
  try {
    rules();
  } catch (const Error& error) {
    Error::Parts parts = with_place(error.parts(), root);
    if (parts.where.empty()) parts.where = format("section {}", section);
    throw Error(parts);
  }
}

class FileSettings : public PathVisitor {
 public:
  explicit FileSettings(const VisitFile& visit) : visit_(visit) {}

 private:
  void visit(const char* key, SettingField field, const char*, const Rule& rule) override {
    if (!rule.names_file()) return;
    const std::string path = path_of(key);
    if (auto* const* list = std::get_if<std::vector<std::string>*>(&field))
      for (std::string& file : **list) visit_(path, file, rule.changes);
    auto* const* file = std::get_if<std::string*>(&field);
    if (file != nullptr && !(*file)->empty()) visit_(path, **file, rule.changes);
  }

  const VisitFile& visit_;
};

// The settings that `root` may not have, as its type of model is what it says, or the default.
ForeignKeys foreign_keys_in(const ConfigNode& root, const ModelSettings& model) {
  const ConfigNode* type = find_path(root, kModelType);
  return foreign_keys(type == nullptr ? model.type : type->text);
}

}  // namespace

void RunConfig::describe(SettingVisitor& setting) {
  setting("model_dir", model_dir, "The folder that the trained model is written to.",
          {.value = "DIR", .changes = Changes::nothing});
  setting.section("languages", languages, kLanguagesHelp);
  setting.section("data", data, "The text to learn from.");
  setting.section("tokenizer", tokenizer, "How text is cut into tokens.");
  setting.section("model", model, kModelHelp);
  setting.section("training", training, "How the model learns.");
  setting.section("decoding", decoding, kDecodingHelp);
}

void RunConfig::validate(const ConfigNode& root, ConfigProblems& problems) const {
  const auto rules = [&](const char* section, const auto& of_section) {
    if (has_problem(problems, section)) return;
    try {
      check(root, section, of_section);
    } catch (const Error& error) {
      problems.push_back({ConfigProblem::Kind::rule, section, error.parts()});
    }
  };
  rules("languages", [&] {
    languages.validate();
    languages.require_chosen();
  });
  rules("data", [&] { data.validate(); });
  rules("tokenizer", [&] { tokenizer.validate(); });
  // Tokenizers that are given may turn out to be one; vocabularies are checked again when they are
  // there.
  const bool separate = !tokenizer.source.empty() || !tokenizer.target.empty();
  const bool shared = separate ? tokenizer.source == tokenizer.target
                               : tokenizer.shared || !tokenizer.model.empty();
  const int size = tokenizer.vocab_size;
  rules("model",
        [&] { model.settings->validate({.source = size, .target = size, .shared = shared}); });
  rules("data", [&] {
    int longest = has_problem(problems, "model") ? 0 : model.settings->longest_sentence();
    if (longest > 0 && !languages.target_tag.empty()) --longest;  // the tag has a position too
    if (longest > 0 && data.max_length > longest)
      throw Error({.what = format("sentences of up to {} tokens, but the model takes {} at most",
                                  data.max_length, longest),
                   .keys = {"data.max_length"},
                   .fix = format("data.max_length: {}, or model.max_length: {}", longest,
                                 data.max_length)});
  });
  rules("training", [&] { training.validate(); });
  rules("decoding", [&] { decoding.validate(); });
}

void ModelConfig::describe(SettingVisitor& setting) {
  setting.section("languages", languages, kLanguagesHelp);
  setting.section("model", model, kModelHelp);
  setting.section("decoding", decoding, kDecodingHelp);
}

void ModelConfig::validate(const ConfigNode& root, const Vocabularies& vocabularies) const {
  check(root, "languages", [&] { languages.validate(); });
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

std::string RunConfig::to_yaml_for_any_folder() {
  std::string kept_dir = model_dir;
  DataSettings kept_data = data;
  TokenizerSettings kept_tokenizer = tokenizer;
  DecodingSettings kept_decoding = decoding;
  make_paths_absolute(*this);
  std::string text = to_yaml();
  model_dir = std::move(kept_dir);
  data = std::move(kept_data);
  tokenizer = std::move(kept_tokenizer);
  decoding = std::move(kept_decoding);
  return text;
}

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
  ConfigProblems problems;
  RunConfig config = read_run_config(root, problems);
  throw_problems(problems);
  return config;
}

RunConfig read_run_config(const ConfigNode& root, ConfigProblems& problems) {
  RunConfig config;
  read_settings(config, root, foreign_keys_in(root, config.model), &problems);
  // Which settings a model of no known type has cannot be said.
  const bool no_type = std::any_of(problems.begin(), problems.end(), [&](const auto& problem) {
    return problem.kind == ConfigProblem::Kind::value &&
           problem.parts.keys == std::vector<std::string>{kModelType};
  });
  if (no_type)
    std::erase_if(problems, [](const ConfigProblem& problem) {
      return problem.kind == ConfigProblem::Kind::unknown && problem.section == "model";
    });
  config.validate(root, problems);
  return config;
}

ModelConfig read_model_config(ConfigNode& root) {
  std::erase_if(root.children, [](const ConfigNode& section) {
    return section.key != "languages" && section.key != "model" && section.key != "decoding";
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

Error::Parts with_place(Error::Parts parts, const ConfigNode& root) {
  if (parts.keys.empty()) return parts;
  if (!parts.where.empty() && parts.where != parts.keys.front()) return parts;
  parts.where = parts.keys.front();
  for (const std::string& key : parts.keys) {
    const ConfigNode* node = find_path(root, key);
    if (node == nullptr) continue;
    parts.where = node->where;
    break;
  }
  return parts;
}

void for_each_file(RunConfig& config, const VisitFile& visit) {
  FileSettings files(visit);
  config.describe(files);
}

void make_paths_absolute(RunConfig& config) {
  const auto absolute = [](std::string& path) {
    path = std::filesystem::absolute(path).lexically_normal().string();
  };
  for_each_file(config, [&](const std::string&, std::string& path, Changes) { absolute(path); });
  if (!config.model_dir.empty()) absolute(config.model_dir);
}

ConfigProblems missing_files(RunConfig& config, const ConfigNode& root) {
  ConfigProblems missing;
  for_each_file(config, [&](const std::string& key, std::string& path, Changes changes) {
    // What a search reads may be made after training.
    if (changes != Changes::text) return;
    try {
      require_regular_file(path);
    } catch (const Error& error) {
      Error::Parts parts = error.parts();
      parts.where = place_of_text(root, key, path);
      missing.push_back({ConfigProblem::Kind::file, key.substr(0, key.find('.')), parts});
    }
  });
  return missing;
}

void require_files(RunConfig& config, const ConfigNode& root) {
  throw_problems(missing_files(config, root));
}

Vocabularies vocabularies_of(const Tokenizers& tokenizers) {
  return {.source = tokenizers.source->vocabulary_size(),
          .target = tokenizers.target->vocabulary_size(),
          .shared = tokenizers.shared || same_pieces(*tokenizers.source, *tokenizers.target)};
}

}  // namespace nmt
