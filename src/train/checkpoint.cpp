#include "train/checkpoint.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "seq2seq/safetensors.h"

namespace nmt {
namespace {

using SortedJson = nlohmann::json;
namespace fs = std::filesystem;

constexpr const char* kFormat = "nmt checkpoint 1";
constexpr std::string_view kStep = "step-", kValidated = "validated-", kSuffix = ".safetensors";

// One place for the names of the state: visits (name, field) for writing and for reading.
template <class State, class Visit>
void each_field(State& state, Visit visit) {
  visit("step", state.step);
  visit("epoch", state.position.epoch);
  visit("pair", state.position.pair);
  visit("batch", state.position.batch);
  visit("minutes", state.minutes);
  visit("validation_due", state.validation_due);
  visit("save_due", state.save_due);
  visit("finalised", state.finalised);
  visit("last_validation", state.last_validation);
  visit("validated", state.validated);
  visit("plateau_scale", state.plateau.scale);
  visit("plateau_stalled", state.plateau.stalled);
  visit("stalled", state.scoreboard.stalled);
  visit("window_loss", state.window.loss);
  visit("window_plain", state.window.plain);
  visit("window_gradient_norm", state.window.gradient_norm);
  visit("window_seconds", state.window.seconds);
  visit("window_updates", state.window.updates);
  visit("window_source_tokens", state.window.source_tokens);
  visit("window_target_tokens", state.window.target_tokens);
  visit("loss_mean", state.divergence.mean);
  visit("loss_above", state.divergence.above);
  visit("rollbacks", state.divergence.rollbacks);
  visit("rate_scale", state.divergence.rate_scale);
  visit("rollback_step", state.divergence.start);
  visit("activation_room", state.activation_room);
}

TrainingState::Goal goal_from(const SortedJson& json) {
  const bool epochs = json.at("epochs").get<bool>();
  return {.asked = {.count = json.at("asked").get<std::int64_t>(),
                    .unit = epochs ? Interval::Unit::epochs : Interval::Unit::steps},
          .until = json.at("until").get<std::int64_t>()};
}

[[noreturn]] void fail_to_resume(const std::string& path, const std::string& what) {
  throw Error({.what = what,
               .where = path,
               .fix = "remove this file to resume from the checkpoint before it, or add --fresh to "
                      "start over"});
}

// The files called PREFIX-NUMBER.safetensors, lowest number first.
std::vector<fs::path> numbered_files(const fs::path& folder, std::string_view prefix) {
  std::vector<fs::path> files;
  if (!fs::is_directory(folder)) return files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(prefix) && name.ends_with(kSuffix)) files.push_back(entry.path());
  }
  // Numbers have at least eight digits, so that a longer name has a higher one.
  std::sort(files.begin(), files.end(), [](const fs::path& a, const fs::path& b) {
    const std::string left = a.filename().string(), right = b.filename().string();
    return left.size() != right.size() ? left.size() < right.size() : left < right;
  });
  return files;
}

void add_matrices(std::vector<NamedMatrix>& matrices, const std::string& prefix,
                  const ParameterSet& parameters, std::span<const Real> values) {
  if (values.empty()) return;
  for (const Parameter& parameter : parameters.parameters()) {
    matrices.push_back({prefix + parameter.name, parameter.rows, parameter.cols,
                        values.subspan(static_cast<std::size_t>(parameter.offset),
                                       static_cast<std::size_t>(parameter.size()))});
  }
}

const std::string& metadata(const SafetensorsFile& file, const char* key) {
  const auto found = file.metadata().find(key);
  if (found == file.metadata().end()) {
    fail_to_resume(file.path(), format("the checkpoint has no '{}' in its metadata", key));
  }
  return found->second;
}

// The validations whose weights a run that goes on from this checkpoint needs.
std::vector<std::int64_t> validated_steps(const fs::path& checkpoint) {
  try {
    const SafetensorsFile file(checkpoint.string());
    return state_from_json(metadata(file, "state")).validated;
  } catch (const Error&) {
    return {};  // damaged: no run can go on from it
  }
}

