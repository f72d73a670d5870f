// What a run will take, measured on a sample of its text: memory, time and disk.
#pragma once

#include <cstdint>

#include "train/trainer.h"

namespace nmt {

struct Forecast {
  std::uint64_t memory_bytes = 0, free_memory_bytes = 0;
  bool batches_fit = true;       // or are computed in parts
  double tokens_per_second = 0;  // source and target, of real updates
  double updates_per_epoch = 0;
  double minutes_per_epoch = 0;  // without validation
  double minutes = 0;            // to max_steps or max_epochs; 0 where neither is set
  std::uint64_t disk_bytes = 0, free_disk_bytes = 0;
};

// `job.train` holds a sample of a corpus of `tokens` source and target tokens in `pairs` pairs.
// Computes some updates' gradients, a few seconds long; writes nothing. Throws Error where the
// model does not fit into memory.
Forecast forecast(TrainingJob& job, std::int64_t pairs, std::int64_t tokens);

}  // namespace nmt
