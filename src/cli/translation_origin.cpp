#include "cli/translation_origin.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "base/hash.h"
#include "base/log.h"

namespace nmt {
namespace {

// A model by its contents, wherever it lies, and the arithmetic in use.
std::string text_of_model(LoadedModel& loaded) {
  SettingRecorder recorder;
  recorder.section("model", loaded.config.model, "");
  std::string parts;
  for (const auto& [key, text] : recorder.texts()) parts += format("{}={}\n", key, text);
  parts += loaded.tokenizers.source->hash() + loaded.tokenizers.target->hash();
  parts += file_hash(loaded.files.front());
  const Arithmetic arithmetic = loaded.model->parameters().arithmetic();
  return format("{} in {}{}", content_hash(parts), name_of(arithmetic.precision),
                arithmetic.by_openblas() ? " by OpenBLAS" : "");
}

// Whether another value gives another output. The model and the arithmetic in use are recorded by
// what they are, and the input by how many of its lines are answered.
bool changes_output(Changes changes) {
  switch (changes) {
    case Changes::unsaid:
    case Changes::input:
    case Changes::translation:
    case Changes::search:
    case Changes::answer:
      return true;
    case Changes::model:
    case Changes::text:
    case Changes::metric:
    case Changes::course:
    case Changes::rounding:
    case Changes::arithmetic:
    case Changes::speed:
    case Changes::nothing:
      return false;
  }
  return true;
}

// As JSON keeps them: bytes that are no text are replaced.
std::string written(const SettingTexts& origin) {
  return nlohmann::json(origin).dump(1, ' ', false, nlohmann::json::error_handler_t::replace) +
         "\n";
}

SettingTexts read(const std::string& text, const std::string& where, const std::string& name) {
  try {
    return nlohmann::json::parse(text).get<SettingTexts>();
  } catch (const nlohmann::json::exception&) {
    throw Error({.what = format("the file that says what {} was made with is damaged", name),
                 .where = where,
                 .fix = format("start over: rm {}", name)});
  }
}

std::string value_of(const SettingTexts& texts, const std::string& key) {
  const auto found = texts.find(key);
  return found == texts.end() || found->second.empty() ? "none" : found->second;
}

}  // namespace

SettingTexts output_settings(const SettingRecorder& recorder) {
  SettingTexts texts;
  for (const auto& [key, text] : recorder.texts())
    if (changes_output(recorder.changes().at(key))) texts[key] = text;
  return texts;
}

SettingTexts translation_origin(LoadedEnsemble& loaded, const SettingRecorder& options) {
  SettingRecorder decoding(SettingRecorder::Files::by_content);
  loaded.models.front().config.decoding.describe(decoding);
  SettingTexts origin = output_settings(decoding);
  const std::string begins = loaded.models.front().config.languages.target_token();
  if (!begins.empty()) origin["languages.target_tag"] = begins;
  origin.merge(output_settings(options));
  for (std::size_t i = 0; i < loaded.models.size(); ++i) {
    const std::string number = i == 0 ? "" : format(" {}", i + 1);
    origin["model" + number] = text_of_model(loaded.models[i]);
    if (loaded.models.size() > 1) origin["weight" + number] = format("{}", loaded.weights[i]);
  }
  return origin;
}

std::string origin_path(const std::string& partial) { return partial + ".origin"; }

void write_origin(const std::string& partial, const SettingTexts& origin) {
  write_file_atomically(origin_path(partial), written(origin));
}

void require_same_origin(const std::string& partial, const std::string& name,
                         const SettingTexts& origin) {
  const std::string path = origin_path(partial);
  if (!std::filesystem::exists(path)) {
    log_warning(format("{}.origin is missing: nothing tells what {} was made with", name, name));
    return;
  }
  const SettingTexts before = read(read_file(path), name + ".origin", name);
  const SettingTexts now = read(written(origin), name + ".origin", name);
  std::string differences;
  for (const std::string& key : differing_keys(before, now)) {
    if (value_of(before, key) == value_of(now, key)) continue;
    differences += format("{}{} {}, not {}", differences.empty() ? "" : "; ", key,
                          value_of(before, key), value_of(now, key));
  }
  if (differences.empty()) return;
  throw Error({.what = format("{} was made with {}", name, differences),
               .where = "--resume",
               .fix = format("give what it was made with, or start over: rm {}", name)});
}

}  // namespace nmt
