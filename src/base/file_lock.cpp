#include "base/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/error.h"
#include "base/format.h"

namespace nmt {
namespace {

// Whether the path still names the open file: whoever held the lock before has removed it.
bool is_named(int descriptor, const std::string& path) {
  struct stat open_file = {}, named = {};
  return fstat(descriptor, &open_file) == 0 && stat(path.c_str(), &named) == 0 &&
         open_file.st_dev == named.st_dev && open_file.st_ino == named.st_ino;
}

}  // namespace

bool FileLock::try_lock() { return take(Wait::no); }

void FileLock::lock() { take(Wait::yes); }

// A lock on a file that was removed meanwhile keeps nobody out, so it is taken again on the new one.
bool FileLock::take(Wait wait) {
  for (;;) {
    descriptor_ = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor_ < 0)
      throw Error({.what = format("cannot write: {}", std::strerror(errno)),
                   .where = path_,
                   .fix = "check the permissions of the folder, or choose another model_dir",
                   .kind = Error::Kind::runtime});
    const int operation = LOCK_EX | (wait == Wait::no ? LOCK_NB : 0);
    int answer = flock(descriptor_, operation);
    while (answer != 0 && errno == EINTR) answer = flock(descriptor_, operation);
    const bool taken_by_another = answer != 0 && errno == EWOULDBLOCK;
    if (answer == 0 && !is_named(descriptor_, path_)) {
      close(std::exchange(descriptor_, -1));
      continue;
    }
    if (taken_by_another) close(std::exchange(descriptor_, -1));
    return !taken_by_another;
  }
}

// Removed while it is still locked: whoever waits for it finds that it has lost its name.
FileLock::~FileLock() {
  if (descriptor_ < 0) return;
  if (is_named(descriptor_, path_)) unlink(path_.c_str());
  close(descriptor_);
}

}  // namespace nmt
