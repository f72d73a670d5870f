// The signatures of the parts of a zip archive.
#pragma once

#include <cstdint>

namespace nmt {

inline constexpr std::uint32_t kZipLocalHeader = 0x04034b50, kZipDirectoryEntry = 0x02014b50,
                               kZipDirectoryEnd = 0x06054b50, kZipWideEnd = 0x06064b50,
                               kZipWideEndPlace = 0x07064b50;

}  // namespace nmt
