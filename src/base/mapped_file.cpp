#include "base/mapped_file.h"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>

#include "base/error.h"

namespace nmt {

ReadOnlyMap::ReadOnlyMap(const Descriptor& file) {
  const std::size_t size = size_of(file);
  if (size == 0) return;
  void* memory = mmap(nullptr, size, PROT_READ, MAP_SHARED, file.number(), 0);
  if (memory == MAP_FAILED) return;
  data_ = static_cast<std::byte*>(memory);
  size_ = size;
}

ReadOnlyMap::~ReadOnlyMap() {
  if (data_ != nullptr) munmap(data_, size_);
}

void ReadOnlyMap::forget() const { madvise(data_, size_, MADV_DONTNEED); }

MappedFile::MappedFile(int descriptor, const std::string& path) {
  struct stat status {};
  bool mapped = fstat(descriptor, &status) == 0;
  if (mapped && status.st_size > 0) {
    size_ = static_cast<std::size_t>(status.st_size);
    void* memory = mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE, descriptor, 0);
    mapped = memory != MAP_FAILED;
    if (mapped) data_ = static_cast<std::byte*>(memory);
#ifdef MADV_NOHUGEPAGE
    // A hint: a huge page of the file would come back whole, with all that was forgotten of it, when a
    // single number of it is read.
    if (mapped) madvise(memory, size_, MADV_NOHUGEPAGE);
#endif
  }
  if (mapped) return;
  throw Error({.what = "cannot map the file: " + std::generic_category().message(errno),
               .where = path,
               .fix = "check that the machine has memory left: free -m",
               .kind = Error::Kind::runtime});
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) munmap(data_, size_);
}

// A hint: a refusal does not matter. Only pages that lie wholly inside are given back.
void MappedFile::forget(const void* begin, std::size_t size) const {
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto first = (reinterpret_cast<std::uintptr_t>(begin) + page - 1) / page * page;
  const auto last = (reinterpret_cast<std::uintptr_t>(begin) + size) / page * page;
  if (first < last) madvise(reinterpret_cast<void*>(first), last - first, MADV_DONTNEED);
}

}  // namespace nmt
