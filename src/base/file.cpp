#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "base/format.h"

namespace nmt {
namespace {

std::string words_of(int error) { return std::generic_category().message(error); }

std::string fix_of(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return "make room on the disk, or choose a folder on another one";
    case EACCES:
    case EPERM:
    case EROFS:
      return "choose a folder that you may write to, or change its permissions";
    case ENOENT:
    case ENOTDIR:
      return "choose a folder that exists";
    case EISDIR:
      return "name a file in it";
    default:
      return "write to another file";
  }
}

[[noreturn]] void fail_to_write(const std::string& path, int error) {
  throw Error({.what = format("cannot write the file: {}", words_of(error)),
               .where = path,
               .fix = fix_of(error),
               .kind = Error::Kind::runtime});
}

[[noreturn]] void fail_to_read(const std::string& path, int error) {
  throw Error({.what = format("cannot read the file: {}", words_of(error)),
               .where = path,
               .fix = "check the path and its permissions"});
}

std::string folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

// Where the links that begin at `path` lead, be there a file or not.
std::string followed(const std::string& path) {
  constexpr int kMostLinks = 40;  // as many as the system follows
  std::filesystem::path place = path;
  for (int links = 0; links <= kMostLinks; ++links) {
    std::error_code is_no_link;
    const std::filesystem::path next = std::filesystem::read_symlink(place, is_no_link);
    if (is_no_link) return place.string();
    place = place.parent_path() / next;
  }
  fail_to_write(path, ELOOP);
}

// What is being written has a name of its own, for FILE.tmp may be a user's.
constexpr const char* kTemporary = ".nmt.tmp";

// Opens the temporary file, empty and locked. What a killed run left under this name is used again,
// so that kills do not fill the disk; a living writer is not disturbed.
Descriptor open_temporary(const std::string& temporary, const std::string& path) {
  for (;;) {
    Descriptor file = open_descriptor(temporary, O_WRONLY | O_CREAT);
    if (!file.is_open()) fail_to_write(path, errno);
    if (!take_lock(file, LockWait::no))
      throw Error({.what = "another process is writing the file",
                   .where = path,
                   .fix = "wait until it has ended, or choose another folder",
                   .kind = Error::Kind::runtime});
    // Between open and lock another writer may have renamed the file into place: then it is not
    // ours to empty.
    if (!is_named(file, temporary)) continue;
    if (ftruncate(file.number(), 0) == 0) return file;
    fail_to_write(path, errno);
  }
}

// The rename is on the disk only when the folder is. A file system that cannot do this has nothing
// to lose by it; one whose disk fails is answered with 0 or the number of the error.
int sync_folder(const std::string& folder) {
  const Descriptor descriptor = open_descriptor(folder, O_RDONLY | O_DIRECTORY);
  const int error = descriptor.is_open() ? sync_to_disk(descriptor) : 0;
  return error == EIO || error == ENOSPC || error == EDQUOT ? error : 0;
}

}  // namespace

std::string read_file(const std::string& path) {
  return read_file_start(path, std::numeric_limits<std::size_t>::max());
}

std::string read_file_start(const std::string& path, std::size_t most_bytes) {
  const Descriptor file = open_descriptor(path, O_RDONLY);
  if (!file.is_open()) fail_to_read(path, errno);
  return read_start(file.number(), path, most_bytes);
}

std::string read_start(int descriptor, const std::string& name, std::size_t most_bytes) {
  std::string bytes;
  char buffer[1 << 16];
  while (bytes.size() < most_bytes) {
    const std::size_t wanted = std::min(sizeof buffer, most_bytes - bytes.size());
    const ssize_t count = read(descriptor, buffer, wanted);
    if (count > 0) bytes.append(buffer, count);
    if (count == 0) break;
    if (count < 0 && errno != EINTR) fail_to_read(name, errno);
  }
  return bytes;
}

void require_regular_file(const std::string& path) {
  const auto refuse = [&](const std::string& what, const std::string& fix) {
    throw Error({.what = what, .where = path, .fix = fix});
  };
  struct stat status;
  if (stat(path.c_str(), &status) != 0) {
    if (errno != ENOENT && errno != ENOTDIR) fail_to_read(path, errno);
    std::error_code unknown;
    const std::string start = std::filesystem::current_path(unknown).string();
    refuse(format("there is no file '{}'", path),
           path.starts_with('/') || unknown
               ? "check the path"
               : format("check the path; it starts from the current folder, {}", start));
  }
  if (S_ISDIR(status.st_mode))
    refuse(format("'{}' is a folder, not a file", path), "name the files in it");
  if (!S_ISREG(status.st_mode))
    refuse(format("'{}' is a pipe or a device, but it is read several times", path),
           "save its text as a file first, and name that");
  if (access(path.c_str(), R_OK) != 0) fail_to_read(path, errno);
}

void write_file_atomically(const std::string& path, std::string_view bytes) {
  AtomicFile file(path);
  file.write(bytes.data(), bytes.size());
  file.commit();
}

AtomicFile::AtomicFile(std::string path, std::uint64_t expected_bytes) : path_(std::move(path)) {
  struct stat status;
  const bool exists = stat(path_.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) fail_to_write(path_, EISDIR);
  if (exists && !S_ISREG(status.st_mode)) {
    file_ = open_descriptor(path_, O_WRONLY);
    if (!file_.is_open()) fail_to_write(path_, errno);
    return;
  }
  target_ = followed(path_);
  temporary_ = target_ + kTemporary;
  if (expected_bytes > 0) require_disk_room(folder_of(target_), expected_bytes);
  file_ = open_temporary(temporary_, path_);
}

AtomicFile::~AtomicFile() {
  if (file_.is_open() && !temporary_.empty()) unlink(temporary_.c_str());
}

void AtomicFile::write(const void* bytes, std::size_t size) {
  const int error = write_all(file_.number(), {static_cast<const char*>(bytes), size});
  if (error != 0) fail_to_write(path_, error);
}

void AtomicFile::commit() {
  if (!temporary_.empty()) {
    if (const int error = sync_to_disk(file_)) fail_to_write(path_, error);
    if (std::rename(temporary_.c_str(), target_.c_str()) != 0) fail_to_write(path_, errno);
    if (const int error = sync_folder(folder_of(target_))) fail_to_write(path_, error);
  }
  file_.close();
}

void make_folder(const std::string& path) {
  std::error_code error;
  if (std::filesystem::create_directories(path, error)) sync_folder(folder_of(path));
  if (std::error_code unknown; !error && std::filesystem::is_directory(path, unknown)) return;
  const int number = error ? error.value() : ENOTDIR;
  throw Error({.what = format("cannot make the folder: {}", words_of(number)),
               .where = path,
               .fix = fix_of(number),
               .kind = Error::Kind::runtime});
}

std::uint64_t free_disk_bytes(const std::string& folder) {
  struct statvfs status;
  if (statvfs(folder.c_str(), &status) != 0) fail_to_write(folder, errno);
  return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
}

void require_disk_room(const std::string& folder, std::uint64_t bytes) {
  constexpr double kMegabyte = 1e6;
  const std::uint64_t room = free_disk_bytes(folder);
  if (bytes <= room) return;
  throw Error({.what = format("{:.0f} MB are needed on the disk, {:.0f} MB are free",
                              bytes / kMegabyte, room / kMegabyte),
               .where = folder,
               .fix = fix_of(ENOSPC),
               .kind = Error::Kind::runtime});
}

}  // namespace nmt
