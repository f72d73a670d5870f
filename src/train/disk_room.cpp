#include "train/disk_room.h"

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "seq2seq/model_directory.h"
#include "train/checkpoint.h"

namespace nmt {
namespace {

namespace fs = std::filesystem;

}  // namespace

std::uint64_t present_bytes(const std::string& model_dir) {
  std::uint64_t bytes = 0;
  const ModelDirectory directory(model_dir);
  if (directory.has_weights()) bytes += fs::file_size(directory.weights_path());
  const CheckpointFolder checkpoints(model_dir);
  if (!checkpoints.exists()) return bytes;
  for (const auto& entry : fs::directory_iterator(checkpoints.path())) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  return bytes;
}

std::uint64_t bytes_of_run(const TrainingSettings& settings, std::int64_t parameters) {
  // Weights, both moments, and the moving average.
  const std::uint64_t checkpoint = settings.ema > 0 ? 4 : 3;
  const auto kept = static_cast<std::uint64_t>(settings.keep_checkpoints);
  // One is being written, one is what a rollback goes back to; and the published weights.
  std::uint64_t copies = (kept + 2) * checkpoint + 1;
  if (settings.valid_every.count > 0) {
    copies += settings.valid_metrics.size();
    // Older checkpoints need older validations.
    const auto averaged = static_cast<std::uint64_t>(settings.average_checkpoints);
    if (averaged > 0) copies += averaged + kept + 1;
  }
  return copies * static_cast<std::uint64_t>(parameters) * sizeof(float);
}

void require_disk_room_for_run(const std::string& model_dir, const TrainingSettings& settings,
                               std::int64_t parameters) {
  const std::uint64_t needed = bytes_of_run(settings, parameters);
  const std::uint64_t present = present_bytes(model_dir);
  if (present < needed) require_disk_room(model_dir, needed - present);
}

}  // namespace nmt
