#include "train/optimizer.h"

#include <algorithm>
#include <cmath>

#include "tensor/kernels.h"

namespace nmt {

Optimizer::Optimizer(const TrainingSettings& settings, std::span<const Real> weights)
    : rule_(settings.optimizer == "adamw" ? Rule::adamw : Rule::adam),
      beta1_(settings.beta1),
      beta2_(settings.beta2),
      epsilon_(settings.epsilon),
      weight_decay_(settings.weight_decay),
      average_rate_(settings.ema),
      mean_(weights.size()),
      square_(weights.size()) {
  if (average_rate_ > 0) average_.assign(weights.begin(), weights.end());
}

void Optimizer::apply(const Update& update, Range range, std::span<Real> weights,
                      std::span<const Real> gradient) {
  const double step = static_cast<double>(update.step);
  const double mean_correction = 1 - std::pow(beta1_, step);
  const double square_correction = 1 - std::pow(beta2_, step);
  // AdamW shrinks the weight beside the update (Loshchilov and Hutter 2019, algorithm 2, line 12).
  const bool decoupled = rule_ == Rule::adamw;
  AdamCall call = {
      .value = nullptr,
      .mean = nullptr,
      .square = nullptr,
      .gradient = nullptr,
      .count = 0,
      .gradient_scale = static_cast<Real>(update.gradient_scale),
      .decay = static_cast<Real>(decoupled ? 0 : weight_decay_),
      .beta1 = static_cast<Real>(beta1_),
      .beta2 = static_cast<Real>(beta2_),
      .root_correction = static_cast<Real>(1 / std::sqrt(square_correction)),
      .rate = static_cast<Real>(update.learning_rate / mean_correction),
      .epsilon = static_cast<Real>(epsilon_),
      .shrink = static_cast<Real>(decoupled ? 1 - update.learning_rate * weight_decay_ : 1)};
  const Real average_rate = static_cast<Real>(average_rate_at(average_rate_, update.step));
  // Blocks that stay in the cache between the two loops.
  constexpr std::size_t kBlock = 2048;
  for (std::size_t begin = range.begin; begin < range.end; begin += kBlock) {
    call.value = &weights[begin];
    call.mean = &mean_[begin];
    call.square = &square_[begin];
    call.gradient = &gradient[begin];
    call.count = static_cast<std::int64_t>(std::min(kBlock, range.end - begin));
    kernels().adam(call);
    if (!average_.empty())
      kernels().move_towards(&average_[begin], &weights[begin], call.count, average_rate);
  }
}

double average_rate_at(double rate, std::int64_t step) {
  return std::max(rate, 9 / (10 + static_cast<double>(step)));
}

double clipping_scale(double norm, double clip_norm) {
  return clip_norm > 0 && norm > clip_norm ? clip_norm / norm : 1;
}

}  // namespace nmt
