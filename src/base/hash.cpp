// The one user of xxHash.
#include "base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <vector>

#include "base/error.h"
#include "base/format.h"

namespace nmt {
namespace {

std::string hex_of(XXH128_hash_t hash) { return format("{:016x}{:016x}", hash.high64, hash.low64); }

Error cannot_read(const std::string& path) {
  return Error({.what = format("cannot read the file: {}", std::strerror(errno)),
                .where = path,
                .fix = "check the path and its permissions"});
}

}  // namespace

struct ContentHasher::State {
  XXH3_state_t xxh3;  // aligned to 64 bytes, as it must be
};

ContentHasher::ContentHasher() : state_(std::make_unique<State>()) {
  XXH3_INITSTATE(&state_->xxh3);
  XXH3_128bits_reset(&state_->xxh3);
}
ContentHasher::~ContentHasher() = default;
ContentHasher::ContentHasher(ContentHasher&&) noexcept = default;
ContentHasher& ContentHasher::operator=(ContentHasher&&) noexcept = default;

void ContentHasher::update(std::string_view bytes) {
  XXH3_128bits_update(&state_->xxh3, bytes.data(), bytes.size());
}
std::string ContentHasher::hex() const { return hex_of(XXH3_128bits_digest(&state_->xxh3)); }

std::string content_hash(std::string_view bytes) {
  return hex_of(XXH3_128bits(bytes.data(), bytes.size()));
}

std::string file_hash(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             std::fclose);
  if (!file) throw cannot_read(path);
  ContentHasher hasher;
  std::vector<char> block(1 << 18);
  while (const std::size_t size = std::fread(block.data(), 1, block.size(), file.get()))
    hasher.update({block.data(), size});
  if (std::ferror(file.get())) throw cannot_read(path);
  return hasher.hex();
}

}  // namespace nmt
