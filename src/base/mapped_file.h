// A file as memory: read when it is looked at, shared by all processes that look at it.
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "base/descriptor.h"

namespace nmt {

// An open file that is only read. It may be closed afterwards.
class ReadOnlyMap {
 public:
  ReadOnlyMap() = default;
  explicit ReadOnlyMap(const Descriptor& file);
  ReadOnlyMap(ReadOnlyMap&& other) noexcept { swap(other); }
  ReadOnlyMap& operator=(ReadOnlyMap&& other) noexcept {
    swap(other);
    return *this;
  }
  ~ReadOnlyMap();

  // nullptr where nothing is mapped; errno says why after the constructor.
  const std::byte* data() const { return data_; }
  std::size_t size() const { return size_; }
  // Gives the memory of its pages back; looked at again, they are read again.
  void forget() const;

 private:
  void swap(ReadOnlyMap& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
  }

  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

class MappedFile {
 public:
  // An open file, which may be closed afterwards; `path` stands for it in messages. It must stay as
  // it is; one that is replaced by another of its name does. Throws Error (runtime).
  MappedFile(int descriptor, const std::string& path);
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  // Writing to it changes a private copy. nullptr where the file is empty.
  std::byte* data() const { return data_; }
  std::size_t size() const { return size_; }
  // Gives the memory of what lies in [begin, begin + size) back; looked at again, it is read again.
  void forget(const void* begin, std::size_t size) const;

 private:
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace nmt
