// All bytes of a file, mapped or unpacked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>

namespace nmt {

// A view, valid as long as somebody has `memory`.
struct FileBytes {
  std::shared_ptr<const void> memory;
  std::span<const std::byte> bytes;
};

// Maps the file; one that is packed (gzip, zstd, xz, bzip2: text/line_reader.h) is unpacked into
// memory. Throws Error where it cannot be read, or where far more comes out than weights can have.
FileBytes file_bytes(const std::string& path);

// Whether a file of `packed` bytes that claims so many `unpacked` is made to fill memories.
bool is_more_than_weights(std::uint64_t packed, std::uint64_t unpacked);

// As many bytes, to be filled: the second is where.
std::pair<FileBytes, std::span<std::byte>> new_bytes(std::size_t size);

}  // namespace nmt
