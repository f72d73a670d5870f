#include "cli/model_facts.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/format.h"
#include "train/memory_plan.h"
#include "train/progress.h"
#include "train/scoreboard.h"

namespace nmt {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

// Settings that make up the shape of a model, of whatever type, in the order of telling.
constexpr const char* kShape[] = {
    "encoder_layers",  "decoder_layers", "decoder_layer", "dim",  "embedding", "readout",
    "heads",           "feed_forward",   "cell",          "norm", "positions", "attention.type",
    "attention.score", "attention.scope"};

// A record that is torn, or of another program, tells what it can.
std::optional<TrainingFacts> training_facts(const ModelDirectory& directory) {
  if (!fs::exists(directory.training_record_path())) return std::nullopt;
  const Json record = Json::parse(read_file(directory.training_record_path()), nullptr, false);
  if (!record.is_object()) return std::nullopt;
  const auto text = [](const Json& json, const char* key) {
    return json.contains(key) && json[key].is_string() ? json[key].get<std::string>() : "";
  };
  const auto number = [](const Json& json, const char* key) {
    return json.contains(key) && json[key].is_number() ? json[key].get<double>() : 0.0;
  };
  const auto whole = [&](const Json& json, const char* key) {
    return static_cast<std::int64_t>(number(json, key));
  };
  TrainingFacts facts = {.program = text(record, "program"),
                         .date = text(record, "date"),
                         .status = text(record, "status"),
                         .imported_format = {},
                         .imported_from = {},
                         .minutes = number(record, "minutes"),
                         .train_pairs = whole(record, "train_pairs"),
                         .valid_pairs = whole(record, "valid_pairs"),
                         .texts = {},
                         .best = {}};
  if (record.contains("data"))
    for (const Json& file : record["data"])
      facts.texts.push_back({text(file, "role"), text(file, "path"), whole(file, "lines")});
  if (record.contains("imported") && record["imported"].is_object()) {
    const Json& imported = record["imported"];
    facts.imported_format = text(imported, "format");
    if (imported.contains("files") && imported["files"].is_array() && !imported["files"].empty())
      facts.imported_from = text(imported["files"].front(), "path");
  }
  if (record.contains("best"))
    for (const auto& [metric, best] : record["best"].items())
      facts.best.push_back({metric, number(best, "score"), whole(best, "step")});
  return facts;
}

std::uint64_t bytes_below(const fs::path& folder) {
  std::uint64_t bytes = 0;
  std::error_code gone;
  for (const auto& entry : fs::recursive_directory_iterator(folder, gone))
    if (entry.is_regular_file(gone)) bytes += entry.file_size(gone);
  return bytes;
}

std::vector<ModelFacts::Size> sizes_of(const std::string& directory) {
  std::vector<ModelFacts::Size> sizes;
  std::error_code gone;
  if (!fs::is_directory(directory, gone)) return {{directory, fs::file_size(directory, gone)}};
  for (const auto& entry : fs::directory_iterator(directory)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_directory(gone)) {
      sizes.push_back({name + "/", bytes_below(entry.path())});
    } else if (entry.is_regular_file(gone)) {
      sizes.push_back({name, entry.file_size(gone)});
    }
  }
  std::sort(sizes.begin(), sizes.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return sizes;
}

std::string size_text(std::uint64_t bytes) {
  if (bytes < 1000) return format("{} bytes", bytes);
  if (bytes < 1'000'000) return format("{:.1f} kB", static_cast<double>(bytes) / 1000);
  return memory_text(bytes);
}

std::string line(const std::string& name, const std::string& value) {
  return format("{:<15}{}\n", name, value);
}

// "encoder_layers 3, decoder_layers 3, dim 256, ..."
std::string shape_text(const SettingTexts& settings) {
  std::string text;
  for (const char* key : kShape) {
    const auto found = settings.find(std::string("model.") + key);
    if (found == settings.end() || found->second == "auto") continue;
    text += format("{}{} {}", text.empty() ? "" : ", ", key, found->second);
  }
  return text;
}

std::string training_text(const TrainingFacts& training) {
  std::string text;
  if (!training.imported_format.empty())
    text += line("imported", format("{}: {}", training.imported_format, training.imported_from));
  if (!training.date.empty())
    text += line("trained", format("{}, {}, in {}", training.date, training.status,
                                   duration_text(60 * training.minutes)));
  if (training.train_pairs > 0)
    text += line("corpus", format("{} pairs, and {} for validation", training.train_pairs,
                                  training.valid_pairs));
  for (const TrainingFacts::Text& file : training.texts)
    text += line("", format("{}: {}, {} lines", file.role, file.path, file.lines));
  for (const TrainingFacts::Best& best : training.best)
    text += line(&best == &training.best.front() ? "best" : "",
                 format("{} at step {}", to_text(Scores{{best.metric, best.score}}), best.step));
  return text;
}

Json training_json(const TrainingFacts& training) {
  Json json = {{"program", training.program},
               {"date", training.date},
               {"status", training.status},
               {"minutes", training.minutes},
               {"train_pairs", training.train_pairs},
               {"valid_pairs", training.valid_pairs},
               {"data", Json::array()},
               {"best", Json::object()}};
  if (!training.imported_format.empty())
    json["imported"] = {{"format", training.imported_format}, {"from", training.imported_from}};
  for (const TrainingFacts::Text& file : training.texts)
    json["data"].push_back({{"role", file.role}, {"path", file.path}, {"lines", file.lines}});
  for (const TrainingFacts::Best& best : training.best)
    json["best"][best.metric] = {{"score", best.score}, {"step", best.step}};
  return json;
}

// Of a model directory, or of another program's model that was not imported.
std::optional<TrainingFacts> training_facts(const std::string& directory,
                                            const LoadedModel& loaded) {
  if (loaded.format.empty()) return training_facts(ModelDirectory(directory));
  TrainingFacts facts;
  facts.imported_format = loaded.format;
  facts.imported_from = loaded.files.front();
  return facts;
}

std::string languages_text(const LanguageSettings& languages) {
  std::string text = languages.known() ? languages.source + " to " + languages.target : "not set";
  if (!languages.among.empty()) text += format(", of {}", languages.among.size());
  return text;
}

}  // namespace

