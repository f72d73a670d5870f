#include "train/optimizer.h"

#include <algorithm>
#include <cmath>

namespace nmt {
namespace {

// The factors of one update, the same for every element.
struct Factors {
  Real scale, decay, beta1, beta2, rate, root_correction, epsilon, shrink;
};

// Kingma and Ba 2015, algorithm 1. Plain loops without aliases, so that the compiler vectorises
// them.
void adam(const Factors& f, std::size_t count, Real* __restrict weight,
          const Real* __restrict gradient, Real* __restrict mean, Real* __restrict square) {
  for (std::size_t i = 0; i < count; ++i) {
    const Real g = gradient[i] * f.scale + f.decay * weight[i];
    mean[i] = f.beta1 * mean[i] + (1 - f.beta1) * g;
    square[i] = f.beta2 * square[i] + (1 - f.beta2) * g * g;
    const Real root = std::sqrt(square[i]) * f.root_correction;
    weight[i] = weight[i] * f.shrink - f.rate * mean[i] / (root + f.epsilon);
  }
}

void move_average(Real rate, std::size_t count, Real* __restrict average,
                  const Real* __restrict weight) {
  for (std::size_t i = 0; i < count; ++i) average[i] += rate * (weight[i] - average[i]);
}

}  // namespace

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
  const Factors factors = {
      .scale = static_cast<Real>(update.gradient_scale),
      .decay = static_cast<Real>(decoupled ? 0 : weight_decay_),
      .beta1 = static_cast<Real>(beta1_),
      .beta2 = static_cast<Real>(beta2_),
      .rate = static_cast<Real>(update.learning_rate / mean_correction),
      .root_correction = static_cast<Real>(1 / std::sqrt(square_correction)),
      .epsilon = static_cast<Real>(epsilon_),
      .shrink = static_cast<Real>(decoupled ? 1 - update.learning_rate * weight_decay_ : 1)};
  const Real average_rate = static_cast<Real>(average_rate_at(average_rate_, update.step));
  // Blocks that stay in the cache between the two loops.
  constexpr std::size_t kBlock = 2048;
  for (std::size_t begin = range.begin; begin < range.end; begin += kBlock) {
    const std::size_t count = std::min(kBlock, range.end - begin);
    adam(factors, count, &weights[begin], &gradient[begin], &mean_[begin], &square_[begin]);
    if (!average_.empty()) move_average(average_rate, count, &average_[begin], &weights[begin]);
  }
}

double average_rate_at(double rate, std::int64_t step) {
  return std::max(rate, 9 / (10 + static_cast<double>(step)));
}

double clipping_scale(double norm, double clip_norm) {
  return clip_norm > 0 && norm > clip_norm ? clip_norm / norm : 1;
}

}  // namespace nmt
