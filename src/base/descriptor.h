// File descriptors: closed by themselves, written to the last byte, brought to the disk.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace nmt {

// An open file, closed with this.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }

  int number() const { return number_; }  // -1 where nothing is open
  bool is_open() const { return number_ >= 0; }
  void close();

 private:
  int number_ = -1;
};

// As open(2), and not for programs that are started; errno says why nothing is open.
Descriptor open_descriptor(const std::string& path, int flags);

// The bytes of an open file; 0 where that is not known.
std::size_t size_of(const Descriptor& file);
// Whether all `size` bytes from `position` on could be read.
bool read_at(const Descriptor& file, std::size_t position, void* bytes, std::size_t size);

// Whether the path still names that open file.
bool is_named(const Descriptor& file, const std::string& path);

// Takes the only lock on the file, or waits for it. False where another process has it; true also on
// a file system without locks, which keeps nobody out.
enum class LockWait { no, yes };
bool take_lock(const Descriptor& file, LockWait wait);

// Writes all of it, waiting where a descriptor that does not block takes no more. The errno of what
// went wrong, EPIPE where the reader has gone; 0 where nothing did.
int write_all(int descriptor, std::string_view bytes);

// Brings what was written to the disk. The errno of what went wrong; 0 where nothing did, or where
// there is no disk to speak of: some file systems and devices do not know how.
int sync_to_disk(const Descriptor& file);

}  // namespace nmt
