#include "seq2seq/model_directory.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "text/tokenizer_words.h"

namespace nmt {
namespace {

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

}  // namespace

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
                 .fix = "give the model directory of a finished `nmt train` or `nmt import`"});
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

WeightsInfo ModelDirectory::map(ParameterSet& parameters, const Tokenizers& tokenizers) const {
  return map_weights(weights_path(), parameters, tokenizers);
}

}  // namespace nmt
