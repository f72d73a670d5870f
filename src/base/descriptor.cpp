#include "base/descriptor.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace nmt {
namespace {

constexpr int kForever = -1;
constexpr mode_t kAsTheMaskSays = 0666;

}  // namespace

void Descriptor::close() {
  const int number = std::exchange(number_, -1);
  if (number < 0) return;
  const int error = errno;
  ::close(number);
  errno = error;
}

Descriptor open_descriptor(const std::string& path, int flags) {
  return Descriptor(open(path.c_str(), flags | O_CLOEXEC, kAsTheMaskSays));
}

std::size_t size_of(const Descriptor& file) {
  struct stat status;
  return fstat(file.number(), &status) == 0 ? static_cast<std::size_t>(status.st_size) : 0;
}

bool read_at(const Descriptor& file, std::size_t position, void* bytes, std::size_t size) {
  char* next = static_cast<char*>(bytes);
  while (size > 0) {
    const ssize_t got = pread(file.number(), next, size, static_cast<off_t>(position));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    next += got;
    position += static_cast<std::size_t>(got);
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

bool is_named(const Descriptor& file, const std::string& path) {
  struct stat open_file = {}, named = {};
  return fstat(file.number(), &open_file) == 0 && stat(path.c_str(), &named) == 0 &&
         open_file.st_dev == named.st_dev && open_file.st_ino == named.st_ino;
}

bool take_lock(const Descriptor& file, LockWait wait) {
  const int operation = LOCK_EX | (wait == LockWait::no ? LOCK_NB : 0);
  int answer = flock(file.number(), operation);
  while (answer != 0 && errno == EINTR) answer = flock(file.number(), operation);
  return answer == 0 || errno != EWOULDBLOCK;
}

int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
      continue;
    }
    const int error = errno;
    if (error == EAGAIN || error == EWOULDBLOCK) {
      pollfd room = {.fd = descriptor, .events = POLLOUT, .revents = 0};
      poll(&room, 1, kForever);
    } else if (error != EINTR) {
      return error;
    }
  }
  return 0;
}

int sync_to_disk(const Descriptor& file) {
  return fsync(file.number()) == 0 || errno == EINVAL ? 0 : errno;
}

}  // namespace nmt
