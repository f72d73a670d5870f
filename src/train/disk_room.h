// Whether the disk can take what a run will write.
#pragma once

#include <cstdint>
#include <string>

#include "train/settings.h"

namespace nmt {

// The most bytes that the checkpoints and weights of a run take, one file being replaced included.
std::uint64_t bytes_of_run(const TrainingSettings& settings, std::int64_t parameters);

// Those of them that an earlier session has left there.
std::uint64_t present_bytes(const std::string& model_dir);

// Throws Error (runtime) when these and the files of earlier sessions do not fit on the disk.
void require_disk_room_for_run(const std::string& model_dir, const TrainingSettings& settings,
                               std::int64_t parameters);

}  // namespace nmt
