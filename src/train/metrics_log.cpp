#include "train/metrics_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

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
  } else {
    write_file_atomically(path_, "");
  }
  open_file();
}

void MetricsLog::open_file() {
  Descriptor file = open_descriptor(path_, O_RDWR);
  if (!file.is_open()) fail(path_);
  file_ = std::move(file);
  size_ = lseek(file_.number(), 0, SEEK_END);
}

void MetricsLog::append(const std::string& line) {
  waiting_ += line + "\n";
  try {
    write_waiting();
  } catch (const Error&) {
    // sync() tries again, and says so.
  }
}

void MetricsLog::write_waiting() {
  if (instead_) {
    write_file_atomically(path_, *instead_);
    open_file();
    instead_.reset();
  }
  // One write at a known place, so that a kill tears at most the last line, and what a full disk
  // took only in part is written over.
  errno = ENOSPC;  // where only a part was written
  const ssize_t written = pwrite(file_.number(), waiting_.data(), waiting_.size(), size_);
  if (written < static_cast<ssize_t>(waiting_.size())) fail(path_);
  size_ += written;
  waiting_.clear();
}

std::string MetricsLog::text_on_disk() const {
  std::string text(static_cast<std::size_t>(size_), '\0');
  if (pread(file_.number(), text.data(), text.size(), 0) != size_) fail(path_);
  return text;
}

void MetricsLog::cut(const End& end) {
  instead_ = lines_through(instead_.value_or(text_on_disk()) + waiting_, end);
  waiting_.clear();
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
  if (!instead_ && !is_named(file_, path_)) instead_ = text_on_disk();
  write_waiting();
  errno = sync_to_disk(file_);
  if (errno != 0) fail(path_);
}

}  // namespace nmt
