// What zip archives need of zlib: their packing and their checksum.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace nmt {

// The checksum of what `before` is that of, followed by `bytes`.
std::uint32_t crc32_of(std::span<const std::byte> bytes, std::uint32_t before = 0);

// Unpacks a whole deflate stream without header. False where it is damaged or does not fill `to` to
// its last byte.
bool inflate_all(std::span<const std::byte> packed, std::span<std::byte> to);

}  // namespace nmt