// Removes the oldest files, but not `needed`.
void remove_all_but(std::size_t kept, const std::vector<fs::path>& files, const fs::path& needed) {
  for (std::size_t i = 0; i + kept < files.size(); ++i) {
    if (files[i] != needed) fs::remove(files[i]);
  }
}

void require_format(const SafetensorsFile& file) {
  const std::string& written = metadata(file, "format");
  if (written != kFormat) {
    fail_to_resume(file.path(), format("the checkpoint's format is '{}', this program reads '{}'",
                                       written, kFormat));
  }
}

}  // namespace

std::string to_json(const TrainingState& state) {
  SortedJson json;
  each_field(state, [&](const char* name, const auto& field) { json[name] = field; });
  if (state.published) json["published"] = *state.published;
  if (!state.origin.path.empty()) {
    json["origin"] = {{"path", state.origin.path},
                      {"weights_hash", state.origin.weights_hash},
                      {"step", state.origin.step}};
  }
  if (state.goal) {
    json["goal"] = {{"asked", state.goal->asked.count},
                    {"epochs", state.goal->asked.unit == Interval::Unit::epochs},
                    {"until", state.goal->until}};
  }
  json["best"] = SortedJson::object();
  for (const auto& [metric, best] : state.scoreboard.best) {
    json["best"][metric] = {{"score", best.score}, {"step", best.step}};
  }
  // The name of a folder may be any bytes.
  return json.dump(-1, ' ', /*ensure_ascii=*/false, SortedJson::error_handler_t::replace);
}

TrainingState state_from_json(const std::string& text) {
  TrainingState state;
  try {
    const SortedJson json = SortedJson::parse(text);
    each_field(state, [&](const char* name, auto& field) { json.at(name).get_to(field); });
    if (json.contains("published")) state.published = json["published"].get<double>();
    if (json.contains("origin")) {
      const SortedJson& origin = json["origin"];
      state.origin = {origin.at("path").get<std::string>(),
                      origin.at("weights_hash").get<std::string>(),
                      origin.at("step").get<std::int64_t>()};
    }
    if (json.contains("goal")) state.goal = goal_from(json["goal"]);
    for (const auto& [metric, best] : json.at("best").items()) {
      state.scoreboard.best[metric] = {best.at("score").get<double>(),
                                       best.at("step").get<std::int64_t>()};
    }
  } catch (const SortedJson::exception& damage) {
    throw Error({.what = format("the state of training is damaged: {}", damage.what())});
  }
  return state;
}

std::optional<std::string> CheckpointFolder::latest() const {
  const std::vector<fs::path> files = numbered_files(folder_, kStep);
  if (files.empty()) return std::nullopt;
  return files.back().string();
}

bool CheckpointFolder::exists() const { return fs::is_directory(folder_); }

void CheckpointFolder::require() const {
  if (exists()) return;
  throw Error({.what = "the folder of this run, with its checkpoints, is no longer there",
               .where = folder_,
               .fix = "put it back or mount its disk again, then start again to resume",
               .kind = Error::Kind::runtime});
}

void CheckpointFolder::make() const {
  make_folder(folder_);
  for (const auto& entry : fs::directory_iterator(folder_)) {
    if (entry.path().extension() == ".tmp") fs::remove(entry.path());
  }
}

void CheckpointFolder::save(const TrainingState& state, const SettingTexts& settings,
                            const ParameterSet& parameters, Optimizer& optimizer, int keep) const {
  std::vector<NamedMatrix> matrices;
  add_matrices(matrices, "weights/", parameters, parameters.values());
  add_matrices(matrices, "mean/", parameters, optimizer.mean());
  add_matrices(matrices, "square/", parameters, optimizer.square());
  add_matrices(matrices, "average/", parameters, optimizer.average());
  write_safetensors(
      step_path(state.step),
      {{"format", kFormat}, {"settings", SortedJson(settings).dump()}, {"state", to_json(state)}},
      matrices);
  forget_old(state, keep);
}

void CheckpointFolder::forget_old(const TrainingState& state, int keep) const {
  remove_all_but(static_cast<std::size_t>(keep), numbered_files(folder_, kStep),
                 step_path(state.divergence.start));
  forget_validations();
}

