#include "text/deflate.h"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <new>

namespace nmt {
namespace {

// zlib counts in 32 bits: what is left, as much as it takes at once.
uInt part_of(std::size_t size) {
  return static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
}

}  // namespace

std::uint32_t crc32_of(std::span<const std::byte> bytes, std::uint32_t before) {
  return static_cast<std::uint32_t>(
      crc32_z(before, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

bool inflate_all(std::span<const std::byte> packed, std::span<std::byte> to) {
  z_stream stream = {};
  constexpr int kNoHeader = -MAX_WBITS;
  if (inflateInit2(&stream, kNoHeader) != Z_OK) throw std::bad_alloc();
  Bytef none = 0;  // zlib takes no null pointer, even for nothing
  stream.next_out = to.empty() ? &none : reinterpret_cast<Bytef*>(to.data());
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(packed.data()));
  std::size_t unread = packed.size(), unfilled = to.size();
  int code = Z_OK;
  while (code == Z_OK) {
    stream.avail_in = part_of(unread);
    stream.avail_out = part_of(unfilled);
    const uInt had_in = stream.avail_in, had_out = stream.avail_out;
    code = ::inflate(&stream, Z_NO_FLUSH);
    unread -= had_in - stream.avail_in;
    unfilled -= had_out - stream.avail_out;
  }
  inflateEnd(&stream);
  return code == Z_STREAM_END && unread == 0 && unfilled == 0;
}

}  // namespace nmt
