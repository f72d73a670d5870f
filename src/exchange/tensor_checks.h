// What readers ask of a tensor before they believe a file: nothing of it may be more than 64 bits
// can count, or lie outside of its bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "exchange/tensor_file.h"

namespace nmt {

// The bytes of as many numbers as the shape says. Throws Error where a size is negative or they are
// more than 63 bits can count.
std::uint64_t checked_byte_count(const std::string& path, const std::string& name, NumberType type,
                                 std::span<const std::int64_t> shape);

// Row after row. Throws Error where the bytes are not those of the shape.
ForeignTensor checked_tensor(const std::string& path, std::string name, NumberType type,
                             std::vector<std::int64_t> shape, std::span<const std::byte> bytes);

// The multipliers are numbers above 0. Throws Error.
void check_multipliers(const std::string& path, const ForeignTensor& tensor);

// [rows, cols] of which the columns lie one after the other; the same for more dimensions.
std::vector<std::int64_t> column_major_strides(std::span<const std::int64_t> shape);

}  // namespace nmt
