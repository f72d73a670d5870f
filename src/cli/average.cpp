// nmt average: the mean of several trained weights as one model.
#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/format.h"
#include "base/log.h"
#include "cli/commands.h"
#include "cli/load_model.h"
#include "config/values.h"
#include "config/yaml.h"
#include "seq2seq/safetensors.h"
#include "train/checkpoint.h"
#include "train/setting_texts.h"

namespace nmt {
namespace {

namespace fs = std::filesystem;

struct AverageOptions {
  std::vector<std::string> model, weight;
  int last = 0;
  std::string output;
  bool quiet = false;

  void describe(SettingVisitor& setting) {
    setting("model", model,
            "Model directory, or one file of weights in its folder checkpoints; give it again for "
            "each.",
            {.value = "DIR"});
    setting("weight", weight,
            "How much each counts, in the order of --model; without it, all alike.",
            {.value = "N"});
    setting("last", last,
            "Of one model directory: the weights at so many last validations that it keeps.",
            {.min = 0, .max = 100000});
    setting("output", output, "Model directory to make.", {.value = "DIR"});
    setting("quiet", quiet, "Warnings and errors only.");
  }
};

// One set of weights, and the model directory that it belongs to.
struct Part {
  std::string file, directory;
  double weight = 1;
};

[[noreturn]] void refuse(const std::string& what, const std::string& where,
                         const std::string& fix) {
  throw Error({.what = what, .where = where, .fix = fix});
}

Part part_of(const std::string& given) {
  if (fs::is_directory(given)) return {ModelDirectory(given).weights_path(), given};
  if (!fs::exists(given))
    refuse("there is no such model", "--model " + given,
           "give a model directory, or a file in its folder checkpoints");
  const fs::path above = fs::absolute(given).parent_path();
  const bool checkpoint = above.filename() == "checkpoints";
  return {given, (checkpoint ? above.parent_path() : above).string()};
}

std::vector<Part> last_parts(const AverageOptions& options) {
  if (options.model.size() != 1 || !fs::is_directory(options.model[0]))
    refuse(format("--last takes one model directory, not {}", options.model.size()), "--last",
           "name the files instead: --model DIR/checkpoints/FILE --model ...");
  const std::string& directory = options.model[0];
  const std::vector<std::string> files = CheckpointFolder(directory).validated_files();
  const auto wanted = static_cast<std::size_t>(options.last);
  if (files.size() < wanted)
    refuse(format("{} weights are wanted, but the model keeps those of {} validations", wanted,
                  files.size()),
           directory, "train with training.average_checkpoints of at least that many");
  std::vector<Part> parts;
  for (auto file = files.end() - options.last; file != files.end(); ++file)
    parts.push_back({*file, directory});
  return parts;
}

std::vector<Part> parts_of(const AverageOptions& options) {
  if (options.last > 0) return last_parts(options);
  std::vector<Part> parts;
  for (const std::string& given : options.model) parts.push_back(part_of(given));
  return parts;
}

void set_weights(std::vector<Part>& parts, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  if (texts.size() != parts.size())
    refuse(format("there are {} weights for {} models", texts.size(), parts.size()), "--weight",
           "give one for each --model");
  double sum = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto weight = parse_number(texts[i]);
    if (!weight || *weight < 0)
      refuse(format("'{}' is not a weight", texts[i]), "--weight", "give a number from 0 on");
    sum += parts[i].weight = *weight;
  }
  if (sum == 0) refuse("all weights are 0", "--weight", "give one of them a share");
}

// What the weights of a model directory are the weights of.
struct Kind {
  std::string directory, type;
  SettingTexts settings;  // of section model
  Tokenizers tokenizers;
};

Kind kind_of(const std::string& directory) {
  const ModelDirectory files(directory);
  ConfigNode root = parse_yaml(files.load_config(), files.config_path());
  ModelConfig config = read_model_config(root);
  SettingRecorder recorder;
  recorder.section("model", config.model, "");
  return {directory, config.model.type, recorder.texts(), files.load_tokenizers()};
}

// Settings that weights do not depend on.
bool is_free(const std::string& key) {
  return key.ends_with("dropout") || key.ends_with(".max_length");
}

std::string with_article(const std::string& type) {
  return (type.starts_with("rnn") ? "an " : "a ") + type;
}

// Weights are averaged number by number, so that every number must mean the same.
void require_same_kind(const Kind& first, const Kind& other) {
  const auto differ = [&](const std::string& what) {
    refuse(what, other.directory, "average models of one kind, trained from one configuration");
  };
  if (first.type != other.type)
    differ(format("{} is {}, and {} is {}", first.directory, with_article(first.type),
                  other.directory, with_article(other.type)));
  for (const std::string& key : differing_keys(first.settings, other.settings))
    if (!is_free(key))
      differ(format("{} is {} in {}, and {} in {}", key, first.settings.at(key), first.directory,
                    other.settings.at(key), other.directory));
  const auto sizes = [](const Kind& kind) {
    const Tokenizers& made = kind.tokenizers;
    return made.shared ? format("{}", made.source->vocabulary_size())
                       : format("{} and {}", made.source->vocabulary_size(),
                                made.target->vocabulary_size());
  };
  const bool same_tokens = first.tokenizers.source->hash() == other.tokenizers.source->hash() &&
                           first.tokenizers.target->hash() == other.tokenizers.target->hash();
  if (!same_tokens)
    differ(
        format("{} and {} have different tokenizers (of {}, and {} tokens): the same number "
               "belongs to different words",
               first.directory, other.directory, sizes(first), sizes(other)));
}

void require_same_kind(const std::vector<Part>& parts) {
  const Kind first = kind_of(parts[0].directory);
  for (const Part& part : parts)
    if (part.directory != first.directory) require_same_kind(first, kind_of(part.directory));
}

// The first model as it was trained, to be filled with numbers.
LoadedModel empty_model(const std::string& directory) {
  const ModelDirectory files(directory);
  ConfigNode root = parse_yaml(files.load_config(), files.config_path());
  LoadedModel made{.config = read_model_config(root),
                   .tokenizers = files.load_tokenizers(),
                   .model = nullptr,
                   .info = {}};
  made.model = made.config.model.settings->build(vocabularies_of(made.tokenizers));
  made.model->parameters().allocate();
  return made;
}

// Fills the model with the weights of one part; returns their step.
std::int64_t read_part(const Part& part, LoadedModel& model) {
  ParameterSet& parameters = model.model->parameters();
  if (!is_checkpoint(part.file)) return load_weights(part.file, parameters, model.tokenizers).step;
  return read_kept_values(part.file, parameters, parameters.values());
}

struct Mean {
  std::vector<double> sum;
  double weights = 0;

