#include "train/chronicle.h"

#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "base/log.h"

namespace nmt {
namespace {

std::string metrics_path(const std::string& model_dir) { return model_dir + "/metrics.jsonl"; }
std::string events_folder(const std::string& model_dir) { return model_dir + "/tensorboard"; }

}  // namespace

Chronicle::Chronicle(const std::string& model_dir, const TrainingSettings& settings,
                     const MetricsLog::End& end)
    : model_dir_(model_dir), metrics_(metrics_path(model_dir), end) {
  if (settings.tensorboard) events_.emplace(events_folder(model_dir), end.step + 1);
}

void Chronicle::add(const Moment& moment, const TrainingMeasures& measures) {
  metrics_.add(moment, measures);
  if (!events_) return;
  events_->add(moment.step, {{"train/loss", measures.loss},
                             {"train/cross_entropy", measures.cross_entropy},
                             {"train/learning_rate", measures.learning_rate},
                             {"train/gradient_norm", measures.gradient_norm},
                             {"train/tokens_per_second", measures.tokens_per_second},
                             {"train/epoch", moment.epoch}});
}

void Chronicle::add(const Moment& moment, const Scores& scores,
                    const std::vector<std::string>& samples) {
  metrics_.add(moment, scores, samples);
  if (!events_) return;
  std::vector<Scalar> scalars;
  for (const auto& [metric, score] : scores) scalars.push_back({"valid/" + metric, score});
  events_->add(moment.step, scalars);
}

void Chronicle::report(const Report& report) const {
  try {
    write_file_atomically(model_dir_ + "/report.html",
                          report_html(report, read_file(metrics_path(model_dir_))));
  } catch (const Error& error) {
    log_warning(format("report.html is not up to date: {}", error.parts().what));
  }
}

void forget_events(const std::string& model_dir) {
  std::filesystem::remove_all(events_folder(model_dir));
}

}  // namespace nmt
