// Validations, the weights that they choose, and the end of a run.
#include <algorithm>

#include "base/format.h"
#include "train/training_run.h"

namespace nmt {

bool TrainingRun::validate() {
  progress_.show("validating ...");
  const std::optional<Scores> measured = measure(optimizer_.average());
  if (!measured) return false;
  const Scores& scores = *measured;
  const std::string& decisive = settings_.early_stopping_metric;
  const std::vector<std::string> improved = state_.scoreboard.note(scores, state_.step, decisive);
  const bool better = std::find(improved.begin(), improved.end(), decisive) != improved.end();
  best_weights_.keep(kept_values(), state_.step, scores, improved);
  best_weights_.publish_better(kept_values(), scores, state_);
  best_weights_.remember(kept_values(), state_, settings_.average_checkpoints);
  chronicle_->add(moment(), scores, sample_translations());
  write_report("running");
  state_.validation_due = false;
  state_.last_validation = state_.step;
  progress_.message(format(
      "validation at step {}: {}{}", state_.step, to_text(scores),
      better ? "  (the best so far)"
             : format("  ({} in a row without a better {})", state_.scoreboard.stalled, decisive)));
  if (validated(state_.plateau, settings_, better)) {
    progress_.message(format("the learning rate falls to {}", learning_rate(state_.step + 1)));
  }
  return true;
}

std::optional<Scores> TrainingRun::measure(std::span<Real> values) {
  followers_.measure(values);
  const BorrowedValues borrowed(parameters_, values, settings_.arithmetic().blas);
  return validation_->measure(replicas_.pool(), job_.stop, job_.cluster);
}

std::vector<std::string> TrainingRun::sample_translations() {
  const BorrowedValues borrowed(parameters_, optimizer_.average(), settings_.arithmetic().blas);
  return validation_->sample_translations();
}

void TrainingRun::write_report(const std::string& status) const {
  if (!checkpoints_.exists()) return;  // the mount point of a disk that has gone
  const auto samples = validation_ ? validation_->samples() : std::span<const TextPair>();
  Report report = {job_.model_dir, status, job_.config_yaml, samples};
  if (directory_.has_weights()) {
    const WeightsInfo kept = read_weights_info(directory_.weights_path());
    report.kept = {kept.step, kept.scores};
  }
  chronicle_->report(report);
}

bool TrainingRun::finish() {
  if (validation_ && state_.last_validation != state_.step && !validate()) return false;
  if (!publish_mean()) return false;
  state_.finalised = true;
  progress_.message(format("training ended at step {} ({})", state_.step, end_reason()));
  progress_.message(format("{}; the model is in {}", kept_text(), job_.model_dir));
  return true;
}

std::string TrainingRun::kept_text() const {
  // Without validation the last ones are, once they are saved.
  if (!validation_ || !directory_.has_weights())
    return format("kept: the weights of step {}", state_.step);
  const WeightsInfo kept = read_weights_info(directory_.weights_path());
  std::string text = mean_is_kept_
                         ? format("kept: the mean of the weights at the last {} validations",
                                  state_.validated.size())
                         : format("kept: the weights of step {}, the best {}", kept.step,
                                  settings_.early_stopping_metric);
  text += format(" ({})", to_text(kept.scores));
  for (const auto& [metric, best] : state_.scoreboard.best) {
    const auto score = kept.scores.find(metric);
    if (score == kept.scores.end() || !is_better(metric, best.score, score->second)) continue;
    if (metric == "perplexity" && kept.scores.contains("cross_entropy")) continue;
    text += format("; {} was better at step {}: {}, in {}", metric, best.step,
                   to_text(Scores{{metric, best.score}}), checkpoints_.best_path(metric));
  }
  return text;
}

bool TrainingRun::publish_mean() {
  if (!validation_ || state_.validated.size() < 2) return true;
  std::vector<Real> mean = best_weights_.mean(state_);
  const std::optional<Scores> scores = measure(mean);
  if (!scores) return false;
  const bool better = best_weights_.publish_better(mean, *scores, state_);
  mean_is_kept_ = better;
  progress_.message(format("mean of the weights at the last {} validations: {}; {}",
                           state_.validated.size(), to_text(*scores),
                           better ? "kept" : "the best ones so far are kept"));
  return true;
}

}  // namespace nmt
