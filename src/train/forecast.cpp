#include "train/forecast.h"

#include <chrono>
#include <filesystem>

#include "base/file.h"
#include "base/memory.h"
#include "text/batcher.h"
#include "text/token_cache.h"
#include "text/token_cache_file.h"
#include "train/disk_room.h"
#include "train/memory_plan.h"
#include "train/random_streams.h"
#include "train/replicas.h"

namespace nmt {
namespace {

namespace fs = std::filesystem;

constexpr int kLeastUpdates = 3, kMostUpdates = 20;
constexpr double kLongestSeconds = 5;

// Source and target tokens in a second, after one update to warm up.
double measure_speed(Replicas& replicas, Batcher& batcher, const MemoryPlan& memory,
                     const TrainingSettings& settings) {
  const auto update = [&](int step) -> std::int64_t {
    const std::vector<PairBatch> batches = memory.fitting(batcher.next());
    if (batches.empty()) return 0;
    const UpdateLoss loss =
        replicas.compute_gradient({.batches = batches,
                                   .label_smoothing = settings.label_smoothing,
                                   .dropout_key = dropout_key_at(settings, step)});
    return loss.source_tokens + loss.target_tokens;
  };
  update(0);
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  double seconds = 0;
  std::int64_t tokens = 0;
  for (int i = 1; i <= kLeastUpdates || (i <= kMostUpdates && seconds < kLongestSeconds); ++i) {
    tokens += update(i);
    seconds = std::chrono::duration<double>(Clock::now() - start).count();
  }
  return static_cast<double>(tokens) / seconds;
}

// The folder, or the nearest above it that exists.
std::string existing(const std::string& folder) {
  fs::path path = fs::absolute(folder).lexically_normal();
  while (!fs::is_directory(path) && path.has_relative_path()) path = path.parent_path();
  return path.string();
}

}  // namespace

Forecast forecast(TrainingJob& job, std::int64_t pairs, std::int64_t tokens) {
  const TrainingSettings& settings = job.training;
  ParameterSet& parameters = job.model.parameters();
  const int count = settings.replicas > 0 ? settings.replicas : all_cores();
  require_memory_for_numbers(settings, parameters.size(), count);
  Forecast result{.free_memory_bytes = free_memory_bytes()};
  parameters.initialise(stream_key(settings, RandomStream::weights));
  Replicas replicas(job.model, count, settings.arithmetic());
  Batcher batcher(job.train, {.seed = stream_key(settings, RandomStream::data),
                              .batch_tokens = settings.batch_tokens,
                              .sort_window = settings.sort_window});
  const MemoryPlan memory(job, replicas, batcher);
  const std::uint64_t optimizer =
      bytes_of_numbers(settings, parameters.size(), 0) - sizeof(Real) * parameters.values().size();
  result.memory_bytes = memory.predicted_bytes() + optimizer;
  result.batches_fit = !memory.is_tight();
  result.tokens_per_second = measure_speed(replicas, batcher, memory, settings);
  const CorpusStatistics& sample = job.train.statistics();
  const double share = static_cast<double>(tokens) /
                       static_cast<double>(sample.source_tokens + sample.target_tokens);
  result.updates_per_epoch = static_cast<double>(batcher.batches_per_epoch()) * share /
                             static_cast<double>(settings.accumulate);
  result.minutes_per_epoch = static_cast<double>(tokens) / result.tokens_per_second / 60;
  const double epochs_by_steps = static_cast<double>(settings.max_steps) / result.updates_per_epoch;
  const double epochs_by_epochs = static_cast<double>(settings.max_epochs);
  double epochs = std::max(epochs_by_steps, epochs_by_epochs);
  if (epochs_by_steps > 0 && epochs_by_epochs > 0)
    epochs = std::min(epochs_by_steps, epochs_by_epochs);
  result.minutes = epochs * result.minutes_per_epoch;
  result.disk_bytes = bytes_of_run(settings, parameters.size()) +
                      static_cast<std::uint64_t>(pairs) * sizeof(TokenCacheEntry) +
                      static_cast<std::uint64_t>(tokens) *
                          static_cast<std::uint64_t>(token_cache_id_bytes(job.tokenizers));
  result.free_disk_bytes = free_disk_bytes(existing(job.model_dir));
  return result;
}

}  // namespace nmt