  void add(std::span<const Real> values, double weight) {
    sum.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
      sum[i] += weight * static_cast<double>(values[i]);
    weights += weight;
  }
  void put(std::span<Real> values) const {
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<Real>(sum[i] / weights);
  }
};

std::string record_of(const std::vector<Part>& parts, const std::vector<std::int64_t>& steps) {
  nlohmann::ordered_json json;
  json["program"] = "nmt " NMT_VERSION;
  json["status"] = "averaged";
  for (std::size_t i = 0; i < parts.size(); ++i)
    json["average_of"].push_back(
        {{"file", parts[i].file}, {"weight", parts[i].weight}, {"step", steps[i]}});
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

void require_sensible(const AverageOptions& options, const std::vector<Part>& parts) {
  if (parts.empty())
    refuse("no model is given", "command line", "nmt average --model A --model B --output DIR");
  if (parts.size() < 2)
    refuse("the mean of one model is that model", "--model",
           "give more: --model A --model B, or --model DIR --last 5");
  if (options.output.empty())
    refuse("there is no --output, so the model would go nowhere", "command line",
           "add --output DIR");
  if (ModelDirectory(options.output).has_weights())
    refuse("this folder holds a model already", "--output " + options.output,
           "choose another folder");
}

}  // namespace

CommandLine average_line() {
  return {.command = "average",
          .usage = {"--model A --model B [--weight 2 --weight 1] --output DIR",
                    "--model DIR --last N --output DIR"},
          .purpose = "Averages the weights of models of the same shape and vocabulary.",
          .options = collect_settings(AverageOptions()),
          .examples = {{"nmt average --model models/a --model models/b --output models/ab",
                        "Two models of one vocabulary:"},
                       {"nmt average --model models/a --last 5 --output models/a5",
                        "The weights of the last validations of one run "
                        "(training.average_checkpoints keeps them):"}}};
}

int run_average(const Arguments& arguments) {
  AverageOptions options;
  const auto parsed = parse_or_help(average_line(), arguments);
  if (!parsed) return 0;
  read_settings(options, parsed->options);
  if (options.quiet) set_log_level(LogLevel::quiet);
  std::vector<Part> parts = parts_of(options);
  require_sensible(options, parts);
  set_weights(parts, options.weight);

  require_same_kind(parts);
  LoadedModel model = empty_model(parts[0].directory);
  ParameterSet& parameters = model.model->parameters();
  Mean mean;
  std::vector<std::int64_t> steps;
  for (const Part& part : parts) {
    steps.push_back(read_part(part, model));
    mean.add(parameters.values(), part.weight);
  }
  mean.put(parameters.values());
  const ModelDirectory output(options.output);
  const ModelDirectory first(parts[0].directory);
  output.create(first.load_config(), model.tokenizers);
  copy_named_files(first, output);
  output.save(parameters, parameters.values(),
              weights_info(model.tokenizers, *std::max_element(steps.begin(), steps.end())));
  output.save_training_record(record_of(parts, steps));
  log_info(format("the mean of {} weights is in {}", parts.size(), options.output));
  return 0;
}

}  // namespace nmt
