// Files that survive a kill: whatever is written appears under its name whole, or not at all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/descriptor.h"

namespace nmt {

// The whole file. Throws Error (input) when it cannot be read.
std::string read_file(const std::string& path);
// At most the first `most_bytes` of it, for what may have no end.
std::string read_file_start(const std::string& path, std::size_t most_bytes);
// The same of what is open already; `name` is for errors.
std::string read_start(int descriptor, const std::string& name, std::size_t most_bytes);

// Throws Error (input) unless the path names a readable file that can be read again and again:
// no folder, no pipe, no device.
void require_regular_file(const std::string& path);

// Replaces the file by `bytes`: temporary name in the same folder (FILE.nmt.tmp), fsync, rename,
// fsync of the folder. Throws Error (runtime); the old file is then as it was. Links are followed; a device or
// a pipe is not replaced but written to.
void write_file_atomically(const std::string& path, std::string_view bytes);

// The same for files that are too large to be held in one piece. Without commit() the file stays as
// it was.
class AtomicFile {
 public:
  // Refuses at once when the disk has no room for `expected_bytes`.
  explicit AtomicFile(std::string path, std::uint64_t expected_bytes = 0);
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  ~AtomicFile();

  void write(const void* bytes, std::size_t size);
  // Brings everything to the disk and puts it in the place of the old file. Nothing may be written
  // afterwards.
  void commit();

 private:
  std::string path_;       // as it was given, for messages
  std::string target_;     // where its links lead
  std::string temporary_;  // empty where the bytes go straight to a device or a pipe
  Descriptor file_;
};

// Makes the folder and those above it; nothing happens to one that exists. Throws Error (runtime).
void make_folder(const std::string& path);

// Bytes that this user may still write to the disk of an existing folder.
std::uint64_t free_disk_bytes(const std::string& folder);
// Throws Error (runtime) when the disk of `folder` has no room for `bytes`.
void require_disk_room(const std::string& folder, std::uint64_t bytes);

}  // namespace nmt
