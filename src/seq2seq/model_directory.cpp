#include "seq2seq/model_directory.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "seq2seq/safetensors.h"
#include "text/tokenizer_words.h"

namespace nmt {
namespace {

constexpr const char* kFormatVersion = "1";
constexpr std::string_view kScorePrefix = "score.";
constexpr const char* kSides[] = {"joint", "source", "target"};
constexpr const char* kEndings[] = {".spm", ".vocab"};

std::string ending_of(const Tokenizer& tokenizer) {
  return tokenizer.bytes().starts_with(kWordsHeader) ? ".vocab" : ".spm";
}

// The file of one side, empty when there is none.
std::string find_tokenizer(const std::string& folder, const std::string& side) {
  for (const char* ending : kEndings) {
    const std::string path = folder + "/" + side + ending;
    if (std::filesystem::exists(path)) return path;
  }
  return "";
}

SafetensorsMetadata to_metadata(const WeightsInfo& info) {
  SafetensorsMetadata metadata = {{"format_version", kFormatVersion},
                                  {"program_version", NMT_VERSION},
                                  {"source_tokenizer", info.source_tokenizer},
                                  {"target_tokenizer", info.target_tokenizer},
                                  {"step", std::to_string(info.step)}};
  for (const auto& [metric, score] : info.scores)
    metadata[std::string(kScorePrefix) + metric] = format("{}", score);
  return metadata;
}

template <class Number>
Number parse_number(const SafetensorsFile& file, const std::string& key, const std::string& text) {
  Number number = {};
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end)
    throw Error({.what = format("the metadata '{}' is '{}', which is not a number", key, text),
                 .where = file.path(),
                 .fix = "copy or save the file again; this one is damaged"});
  return number;
}

std::string metadata_of(const SafetensorsFile& file, const std::string& key) {
  const auto found = file.metadata().find(key);
  if (found != file.metadata().end()) return found->second;
  throw Error(
      {.what = format("these weights were not written by nmt: the metadata '{}' is missing", key),
       .where = file.path(),
       .fix = "give a model that `nmt train` has written"});
}

WeightsInfo to_info(const SafetensorsFile& file) {
  const std::string version = metadata_of(file, "format_version");
  if (version != kFormatVersion)
    throw Error({.what = format("the weights have format version {}; this program reads version {}",
                                version, kFormatVersion),
                 .where = file.path(),
                 .fix = "use the version of nmt that wrote them, or train again"});
  WeightsInfo info;
  info.source_tokenizer = metadata_of(file, "source_tokenizer");
  info.target_tokenizer = metadata_of(file, "target_tokenizer");
  info.step = parse_number<std::int64_t>(file, "step", metadata_of(file, "step"));
  for (const auto& [key, text] : file.metadata())
    if (key.starts_with(kScorePrefix))
      info.scores[key.substr(kScorePrefix.size())] = parse_number<double>(file, key, text);
  return info;
}

void require_tokenizer(const SafetensorsFile& file, const char* side, const std::string& wanted,
                       const Tokenizer& tokenizer) {
  if (wanted == tokenizer.hash()) return;
  throw Error({.what = format("the weights want the {} tokenizer with hash {}; the one here has {}",
                              side, wanted, tokenizer.hash()),
               .where = file.path(),
               .fix = "put back the tokenizer files that this model was trained with"});
}

void require_parameters(const SafetensorsFile& file, const ParameterSet& parameters) {
  const std::string fix = "use the config.yaml that these weights were trained with";
  for (const Parameter& parameter : parameters.parameters()) {
    const SafetensorsFile::Entry* entry = file.find(parameter.name);
    const std::string where = format("{}, tensor {}", file.path(), parameter.name);
    if (entry == nullptr)
      throw Error({.what = "the weights lack a tensor of the configured model",
                   .where = where,
                   .fix = fix});
    const std::vector<std::int64_t> shape = {parameter.rows, parameter.cols};
    if (entry->shape != shape)
      throw Error({.what = format("the shape is {}; the configured model has {}",
                                  shape_text(entry->shape), shape_text(shape)),
                   .where = where,
                   .fix = fix});
  }
  for (const SafetensorsFile::Entry& entry : file.entries())
    if (parameters.find(entry.name) == nullptr)
      throw Error({.what = "the configured model has no such tensor",
                   .where = format("{}, tensor {}", file.path(), entry.name),
                   .fix = fix});
}

}  // namespace

