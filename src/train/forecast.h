// What a run will take, measured on a sample of its text: memory, time and disk.
#pragma once

#include <cstdint>
#include <span>

#include "text/token_cache.h"
#include "train/trainer.h"

namespace nmt {

struct Forecast {
  std::uint64_t memory_bytes = 0, free_memory_bytes = 0;
  bool batches_fit = true;       // or are computed in parts
  double tokens_per_second = 0;  // source and target, of real updates
  double updates_per_epoch = 0;
  double minutes_per_epoch = 0;  // without validation
  double minutes = 0;  // to the first of max_steps, max_epochs and max_minutes; 0 where none is set
  // Of those of the sample, the pairs that do not fit into memory even alone, and are left out.
  std::int64_t left_out = 0, sampled = 0;
  // Of all that a run keeps; what is there already, of an earlier session; what is free beside it.
  std::uint64_t disk_bytes = 0, present_disk_bytes = 0, free_disk_bytes = 0;
};

// `job.train` holds the pairs of the corpora `whole`, or a sample of them in the proportions in which
// they are drawn. Computes some updates' gradients, a few seconds long; writes nothing. Throws what
// train() throws before its first step.
Forecast forecast(TrainingJob& job, std::span<const CorpusPart> whole);

}  // namespace nmt
