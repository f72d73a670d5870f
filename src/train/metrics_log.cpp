#include "train/metrics_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"

namespace nmt {
namespace {

using Json = nlohmann::ordered_json;

bool belongs(const std::string& line, const MetricsLog::End& end) {
  const Json json = Json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("step") || !json["step"].is_number_integer())
    return false;
  return json["step"].get<std::int64_t>() <= (json.contains("valid") ? end.validation : end.step);
}

std::string lines_through(const std::string& text, const MetricsLog::End& end) {
  std::istringstream lines(text);
  std::string line, kept;
  while (std::getline(lines, line)) {
    if (belongs(line, end)) kept += line + "\n";
  }
  return kept;
}

Json json_of(const Moment& moment) {
  Json json;
  json["step"] = moment.step;
  json["epoch"] = moment.epoch;
  json["minutes"] = moment.minutes;
  return json;
}

[[noreturn]] void fail(const std::string& path) {
  throw Error({.what = format("cannot write: {}", std::strerror(errno)),
               .where = path,
               .fix = "free some disk space or check the permissions, then start again to resume",
               .kind = Error::Kind::runtime});
}

}  // namespace

MetricsLog::MetricsLog(std::string path, const End& end) : path_(std::move(path)) {
  if (std::filesystem::exists(path_)) {
    const std::string text = read_file(path_);
    const std::string kept = lines_through(text, end);
    if (kept != text) write_file_atomically(path_, kept);
  }
  descriptor_ = open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0) fail(path_);
}

MetricsLog::~MetricsLog() { close(descriptor_); }

void MetricsLog::append(const std::string& line) {
  // One write for each line, so that a kill tears at most the last one.
  const std::string text = line + "\n";
  if (write(descriptor_, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    fail(path_);
}

void MetricsLog::add(const Moment& moment, const TrainingMeasures& measures) {
  Json json = json_of(moment);
  json["loss"] = measures.loss;
  json["cross_entropy"] = measures.cross_entropy;
  json["learning_rate"] = measures.learning_rate;
  json["gradient_norm"] = measures.gradient_norm;
  json["tokens_per_second"] = measures.tokens_per_second;
  append(json.dump());
}

void MetricsLog::add(const Moment& moment, const Scores& scores,
                     const std::vector<std::string>& samples) {
  Json json = json_of(moment);
  json["valid"] = scores;
  if (!samples.empty()) json["samples"] = samples;
  append(json.dump());
}

void MetricsLog::sync() {
  if (fsync(descriptor_) != 0) fail(path_);
}

}  // namespace nmt