WeightsInfo weights_info(const Tokenizers& tokenizers, std::int64_t step,
                         std::map<std::string, double> scores) {
  return {tokenizers.source->hash(), tokenizers.target->hash(), step, std::move(scores)};
}

void save_weights(const std::string& path, const ParameterSet& parameters,
                  std::span<const Real> values, const WeightsInfo& info) {
  std::vector<NamedMatrix> matrices;
  for (const Parameter& parameter : parameters.parameters())
    matrices.push_back({parameter.name, parameter.rows, parameter.cols,
                        values.subspan(parameter.offset, parameter.size())});
  write_safetensors(path, to_metadata(info), matrices);
}

WeightsInfo load_weights(const std::string& path, ParameterSet& parameters,
                         const Tokenizers& tokenizers) {
  const SafetensorsFile file(path);
  const WeightsInfo info = to_info(file);
  require_tokenizer(file, "source", info.source_tokenizer, *tokenizers.source);
  require_tokenizer(file, "target", info.target_tokenizer, *tokenizers.target);
  require_parameters(file, parameters);
  parameters.unpack();
  for (const Parameter& parameter : parameters.parameters())
    file.read(*file.find(parameter.name),
              parameters.values().subspan(parameter.offset, parameter.size()));
  return info;
}

WeightsInfo read_weights_info(const std::string& path) { return to_info(SafetensorsFile(path)); }

bool ModelDirectory::has_weights() const { return std::filesystem::exists(weights_path()); }

void ModelDirectory::create(const std::string& config, const Tokenizers& tokenizers) const {
  make_folder(path_);
  std::vector<std::string> written;
  const auto save_tokenizer = [&](const std::string& side, const Tokenizer& tokenizer) {
    written.push_back(path_ + "/" + side + ending_of(tokenizer));
    tokenizer.save(written.back());
  };
  if (tokenizers.shared) {
    save_tokenizer("joint", *tokenizers.source);
  } else {
    save_tokenizer("source", *tokenizers.source);
    save_tokenizer("target", *tokenizers.target);
  }
  // Those of an earlier model would be found first.
  for (const char* side : kSides)
    for (const char* ending : kEndings) {
      const std::string path = path_ + "/" + side + ending;
      if (std::find(written.begin(), written.end(), path) == written.end())
        std::filesystem::remove(path);
    }
  write_file_atomically(config_path(), config);
}

void ModelDirectory::save(const ParameterSet& parameters, std::span<const Real> values,
                          const WeightsInfo& info) const {
  save_weights(weights_path(), parameters, values, info);
}

void ModelDirectory::save_training_record(const std::string& json) const {
  write_file_atomically(training_record_path(), json);
}

std::string ModelDirectory::load_config() const {
  const char* missing = !std::filesystem::is_directory(path_)     ? "there is no such directory"
                        : !std::filesystem::exists(config_path()) ? "config.yaml is missing"
                        : !std::filesystem::exists(weights_path())
                            ? "weights.safetensors is missing"
                            : nullptr;
  if (missing != nullptr)
    throw Error({.what = format("no model can be loaded: {}", missing),
                 .where = path_,
                 .fix = "give the model directory of a finished `nmt train`"});
  return read_file(config_path());
}

Tokenizers ModelDirectory::load_tokenizers() const {
  Tokenizers tokenizers;
  const std::string joint = find_tokenizer(path_, "joint");
  if (!joint.empty()) {
    tokenizers.source = tokenizers.target = load_tokenizer(joint);
    tokenizers.shared = true;
    return tokenizers;
  }
  for (const char* side : {"source", "target"})
    if (find_tokenizer(path_, side).empty())
      throw Error(
          {.what = format("the model directory has no {} tokenizer: neither joint.spm nor {}.spm "
                          "(or .vocab) is there",
                          side, side),
           .where = path_,
           .fix = "put back the tokenizer files that this model was trained with"});
  tokenizers.source = load_tokenizer(find_tokenizer(path_, "source"));
  tokenizers.target = load_tokenizer(find_tokenizer(path_, "target"));
  return tokenizers;
}

WeightsInfo ModelDirectory::load(ParameterSet& parameters, const Tokenizers& tokenizers) const {
  return load_weights(weights_path(), parameters, tokenizers);
}

}  // namespace nmt
