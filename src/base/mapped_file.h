// A file as memory: read when it is looked at, shared by all processes that look at it.
#pragma once

#include <cstddef>
#include <string>

namespace nmt {

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
