// Translated files until their clients fetch them: in memory, for a while, under names that nobody
// guesses.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>

#include "serve/settings.h"

namespace nmt {

struct StoredFile {
  std::string name, content = {};
};

// May be used by many threads.
class FileStore {
 public:
  using Clock = std::chrono::steady_clock;

  explicit FileStore(const ServeSettings& settings);

  // The file's name here, which ends with its own. Older ones go where it has no room beside them.
  // Nothing where it is longer than all of them may be.
  std::optional<std::string> put(StoredFile file, Clock::time_point now = Clock::now());
  // Nothing where there is none of this name, or none any more.
  std::optional<StoredFile> find(const std::string& name, Clock::time_point now = Clock::now());

 private:
  struct Entry {
    std::string name;
    StoredFile file;
    Clock::time_point until;
  };
  void drop_first();
  void drop_old(Clock::time_point now);

  const std::size_t most_files_, most_bytes_;
  const Clock::duration time_;
  std::mutex mutex_;
  std::deque<Entry> entries_;  // oldest first
  std::size_t bytes_ = 0;
};

// Of a file's name its last part, with letters, digits, dots, hyphens and underscores only.
std::string harmless_name(const std::string& name);

}  // namespace nmt
