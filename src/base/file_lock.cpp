#include "base/file_lock.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"
#include "base/format.h"

namespace nmt {
bool FileLock::try_lock() { return take(LockWait::no); }

void FileLock::lock() { take(LockWait::yes); }

// A lock on a file that was removed meanwhile keeps nobody out, so it is taken again on the new one.
bool FileLock::take(LockWait wait) {
  for (;;) {
    file_ = open_descriptor(path_, O_RDWR | O_CREAT);
    if (!file_.is_open())
      throw Error({.what = format("cannot write: {}", std::strerror(errno)),
                   .where = path_,
                   .fix = "check the permissions of the folder, or choose another model_dir",
                   .kind = Error::Kind::runtime});
    const bool taken = take_lock(file_, wait);
    if (taken && is_named(file_, path_)) return true;
    file_.close();
    if (!taken) return false;
  }
}

// Removed while it is still locked: whoever waits for it finds that it has lost its name.
FileLock::~FileLock() {
  if (file_.is_open() && is_named(file_, path_)) unlink(path_.c_str());
}

}  // namespace nmt
