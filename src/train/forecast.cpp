#include "train/forecast.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <limits>
#include <optional>

#include "base/file.h"
#include "base/memory.h"
#include "text/batcher.h"
#include "text/token_cache.h"
#include "text/token_cache_file.h"
#include "train/disk_room.h"
#include "train/guided_alignment.h"
#include "train/memory_plan.h"
#include "train/optimizer.h"
#include "train/random_streams.h"
#include "train/replicas.h"
#include "train/validation.h"

namespace nmt {
namespace {

namespace fs = std::filesystem;

constexpr int kLeastUpdates = 3, kMostUpdates = 20;
constexpr double kLongestSeconds = 5;

// Source and target tokens in a second, after one update to warm up.
double measure_speed(Replicas& replicas, Batcher& batcher, const MemoryPlan& memory,
                     const TrainingSettings& settings, const GuidedAlignment* guide) {
  const auto update = [&](int step) -> std::int64_t {
    const std::vector<PairBatch> batches = memory.fitting(batcher.next());
    if (batches.empty()) return 0;
    const UpdateLoss loss =
        replicas.compute_gradient({.batches = batches,
                                   .label_smoothing = settings.label_smoothing,
                                   .dropout_key = dropout_key_at(settings, step),
                                   .guide = guide});
    return loss.source_tokens + loss.target_tokens;
  };
  update(0);
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  double seconds = 0;
  std::int64_t tokens = 0;
  // Whatever was left out of the first ones, some pair fits.
  for (int i = 1;
       i <= kLeastUpdates || tokens == 0 || (i <= kMostUpdates && seconds < kLongestSeconds); ++i) {
    tokens += update(i);
    seconds = std::chrono::duration<double>(Clock::now() - start).count();
  }
  return static_cast<double>(tokens) / seconds;
}

double all_tokens(std::span<const CorpusPart> parts) {
  const DrawnTokens drawn = drawn_tokens(parts);
  return drawn.source + drawn.target;
}

// Of an epoch of the whole, cut as the sample's first one is; an epoch ends with an update.
double updates_per_epoch(Batcher look, int accumulate, double times_sample) {
  double batches = 0;
  for (const std::int64_t epoch = look.position().epoch; look.position().epoch == epoch; ++batches)
    look.next();
  return std::ceil(std::ceil(batches * times_sample) / accumulate);
}

// Until the first of the limits; 0 where there is none.
double minutes_in_all(const TrainingSettings& settings, const Forecast& forecast) {
  double minutes = std::numeric_limits<double>::infinity();
  const auto consider = [&](double limit, double minutes_each) {
    if (limit > 0) minutes = std::min(minutes, limit * minutes_each);
  };
  consider(static_cast<double>(settings.max_steps),
           forecast.minutes_per_epoch / forecast.updates_per_epoch);
  consider(static_cast<double>(settings.max_epochs), forecast.minutes_per_epoch);
  consider(settings.max_minutes, 1);
  return std::isfinite(minutes) ? minutes : 0;
}

std::uint64_t token_cache_bytes(std::span<const CorpusPart> parts, const Tokenizers& tokenizers) {
  std::uint64_t bytes = 0;
  for (const CorpusPart& part : parts)
    bytes += static_cast<std::uint64_t>(part.pairs) * sizeof(TokenCacheEntry) +
             static_cast<std::uint64_t>(part.source_tokens + part.target_tokens) *
                 static_cast<std::uint64_t>(token_cache_id_bytes(tokenizers));
  return bytes;
}

// The folder, or the nearest above it that exists.
std::string existing(const std::string& folder) {
  fs::path path = fs::absolute(folder).lexically_normal();
  while (!fs::is_directory(path) && path.has_relative_path()) path = path.parent_path();
  return path.string();
}

}  // namespace

// All that a run has in memory when it plans for the rest is made here as TrainingRun makes it.
Forecast forecast(TrainingJob& job, std::span<const CorpusPart> whole) {
  const TrainingSettings& settings = job.training;
  draws_of(whole);
  ParameterSet& parameters = job.model.parameters();
  const int count = settings.replicas > 0 ? settings.replicas : all_cores();
  require_memory_for_numbers(settings, parameters.size(), count);
  Forecast result{.free_memory_bytes = free_memory_bytes()};
  parameters.initialise(stream_key(settings, RandomStream::weights));
  Replicas replicas(job.model, count, settings.arithmetic());
  const Optimizer optimizer(settings, parameters.values());
  Batcher batcher(job.train, {.seed = stream_key(settings, RandomStream::data),
                              .batch_tokens = settings.batch_tokens,
                              .sort_window = settings.sort_window,
                              .sampler = job.sampler});
  std::optional<GuidedAlignment> guide;
  if (job.links && settings.guided_alignment_weight > 0)
    guide.emplace(*job.links, job.tokenizers, settings);
  std::optional<Validation> validation;
  if (settings.valid_every.count > 0 && !job.valid.empty())
    validation.emplace(job.model, job.tokenizers, job.valid, job.max_length, settings,
                       job.decoding);
  const MemoryPlan memory(job, replicas, batcher, guide ? &*guide : nullptr);
  result.memory_bytes = memory.predicted_bytes();
  result.batches_fit = !memory.is_tight();
  const LeftOutPairs left_out = memory.left_out();
  left_out.require_others(job.train.pairs());
  result.sampled = job.train.pairs();
  result.left_out = left_out.count;

  const double tokens = all_tokens(whole);
  result.updates_per_epoch =
      updates_per_epoch(batcher, settings.accumulate, tokens / all_tokens(job.train.parts()));
  result.tokens_per_second =
      measure_speed(replicas, batcher, memory, settings, guide ? &*guide : nullptr);
  result.minutes_per_epoch = tokens / result.tokens_per_second / 60;
  result.minutes = minutes_in_all(settings, result);
  result.disk_bytes =
      bytes_of_run(settings, parameters.size()) + token_cache_bytes(whole, job.tokenizers);
  result.present_disk_bytes = present_bytes(job.model_dir);
  result.free_disk_bytes = free_disk_bytes(existing(job.model_dir));
  return result;
}

}  // namespace nmt
