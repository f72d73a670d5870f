// Files of one array, as numpy writes them (.npy): a header in Python's words, then the numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exchange/tensor_file.h"

namespace nmt {

// The array in these bytes. `path` and `name` are for errors; Error where it is damaged, or holds
// other things than numbers in the order of this machine.
ForeignTensor read_npy(const std::string& path, const std::string& name,
                       std::span<const std::byte> bytes);

// What comes before the numbers, row after row, in version 1.0.
std::string npy_header(NumberType type, std::span<const std::int64_t> shape);

}  // namespace nmt
