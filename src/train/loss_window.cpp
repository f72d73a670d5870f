#include "train/loss_window.h"

namespace nmt {

void LossWindow::add(const UpdateLoss& update, double update_seconds) {
  loss += update.loss;
  plain += update.plain;
  gradient_norm += update.gradient_norm;
  seconds += update_seconds;
  updates += 1;
  source_tokens += update.source_tokens;
  target_tokens += update.target_tokens;
}

TrainingMeasures LossWindow::measures(double learning_rate) const {
  const double tokens = static_cast<double>(target_tokens);
  return {.loss = loss / tokens,
          .cross_entropy = plain / tokens,
          .learning_rate = learning_rate,
          .gradient_norm = gradient_norm / static_cast<double>(updates),
          .tokens_per_second = static_cast<double>(source_tokens + target_tokens) / seconds};
}

}  // namespace nmt
