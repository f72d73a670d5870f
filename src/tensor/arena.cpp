#include "tensor/arena.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace nmt {
namespace {
constexpr std::size_t kLine = 64;
constexpr std::size_t kHugePage = std::size_t{2} << 20;
constexpr std::size_t kFirstChunk = std::size_t{1} << 20;
std::size_t round_up(std::size_t size, std::size_t unit) { return (size + unit - 1) / unit * unit; }

// From the system and back to it: malloc would keep for itself what an arena outgrows.
std::byte* map_huge_pages(std::size_t size) {
  const std::size_t room = size + kHugePage;
  void* map = mmap(nullptr, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (map == MAP_FAILED) throw std::bad_alloc();
  auto* begin = static_cast<std::byte*>(map);
  const std::size_t before = -reinterpret_cast<std::uintptr_t>(begin) % kHugePage;
  if (before > 0) munmap(begin, before);
  if (before < kHugePage) munmap(begin + before + size, kHugePage - before);
#ifdef MADV_HUGEPAGE
  // Fewer page faults and TLB misses; only a hint, so that a refusal does not matter.
  madvise(begin + before, size, MADV_HUGEPAGE);
#endif
  return begin + before;
}
}  // namespace

void Arena::Free::operator()(std::byte* memory) const {
  if (mapped > 0) {
    munmap(memory, mapped);
  } else {
    std::free(memory);
  }
}

void Arena::add_chunk(std::size_t size) {
  const bool huge = size >= kHugePage;
  size = round_up(size, huge ? kHugePage : kLine);
  std::byte* memory =
      huge ? map_huge_pages(size) : static_cast<std::byte*>(std::aligned_alloc(kLine, size));
  if (memory == nullptr) throw std::bad_alloc();
  chunks_.push_back({{memory, Free{huge ? size : 0}}, size});
}

void* Arena::bytes(std::size_t size) {
  size = round_up(std::max<std::size_t>(size, 1), kLine);
  while (current_ < chunks_.size() && used_ + size > chunks_[current_].size) {
    ++current_;
    used_ = 0;
  }
  if (current_ == chunks_.size()) add_chunk(std::max({kFirstChunk, size, capacity() / 2}));
  void* memory = chunks_[current_].memory.get() + used_;
  used_ += size;
  return memory;
}

void Arena::reset() {
  if (chunks_.size() > 1) {
    const std::size_t total = capacity();
    current_ = used_ = 0;  // first: add_chunk may throw
    chunks_.clear();
    add_chunk(total);
  }
  current_ = used_ = 0;
}

std::size_t Arena::capacity() const {
  std::size_t total = 0;
  for (const Chunk& chunk : chunks_) total += chunk.size;
  return total;
}

}  // namespace nmt
