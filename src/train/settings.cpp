#include "train/settings.h"

#include <algorithm>

#include "base/error.h"
#include "base/format.h"
#include "tensor/openblas.h"

namespace nmt {
namespace {

// Those that say which of two models is better, and those that only describe one.
const std::vector<std::string> kMetrics = {"cross_entropy", "perplexity", "bleu"};
const std::vector<std::string> kDescriptions = {"attention_entropy"};

bool is_one_of(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Steps, epochs and lines are counted, added and multiplied in 64 bits, and as doubles exactly.
constexpr double kMostCounted = 1e15;

// Then it shapes every step.
bool ends_at_max_steps(const std::string& schedule) {
  return schedule == "linear" || schedule == "cosine";
}

void check_metrics(const TrainingSettings& settings) {
  for (const std::string& metric : settings.valid_metrics) {
    if (!is_one_of(kMetrics, metric) && !is_one_of(kDescriptions, metric)) {
      throw Error({.what = format("unknown validation metric '{}'", metric),
                   .keys = {"training.valid_metrics"},
                   .fix = "use cross_entropy, perplexity, bleu or attention_entropy"});
    }
  }
  if (settings.valid_every.count == 0 || settings.uses_metric(settings.early_stopping_metric))
    return;
  throw Error({.what = format("early_stopping_metric is {}, which is not measured",
                              settings.early_stopping_metric),
               .keys = {"training.early_stopping_metric"},
               .fix = format("add {} to training.valid_metrics", settings.early_stopping_metric)});
}

}  // namespace

void TrainingSettings::describe(SettingVisitor& setting) {
  setting("batch_tokens", batch_tokens, "Target tokens in a batch.",
          {.min = 1, .max = 1 << 24, .changes = Changes::model});
  setting("accumulate", accumulate, "Batches whose gradients make one update.",
          {.min = 1, .max = 100000, .changes = Changes::model});
  setting("sort_window", sort_window,
          "Sort this many batches' worth of pairs by length before they are cut into batches, for "
          "models that walk over time steps; 0 lets a batch have any lengths.",
          {.min = 0, .max = 1 << 20, .changes = Changes::model});
  setting("replicas", replicas,
          "Worker threads, each computing the gradient of its share of a batch; 0 is one for each "
          "core. The same number gives the same bits.",
          {.min = 0, .max = 1024, .changes = Changes::rounding});
  setting(
      "precision", precision,
      "Numbers in the products with weights, forward and backward: f32, or bf16 (bfloat16), which "
      "is faster on processors with AVX512_BF16. Sums, weights and all else are f32.",
      {.one_of = {"f32", "bf16"}, .changes = Changes::model});
  setting(
      "blas", blas,
      "What multiplies matrices of f32, here and in validation: own, the kernels of nmt; openblas, "
      "the library OpenBLAS, on one thread for each replica; auto, own where nmt has kernels for "
      "the processor, and elsewhere OpenBLAS where it is installed. Both learn equally well, and a "
      "run with either is the same bit for bit when it is repeated or resumed; one with the other "
      "is equal within rounding.",
      {.one_of = blas_choices(), .changes = Changes::rounding});
  setting("seed", seed, "Decides initial weights, order of the data and dropout.",
          {.min = 0, .changes = Changes::model});

  setting("optimizer", optimizer,
          "adam (Kingma & Ba 2015), or adamw (Loshchilov & Hutter 2019), which keeps weight decay "
          "out of the moments.",
          {.one_of = {"adam", "adamw"}, .changes = Changes::model});
  setting("learning_rate", learning_rate, "The highest learning rate of the schedule.",
          {.min = 1e-12, .max = 100, .changes = Changes::model});
  setting("beta1", beta1, "Decay of the mean of the gradients.",
          {.min = 0, .below = 1, .changes = Changes::model});
  setting("beta2", beta2, "Decay of the mean of their squares.",
          {.min = 0, .below = 1, .changes = Changes::model});
  setting("epsilon", epsilon, "Added to the root of that mean.",
          {.min = 1e-30, .max = 1, .changes = Changes::model});
  setting("weight_decay", weight_decay,
          "adam: added to the gradient, times the weight. adamw: shrinks each weight by learning "
          "rate times this.",
          {.min = 0, .max = 100, .changes = Changes::model});
  setting("label_smoothing", label_smoothing,
          "Share of the target probability spread over the vocabulary (Szegedy et al. 2016).",
          {.min = 0, .max = 0.999, .changes = Changes::model});
  setting("clip_norm", clip_norm, "Longest gradient (Euclidean norm); 0 is no limit.",
          {.min = 0, .changes = Changes::model});
  setting("ema", ema,
          "Rate of the moving average of the weights, average += rate * (weights - average), with "
          "a higher rate in the first steps. The average is what is validated and saved. 0 is off.",
          {.min = 0, .max = 1, .changes = Changes::model});

  setting(
      "guided_alignment_weight", guided_alignment_weight,
      "With data.train.alignment: how much the cross-entropy between the links and the attention "
      "weights adds to the loss (Chen et al. 2016).",
      {.min = 0, .max = 1000, .changes = Changes::model});
  setting(
      "guided_alignment_layer", guided_alignment_layer,
      "The decoder layer whose attention is guided, from 1; 0 is the last, which alignments are "
      "read from (Transformer).",
      {.min = 0, .max = 256, .changes = Changes::model});
  setting(
      "guided_alignment_heads", guided_alignment_heads,
      "What is guided: the mean of the heads, which alignments are read from, or the first head "
      "alone.",
      {.one_of = {"mean", "first"}, .changes = Changes::model});

  setting("schedule", schedule,
          "Learning rate after the warm-up: inverse_sqrt falls as 1 / sqrt(step) (Vaswani et al. "
          "2017), linear and cosine reach min_learning_rate at max_steps, plateau is multiplied by "
          "plateau_factor when validation stalls.",
          {.one_of = {"inverse_sqrt", "constant", "linear", "cosine", "plateau"},
           .changes = Changes::model});
  setting("warmup_steps", warmup_steps, "Updates in which the learning rate rises from 0.",
          {.min = 0, .max = kMostCounted, .changes = Changes::model});
  setting("min_learning_rate", min_learning_rate,
          "The learning rate after the warm-up stays above.",
          {.min = 0, .changes = Changes::model});
  setting("plateau_factor", plateau_factor, "See schedule.",
          {.min = 1e-6, .max = 0.999999, .changes = Changes::model});
  setting("plateau_patience", plateau_patience,
          "Validations in a row without a better early_stopping_metric before the learning rate "
          "falls.",
          {.min = 1, .max = 100000, .changes = Changes::model});

  const bool steps_decide = ends_at_max_steps(schedule);
  setting(
      "max_steps", max_steps,
      "Updates after which training ends, counted from the very start; "
      "0 is no limit.",
      {.min = 0, .max = kMostCounted, .changes = steps_decide ? Changes::model : Changes::course});
  setting("max_epochs", max_epochs, "Passes over the data; 0 is no limit.",
          {.min = 0, .max = kMostCounted, .changes = Changes::course});
  setting("max_minutes", max_minutes,
          "Minutes of training, validation and earlier sessions included; 0 is no limit.",
          {.min = 0, .changes = Changes::course});
  setting("early_stopping", early_stopping,
          "Validations in a row without a better early_stopping_metric after which training ends; "
          "0 is never.",
          {.min = 0, .max = 1000000, .changes = Changes::course});
  setting(
      "early_stopping_metric", early_stopping_metric,
      "What makes a model the best one: it stops training and chooses the weights that are kept.",
      {.one_of = kMetrics, .changes = Changes::model});

  setting("valid_every", valid_every, "How often the model is validated; 0 is never.",
          {.changes = Changes::course});
  setting(
      "valid_metrics", valid_metrics,
      "Any of cross_entropy (per token), perplexity, bleu (by translating the validation text), "
      "attention_entropy (of a target token's weights over the source, in nats).",
      {.changes = Changes::course});
  setting("bleu_beam_size", bleu_beam_size, "Beam of the translations for bleu in validation.",
          {.min = 1, .max = 1000, .changes = Changes::metric});
  setting("bleu_sentences", bleu_sentences,
          "Translate only the first so many validation sentences; 0 is all.",
          {.min = 0, .max = kMostCounted, .changes = Changes::metric});

  setting("save_every", save_every,
          "How often a checkpoint for resuming is written; 0 is only at the end and when "
          "interrupted.",
          {.changes = Changes::course});
  setting("keep_checkpoints", keep_checkpoints, "Last checkpoints that are kept.",
          {.min = 1, .max = 1000, .changes = Changes::course});
  setting("average_checkpoints", average_checkpoints,
          "The final model is the mean of the weights at the last so many validations, where that "
          "is better than the best of them; 0 is off.",
          {.min = 0, .max = 1000, .changes = Changes::course});
  setting("divergence_factor", divergence_factor,
          "A loss above so many times the mean of those before, and at least 1 above it, counts as "
          "exploding; after divergence_patience of them in a row, or one that is not finite, the "
          "run goes back to the last good checkpoint with half the learning rate, three times at "
          "most. 0 looks for losses that are not finite only.",
          {.min = 0, .max = 1e9, .changes = Changes::model});
  setting("divergence_patience", divergence_patience, "See divergence_factor.",
          {.min = 1, .max = 1000000, .changes = Changes::model});
  setting("memory_mb", memory_mb,
          "Most memory that training may take: larger batches are computed in parts, and sentence "
          "pairs that are too long even alone are left out. 0 is what the machine or its container "
          "has free.",
          {.min = 0, .max = 1e9, .changes = Changes::course});
  setting("log_every", log_every, "Updates between two lines of progress and metrics.jsonl.",
          {.min = 1, .max = kMostCounted, .changes = Changes::course});
  setting(
      "samples", samples,
      "Validation sentences whose translations report.html shows at each validation; 0 is none.",
      {.min = 0, .max = 1000, .changes = Changes::course});
  setting("tensorboard", tensorboard,
          "Write the curves for TensorBoard too, to model_dir/tensorboard.",
          {.changes = Changes::course});
}

void TrainingSettings::validate() const {
  check_metrics(*this);
  blas_named(blas, "training.blas");
  if (max_steps == 0 && max_epochs == 0 && max_minutes == 0 && early_stopping == 0) {
    throw Error({.what = "training would never end: no limit and no early stopping are set",
                 .keys = {"training.max_steps"},
                 .fix = "set training.max_steps, max_epochs, max_minutes or early_stopping"});
  }
  if (valid_every.count < 0 || save_every.count < 0) {
    const Interval& wrong = valid_every.count < 0 ? valid_every : save_every;
    throw Error({.what = format("an interval of {} is negative", wrong.count),
                 .keys = {valid_every.count < 0 ? "training.valid_every" : "training.save_every"},
                 .fix = "use 0 for never"});
  }
  if (ends_at_max_steps(schedule) && max_steps <= warmup_steps) {
    throw Error(
        {.what = format("schedule {} ends at max_steps, which is {}, within the warm-up of {} "
                        "steps",
                        schedule, max_steps, warmup_steps),
         .keys = {"training.max_steps"},
         .fix = format("set training.max_steps above {}", warmup_steps)});
  }
  if (schedule == "plateau" && valid_every.count == 0) {
    throw Error({.what = "schedule plateau follows validation, but valid_every is 0",
                 .keys = {"training.schedule"},
                 .fix = "set training.valid_every, for example to '1 epoch'"});
  }
  if (max_steps == 0 && max_epochs == 0 && max_minutes == 0 && valid_every.count == 0) {
    throw Error({.what = "early stopping follows validation, but valid_every is 0",
                 .keys = {"training.early_stopping"},
                 .fix = "set training.valid_every, or a limit such as training.max_steps"});
  }
  if (min_learning_rate > learning_rate) {
    throw Error({.what = format("min_learning_rate is {}, above learning_rate {}",
                                min_learning_rate, learning_rate),
                 .keys = {"training.min_learning_rate"},
                 .fix = format("use a value up to {}", learning_rate)});
  }
}

Arithmetic TrainingSettings::arithmetic() const {
  return {precision == "bf16" ? Precision::bf16 : Precision::f32,
          blas_named(blas, "training.blas")};
}

bool TrainingSettings::uses_metric(std::string_view metric) const {
  return std::find(valid_metrics.begin(), valid_metrics.end(), metric) != valid_metrics.end();
}

}  // namespace nmt
