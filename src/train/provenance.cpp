#include "train/provenance.h"

#include <ctime>
#include <nlohmann/json.hpp>

#include "autograd/parameter.h"
#include "seq2seq/seq2seq.h"
#include "text/token_cache.h"

namespace nmt {
namespace {

using Json = nlohmann::ordered_json;

// UTC, as 2026-01-31T12:00:00Z.
std::string date_text() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

Json files_of(const TrainingJob& job) {
  Json files = Json::array();
  for (const DataFile& file : job.data_files) {
    files.push_back(
        {{"role", file.role}, {"path", file.path}, {"lines", file.lines}, {"hash", file.hash}});
  }
  return files;
}

}  // namespace

const char* status_of(TrainingResult::Outcome outcome) {
  using Outcome = TrainingResult::Outcome;
  if (outcome == Outcome::early_stopped) return "early_stopped";
  return outcome == Outcome::interrupted ? "interrupted" : "finished";
}

std::string training_record(const TrainingJob& job, const TrainingState& state,
                            const std::string& status) {
  Json json;
  json["program"] = "nmt " NMT_VERSION;
  json["date"] = date_text();
  json["status"] = status;
  json["steps"] = state.step;
  json["epochs"] = state.position.epoch;
  json["minutes"] = state.minutes;
  json["rollbacks"] = state.divergence.rollbacks;
  json["parameters"] = job.model.parameters().size();
  json["train_pairs"] = job.train.pairs();
  json["valid_pairs"] = job.valid.size();
  json["data"] = files_of(job);
  json["text"] = {{"sentences_a_line", job.learned.sentences_a_line},
                  {"capital_lines", job.learned.capital_lines},
                  {"title_lines", job.learned.title_lines},
                  {"longest_source", job.learned.longest}};
  if (!job.data_settings.empty()) json["data_settings"] = job.data_settings;
  if (!state.origin.path.empty()) {
    json["from"] = {{"path", state.origin.path},
                    {"weights_hash", state.origin.weights_hash},
                    {"steps", state.origin.step}};
  }
  json["best"] = Json::object();
  for (const auto& [metric, best] : state.scoreboard.best) {
    json["best"][metric] = {{"score", best.score}, {"step", best.step}};
  }
  const ModelDirectory directory(job.model_dir);
  if (directory.has_weights()) {
    const WeightsInfo weights = read_weights_info(directory.weights_path());
    json["weights"] = {{"step", weights.step}, {"scores", weights.scores}};
  }
  // The names of files may be any bytes.
  return json.dump(2, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) + "\n";
}

}  // namespace nmt
