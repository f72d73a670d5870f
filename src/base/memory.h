// How much memory this process has and may still take.
#pragma once

#include <cstdint>
#include <string>

namespace nmt {

// Where the system tells it (tests have their own).
struct MemoryPlaces {
  std::string system = "/proc/meminfo";
  std::string groups = "/proc/self/cgroup";
  std::string group_root = "/sys/fs/cgroup";
};

// Bytes that this process can take before the machine, its container (cgroups v1 and v2, with those
// around it) or its own limits (ulimit -v, -d) stop it. The most that there are where nothing tells.
std::uint64_t free_memory_bytes(const MemoryPlaces& places = {});

// Bytes of this process that are in memory now, with those of the program and of mapped files.
std::uint64_t resident_memory_bytes();

}  // namespace nmt
