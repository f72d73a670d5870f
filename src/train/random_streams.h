// The random numbers of a run are named by its seed and by what they are for; dropout also by the
// step. So there is no random state to save.
#pragma once

#include <cstdint>

#include "base/random.h"
#include "train/settings.h"

namespace nmt {

enum class RandomStream : std::uint64_t { weights, data, dropout };

inline std::uint64_t stream_key(const TrainingSettings& settings, RandomStream stream) {
  return derive_key(static_cast<std::uint64_t>(settings.seed), static_cast<std::uint64_t>(stream));
}

// The key of the dropout in update `step`.
inline std::uint64_t dropout_key_at(const TrainingSettings& settings, std::int64_t step) {
  return derive_key(stream_key(settings, RandomStream::dropout), static_cast<std::uint64_t>(step));
}

}  // namespace nmt
