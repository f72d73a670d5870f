// A lock between processes: a file that is there while somebody holds it, and gone afterwards.
#pragma once

#include <string>
#include <utility>

#include "base/descriptor.h"

namespace nmt {

// Ends with this or with the process, in whatever way; a process that is killed leaves the file
// behind, unlocked. On a file system without locks nobody is kept out.
class FileLock {
 public:
  explicit FileLock(std::string path) : path_(std::move(path)) {}
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

  // Takes the lock. False where another process has it. Throws Error (runtime) where the file cannot
  // be made.
  bool try_lock();
  // Waits for it.
  void lock();

 private:
  bool take(LockWait wait);

  std::string path_;
  Descriptor file_;
};

}  // namespace nmt
