#include "exchange/tensor_checks.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/format.h"
#include "exchange/refusal.h"
#include "seq2seq/safetensors.h"

namespace nmt {

std::uint64_t checked_byte_count(const std::string& path, const std::string& name, NumberType type,
                                 std::span<const std::int64_t> shape) {
  // Sizes of 0 count as 1: strides are products of the others.
  std::int64_t bytes = static_cast<std::int64_t>(size_of(type));
  constexpr std::size_t kMostDimensions = 64;
  bool is_empty = false, fits = shape.size() <= kMostDimensions;
  for (const std::int64_t size : shape) {
    is_empty |= size == 0;
    fits = fits && size >= 0 &&
           !__builtin_mul_overflow(bytes, std::max<std::int64_t>(size, 1), &bytes);
  }
  if (!fits)
    refuse_tensor(path, name, format("its shape is too large: {}", shown_name(shape_text(shape))));
  return is_empty ? 0 : static_cast<std::uint64_t>(bytes);
}

ForeignTensor checked_tensor(const std::string& path, std::string name, NumberType type,
                             std::vector<std::int64_t> shape, std::span<const std::byte> bytes) {
  const std::uint64_t wanted = checked_byte_count(path, name, type, shape);
  if (bytes.size() != wanted)
    refuse_tensor(path, name,
                  format("the shape {} of {} has {} bytes, the file keeps {}", shape_text(shape),
                         name_of(type), wanted, bytes.size()));
  return row_major_tensor(std::move(name), type, std::move(shape), bytes);
}

void check_multipliers(const std::string& path, const ForeignTensor& tensor) {
  const auto bad = std::find_if(tensor.multipliers.begin(), tensor.multipliers.end(),
                                [](float m) { return !std::isfinite(m) || m <= 0; });
  if (bad == tensor.multipliers.end()) return;
  refuse_tensor(path, tensor.name,
                format("its numbers are to be divided by {}, which is not above 0", *bad));
}

std::vector<std::int64_t> column_major_strides(std::span<const std::int64_t> shape) {
  std::vector<std::int64_t> strides;
  std::int64_t stride = 1;
  for (const std::int64_t size : shape) {
    strides.push_back(stride);
    stride *= std::max<std::int64_t>(size, 1);
  }
  return strides;
}

}  // namespace nmt