ModelFacts facts_of(const std::string& directory, LoadedModel& loaded) {
  SettingRecorder recorder;
  recorder.section("model", loaded.config.model, "");
  ModelFacts facts = {.directory = directory,
                      .type = loaded.config.model.type,
                      .precision = name_of(loaded.info.precision),
                      .languages = loaded.config.languages,
                      .parameters = static_cast<std::size_t>(loaded.model->parameters().size()),
                      .step = loaded.info.step,
                      .scores = loaded.info.scores,
                      .settings = recorder.texts(),
                      .vocabularies = {},
                      .training = training_facts(directory, loaded),
                      .sizes = sizes_of(directory)};
  const auto add = [&](const char* side, const Tokenizer& tokenizer) {
    facts.vocabularies.push_back({side, tokenizer.hash(), tokenizer.vocabulary_size()});
  };
  add(loaded.tokenizers.shared ? "joint" : "source", *loaded.tokenizers.source);
  if (!loaded.tokenizers.shared) add("target", *loaded.tokenizers.target);
  return facts;
}

std::string facts_text(const ModelFacts& facts) {
  std::string text = line("model", facts.directory) + line("type", facts.type) +
                     line("parameters", format("{}", facts.parameters)) +
                     line("steps", format("{}", facts.step)) + line("precision", facts.precision) +
                     line("shape", shape_text(facts.settings)) +
                     line("languages", languages_text(facts.languages));
  for (const auto& [metric, score] : facts.scores) text += line(metric, format("{:.4f}", score));
  for (const ModelFacts::Vocabulary& vocabulary : facts.vocabularies)
    text += line(vocabulary.side, format("{} tokens, hash {}", vocabulary.tokens, vocabulary.hash));
  if (facts.training) text += training_text(*facts.training);
  for (const ModelFacts::Size& size : facts.sizes)
    text += line(&size == &facts.sizes.front() ? "on disk" : "",
                 format("{} {}", size.name, size_text(size.bytes)));
  return text;
}

std::string facts_json(const ModelFacts& facts) {
  Json json = {{"model", facts.directory},       {"type", facts.type},
               {"parameters", facts.parameters}, {"steps", facts.step},
               {"precision", facts.precision},   {"languages", nullptr},
               {"settings", facts.settings},     {"scores", facts.scores},
               {"vocabularies", Json::object()}, {"training", nullptr},
               {"bytes", Json::object()}};
  if (facts.languages.known())
    json["languages"] = {{"source", facts.languages.source}, {"target", facts.languages.target}};
  for (const ModelFacts::Vocabulary& vocabulary : facts.vocabularies)
    json["vocabularies"][vocabulary.side] = {{"tokens", vocabulary.tokens},
                                             {"hash", vocabulary.hash}};
  if (!facts.languages.among.empty()) json["languages"]["among"] = facts.languages.among;
  if (facts.training) json["training"] = training_json(*facts.training);
  for (const ModelFacts::Size& size : facts.sizes) json["bytes"][size.name] = size.bytes;
  return json.dump(2, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) + "\n";
}

}  // namespace nmt
