#include "base/memory.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>
#include <string_view>

namespace nmt {
namespace {

constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

// The number that follows `key` at the start of a line; of a file that is one number, without key.
std::optional<std::uint64_t> number_in(const std::string& path, std::string_view key = "") {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(key)) continue;
    std::istringstream text(line.substr(key.size()));
    std::uint64_t number = 0;
    if (text >> number) return number;
  }
  return std::nullopt;
}

std::uint64_t minus(std::uint64_t a, std::uint64_t b) { return a > b ? a - b : 0; }

// What one group may still take. Pages of files that nobody has used for long are as good as free.
std::uint64_t free_in_group(const std::string& folder, bool unified) {
  const auto limit = number_in(folder + (unified ? "/memory.max" : "/memory.limit_in_bytes"));
  const auto used = number_in(folder + (unified ? "/memory.current" : "/memory.usage_in_bytes"));
  if (!limit || !used) return kNoLimit;
  const auto idle =
      number_in(folder + "/memory.stat", unified ? "inactive_file " : "total_inactive_file ");
  return minus(*limit, minus(*used, idle.value_or(0)));
}

// The group and all those around it, up to the root.
std::uint64_t free_in_groups(const std::string& root, std::string path, bool unified) {
  std::uint64_t free = free_in_group(root, unified);
  while (path.size() > 1) {
    free = std::min(free, free_in_group(root + path, unified));
    path.erase(path.rfind('/'));
  }
  return free;
}

// Lines of the file of groups: 0::/path for version 2, 5:memory:/path for version 1.
std::uint64_t free_in_container(const MemoryPlaces& places) {
  std::ifstream file(places.groups);
  std::uint64_t free = kNoLimit;
  for (std::string line; std::getline(file, line);) {
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string names = line.substr(first + 1, second - first - 1);
    const std::string path = line.substr(second + 1);
    if (names.empty()) free = std::min(free, free_in_groups(places.group_root, path, true));
    if (("," + names + ",").find(",memory,") != std::string::npos)
      free = std::min(free, free_in_groups(places.group_root + "/memory", path, false));
  }
  return free;
}

std::uint64_t bytes_of_pages(int column) {
  std::ifstream file("/proc/self/statm");
  std::uint64_t pages = 0;
  for (int i = 0; i <= column; ++i) file >> pages;
  return pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

std::uint64_t free_under_limit(int resource, std::uint64_t used) {
  rlimit limit;
  if (getrlimit(static_cast<__rlimit_resource>(resource), &limit) != 0 ||
      limit.rlim_cur == RLIM_INFINITY)
    return kNoLimit;
  return minus(limit.rlim_cur, used);
}

}  // namespace

std::uint64_t free_memory_bytes(const MemoryPlaces& places) {
  constexpr std::uint64_t kKilobyte = 1024;
  constexpr int kMapped = 0, kData = 5;  // columns of statm
  std::uint64_t free = free_in_container(places);
  if (const auto system = number_in(places.system, "MemAvailable:"))
    free = std::min(free, *system * kKilobyte);
  free = std::min(free, free_under_limit(RLIMIT_AS, bytes_of_pages(kMapped)));
  return std::min(free, free_under_limit(RLIMIT_DATA, bytes_of_pages(kData)));
}

std::uint64_t resident_memory_bytes() {
  constexpr int kResident = 1;
  return bytes_of_pages(kResident);
}

}  // namespace nmt
