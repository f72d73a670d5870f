#include "serve/file_store.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "base/format.h"
#include "document/characters.h"

namespace nmt {
namespace {

// 128 bits of the system's random numbers, which no sequence of requests tells anything of.
std::string unguessable() {
  std::array<unsigned char, 16> bytes;
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    throw std::system_error(errno, std::generic_category(), "no random numbers");
  std::string text;
  for (const unsigned char byte : bytes) text += format("{:02x}", byte);
  return text;
}

}  // namespace

std::string harmless_name(const std::string& name) {
  constexpr std::size_t kLongest = 100;
  std::string harmless = name.substr(name.find_last_of("/\\") + 1);
  if (harmless.size() > kLongest) harmless = harmless.substr(harmless.size() - kLongest);
  for (char& c : harmless)
    if (!is_ascii_alnum(c) && c != '.' && c != '-') c = '_';
  return harmless;
}

FileStore::FileStore(const ServeSettings& settings)
    : most_files_(static_cast<std::size_t>(settings.max_files)),
      most_bytes_(static_cast<std::size_t>(settings.max_files_bytes)),
      time_(std::chrono::duration_cast<Clock::duration>(
          std::chrono::duration<double>(settings.files_seconds))) {}

std::optional<std::string> FileStore::put(StoredFile file, Clock::time_point now) {
  const std::size_t size = file.content.size();
  const std::string name = unguessable() + "." + harmless_name(file.name);
  const std::lock_guard lock(mutex_);
  drop_old(now);
  if (most_files_ == 0 || size > most_bytes_) return std::nullopt;
  while (entries_.size() >= most_files_ || bytes_ + size > most_bytes_) drop_first();
  bytes_ += size;
  entries_.push_back({.name = name, .file = std::move(file), .until = now + time_});
  return name;
}

std::optional<StoredFile> FileStore::find(const std::string& name, Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  drop_old(now);
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& entry) { return entry.name == name; });
  if (found == entries_.end()) return std::nullopt;
  return found->file;
}

void FileStore::drop_first() {
  bytes_ -= entries_.front().file.content.size();
  entries_.pop_front();
}

void FileStore::drop_old(Clock::time_point now) {
  while (!entries_.empty() && entries_.front().until <= now) drop_first();
}

}  // namespace nmt
