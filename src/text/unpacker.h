// Files packed by zstd, xz and bzip2. A build reads those whose libraries CMake found; the others are
// recognised and refused by name. (gzip is zlib's own: line_reader.cpp.)
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace nmt {

// Unpacks one file from its start to its end.
class Unpacker {
 public:
  virtual ~Unpacker() = default;

  // Unpacks from the front of `packed`, which it shortens by what it has used, and gives the number of
  // bytes that it has written to `room`; 0 where it needs more. `last` where no more will come.
  // Throws std::runtime_error, in the library's words, on damaged data.
  virtual std::size_t unpack(std::string_view& packed, std::span<char> room, bool last) = 0;
  // Whether what it has been given may end here.
  virtual bool is_whole() const = 0;
};

// So many bytes tell how a file is packed.
inline constexpr std::size_t kPackingBytes = 10;

// How a file is packed that begins with these bytes: "zstd", "xz", "bzip2", "zip", or empty.
std::string packing_of(std::string_view first_bytes);

// For a file that packing_of calls so. Throws Error where this build cannot read it; `path` is for
// that.
std::unique_ptr<Unpacker> make_unpacker(const std::string& packing, const std::string& path);

// The packings that this build reads, such as "zstd, xz"; empty where there are none.
std::string readable_packings();

}  // namespace nmt
