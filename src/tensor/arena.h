// A bump allocator for the scratch memory of one thread: allocated while a step runs, dropped
// whole.
#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <new>
#include <type_traits>
#include <vector>

namespace nmt {

class Arena {
 public:
  // A place to return to: everything allocated after mark() is dropped by rewind().
  struct Mark {
    std::size_t chunk = 0, used = 0;
  };

  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // Uninitialised room for `count` items, aligned to a cache line.
  template <class T>
  T* allocate(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>, "an arena runs no destructors");
    if (count > std::numeric_limits<std::size_t>::max() / 2 / sizeof(T)) throw std::bad_alloc();
    return static_cast<T*>(bytes(count * sizeof(T)));
  }

  Mark mark() const { return {current_, used_}; }
  void rewind(Mark mark) {
    current_ = mark.chunk;
    used_ = mark.used;
  }
  // Drops everything. Memory is kept, and becomes one piece when it had grown into several.
  void reset();
  // Bytes held from the system.
  std::size_t capacity() const;

 private:
  struct Free {
    std::size_t mapped = 0;  // bytes, of memory that malloc does not know
    void operator()(std::byte* memory) const;
  };
  struct Chunk {
    std::unique_ptr<std::byte, Free> memory;
    std::size_t size = 0;
  };
  void* bytes(std::size_t size);
  void add_chunk(std::size_t size);

  std::vector<Chunk> chunks_;
  std::size_t current_ = 0, used_ = 0;
};

}  // namespace nmt
