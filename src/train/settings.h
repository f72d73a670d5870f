// Section `training` of the configuration.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/settings.h"
#include "tensor/arithmetic.h"

namespace nmt {

struct TrainingSettings {
  int batch_tokens = 4096;
  int accumulate = 1;
  int sort_window = 0;
  int replicas = 0;
  std::string precision = "f32";
  std::string blas = "auto";
  std::int64_t seed = 1;

  std::string optimizer = "adam";
  double learning_rate = 5e-4;
  double beta1 = 0.9;
  double beta2 = 0.98;
  double epsilon = 1e-9;
  double weight_decay = 0;
  double label_smoothing = 0.1;
  double clip_norm = 0;
  double ema = 0;
  double guided_alignment_weight = 0.1;
  int guided_alignment_layer = 0;
  std::string guided_alignment_heads = "mean";

  std::string schedule = "inverse_sqrt";
  std::int64_t warmup_steps = 4000;
  double min_learning_rate = 0;
  double plateau_factor = 0.5;
  int plateau_patience = 3;

  std::int64_t max_steps = 0;
  std::int64_t max_epochs = 0;
  double max_minutes = 0;
  int early_stopping = 10;
  std::string early_stopping_metric = "cross_entropy";

  Interval valid_every = {1, Interval::Unit::epochs};
  std::vector<std::string> valid_metrics = {"cross_entropy", "perplexity", "bleu"};
  int bleu_beam_size = 1;
  std::int64_t bleu_sentences = 0;

  Interval save_every = {1, Interval::Unit::epochs};
  int keep_checkpoints = 2;
  int average_checkpoints = 0;
  double divergence_factor = 2;
  int divergence_patience = 10;
  std::int64_t memory_mb = 0;
  std::int64_t log_every = 100;
  int samples = 5;
  bool tensorboard = true;

  void describe(SettingVisitor& setting);
  // Rules between settings. Throws Error with the keys of the settings that break one.
  void validate() const;
  // `precision` and `blas` as the products take them. Throws Error when OpenBLAS is wanted and
  // cannot be loaded.
  Arithmetic arithmetic() const;
  bool uses_metric(std::string_view metric) const;
};

}  // namespace nmt