// Those that no checkpoint names: each of them may be the one that is resumed from.
void CheckpointFolder::forget_validations() const {
  const std::vector<fs::path> validated = numbered_files(folder_, kValidated);
  if (validated.empty()) return;
  std::set<std::string> needed;
  for (const fs::path& checkpoint : numbered_files(folder_, kStep)) {
    for (std::int64_t step : validated_steps(checkpoint)) needed.insert(validated_path(step));
  }
  for (const fs::path& file : validated) {
    if (!needed.contains(file.string())) fs::remove(file);
  }
}

void CheckpointFolder::clear() const {
  if (!exists()) return;
  for (const auto& entry : fs::directory_iterator(folder_)) fs::remove_all(entry.path());
}

std::string CheckpointFolder::step_path(std::int64_t step) const {
  return format("{}/{}{:08}{}", folder_, kStep, step, kSuffix);
}

std::string CheckpointFolder::best_path(const std::string& metric) const {
  return format("{}/best-{}{}", folder_, metric, kSuffix);
}

std::string CheckpointFolder::validated_path(std::int64_t step) const {
  return format("{}/{}{:08}{}", folder_, kValidated, step, kSuffix);
}

std::vector<std::string> CheckpointFolder::validated_files() const {
  std::vector<std::string> files;
  for (const fs::path& file : numbered_files(folder_, kValidated)) files.push_back(file.string());
  return files;
}

SettingTexts checkpoint_settings(const std::string& path) {
  const SafetensorsFile file(path);
  require_format(file);
  try {
    return SortedJson::parse(metadata(file, "settings")).get<SettingTexts>();
  } catch (const SortedJson::exception& damage) {
    fail_to_resume(path, format("the settings of the checkpoint are damaged: {}", damage.what()));
  }
}

TrainingState load_checkpoint(const std::string& path, ParameterSet& parameters,
                              Optimizer& optimizer) {
  TrainingState state;
  {
    const SafetensorsFile file(path);
    require_format(file);
    try {
      state = state_from_json(metadata(file, "state"));
    } catch (const Error& error) {
      fail_to_resume(path, error.parts().what);
    }
  }
  read_parameter_values(path, "weights/", parameters, parameters.values());
  read_parameter_values(path, "mean/", parameters, optimizer.mean());
  read_parameter_values(path, "square/", parameters, optimizer.square());
  if (!optimizer.average().empty()) {
    read_parameter_values(path, "average/", parameters, optimizer.average());
  }
  return state;
}

bool is_checkpoint(const std::string& path) {
  const SafetensorsFile file(path);
  const auto written = file.metadata().find("format");
  return written != file.metadata().end() && written->second == kFormat;
}

std::int64_t read_kept_values(const std::string& path, const ParameterSet& parameters,
                              std::span<Real> values) {
  const SafetensorsFile file(path);
  const Parameter& first = *parameters.parameters().begin();
  const bool averaged = file.find("average/" + first.name) != nullptr;
  read_parameter_values(path, averaged ? "average/" : "weights/", parameters, values);
  return state_from_json(metadata(file, "state")).step;
}

void read_parameter_values(const std::string& path, const std::string& prefix,
                           const ParameterSet& parameters, std::span<Real> values) {
  const SafetensorsFile file(path);
  for (const Parameter& parameter : parameters.parameters()) {
    const SafetensorsFile::Entry* entry = file.find(prefix + parameter.name);
    if (entry == nullptr)
      fail_to_resume(path, format("there is no tensor '{}{}'", prefix, parameter.name));
    if (entry->shape != std::vector<std::int64_t>{parameter.rows, parameter.cols}) {
      fail_to_resume(path, format("tensor '{}' is {}, the model's is [{}, {}]", entry->name,
                                  shape_text(entry->shape), parameter.rows, parameter.cols));
    }
    file.read(*entry, values.subspan(static_cast<std::size_t>(parameter.offset),
                                     static_cast<std::size_t>(parameter.size())));
  }
}

}  // namespace nmt
