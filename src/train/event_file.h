// TensorBoard's event files (tensorflow/core/util/event.proto in TFRecords): the numbers of
// metrics.jsonl as curves that TensorBoard draws while a model trains.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/descriptor.h"

namespace nmt {

struct Scalar {
  std::string tag;  // such as train/loss
  double value = 0;
};

// One session of a run: TensorBoard reads all files of a folder one after the other. Curves are an
// extra: what cannot be written is warned about once, and training goes on.
class EventFile {
 public:
  // A new file in `folder`. What earlier sessions wrote of steps from `first_step` on is void.
  EventFile(const std::string& folder, std::int64_t first_step);
  EventFile(const EventFile&) = delete;
  EventFile& operator=(const EventFile&) = delete;

  void add(std::int64_t step, const std::vector<Scalar>& scalars);

 private:
  void append(const std::string& event);
  void warn() const;

  std::string path_;
  Descriptor file_;
};

// The checksum of a TFRecord: CRC-32C (Castagnoli), rotated and shifted.
std::uint32_t masked_crc32c(std::string_view bytes);

}  // namespace nmt
