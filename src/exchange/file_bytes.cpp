#include "exchange/file_bytes.h"

#include <fcntl.h>

#include <cerrno>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>

#include "base/descriptor.h"
#include "base/error.h"
#include "base/file.h"
#include "base/format.h"
#include "base/mapped_file.h"
#include "exchange/refusal.h"
#include "text/line_reader.h"
#include "text/unpacker.h"

namespace nmt {
namespace {

bool is_packed(std::string_view begin) {
  const std::string packing = packing_of(begin);
  return begin.starts_with("\x1f\x8b") || (!packing.empty() && packing != "zip");
}

FileBytes mapped_bytes(const std::string& path) {
  const Descriptor file = open_descriptor(path, O_RDONLY);
  auto map = std::make_shared<const ReadOnlyMap>(file);
  if (map->data() == nullptr && size_of(file) > 0)
    throw Error({.what = format("cannot map the file: {}", std::strerror(errno)),
                 .where = path,
                 .fix = "check that the machine has memory left: free -m",
                 .kind = Error::Kind::runtime});
  return {map, {map->data(), map->size()}};
}

FileBytes unpacked_bytes(const std::string& path) {
  const std::size_t packed = size_of(open_descriptor(path, O_RDONLY));
  BlockReader blocks(path, BlockContent::bytes);
  auto all = std::make_shared<std::string>();
  for (std::string_view block; !(block = blocks.next()).empty();) {
    all->append(block);
    if (is_more_than_weights(packed, all->size()))
      refuse_file(path, format("more than {} bytes come out of {}", all->size(), packed));
  }
  const auto bytes = std::as_bytes(std::span<const char>(*all));
  return {std::move(all), bytes};
}

}  // namespace

// Weights of nothing but zeros are packed further, but nobody keeps them.
bool is_more_than_weights(std::uint64_t packed, std::uint64_t unpacked) {
  constexpr std::uint64_t kMostRatio = 300, kAlways = 16 << 20;
  return unpacked > kAlways && unpacked / kMostRatio > packed;
}

FileBytes file_bytes(const std::string& path) {
  require_regular_file(path);
  const std::string begin = read_file_start(path, kPackingBytes);
  return is_packed(begin) ? unpacked_bytes(path) : mapped_bytes(path);
}

std::pair<FileBytes, std::span<std::byte>> new_bytes(std::size_t size) {
  const std::shared_ptr<std::byte[]> memory = std::make_shared_for_overwrite<std::byte[]>(size);
  const std::span<std::byte> room(memory.get(), size);
  return {{memory, room}, room};
}

}  // namespace nmt
