#include "tensor/arena.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <new>

namespace nmt {
namespace {
constexpr std::size_t kLine = 64;
constexpr std::size_t kHugePage = std::size_t{2} << 20;
constexpr std::size_t kFirstChunk = std::size_t{1} << 20;
std::size_t round_up(std::size_t size, std::size_t unit) { return (size + unit - 1) / unit * unit; }
}  // namespace

void Arena::Free::operator()(std::byte* memory) const { std::free(memory); }

void Arena::add_chunk(std::size_t size) {
  const bool huge = size >= kHugePage;
  size = round_up(size, huge ? kHugePage : kLine);
  void* memory = std::aligned_alloc(huge ? kHugePage : kLine, size);
  if (memory == nullptr) throw std::bad_alloc();
#ifdef MADV_HUGEPAGE
  // Fewer page faults and TLB misses; only a hint, so that a refusal does not matter.
  if (huge) madvise(memory, size, MADV_HUGEPAGE);
#endif
  chunks_.push_back({std::unique_ptr<std::byte, Free>(static_cast<std::byte*>(memory)), size});
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
