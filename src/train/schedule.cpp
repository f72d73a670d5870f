#include "train/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace nmt {
namespace {

// How much of the way from the end of the warm-up to max_steps lies behind `step`, in [0, 1].
double progress(const TrainingSettings& settings, double step) {
  const double warmup = static_cast<double>(settings.warmup_steps);
  return std::min((step - warmup) / (static_cast<double>(settings.max_steps) - warmup), 1.0);
}

double after_warmup(const TrainingSettings& settings, double step, const Plateau& plateau) {
  const double high = settings.learning_rate, low = settings.min_learning_rate;
  if (settings.schedule == "inverse_sqrt") {
    // Vaswani et al. 2017, eq. 3, scaled so that its peak is learning_rate.
    const double warmup = std::max(1.0, static_cast<double>(settings.warmup_steps));
    return std::max(low, high * std::sqrt(warmup / step));
  }
  if (settings.schedule == "linear") return low + (high - low) * (1 - progress(settings, step));
  if (settings.schedule == "cosine") {
    // Loshchilov and Hutter 2017, eq. 5, one period.
    return low + (high - low) * 0.5 * (1 + std::cos(std::numbers::pi * progress(settings, step)));
  }
  if (settings.schedule == "plateau") return std::max(low, high * plateau.scale);
  return high;
}

}  // namespace

double learning_rate_at(const TrainingSettings& settings, std::int64_t step,
                        const Plateau& plateau) {
  if (step < settings.warmup_steps) {
    return settings.learning_rate * static_cast<double>(step) /
           static_cast<double>(settings.warmup_steps);
  }
  return after_warmup(settings, static_cast<double>(step), plateau);
}

bool validated(Plateau& plateau, const TrainingSettings& settings, bool improved) {
  if (settings.schedule != "plateau") return false;
  plateau.stalled = improved ? 0 : plateau.stalled + 1;
  if (plateau.stalled < settings.plateau_patience) return false;
  plateau.stalled = 0;
  plateau.scale *= settings.plateau_factor;
  return true;
}

}  // namespace nmt
