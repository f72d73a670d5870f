// Who may have translations, and how many requests a minute: keys, and a limit for those without.
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "serve/settings.h"

namespace nmt {

// Counts what each of many ask for within a minute from their first request on.
class MinuteCounts {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::seconds kMinute{60};

  // Of the names counted longest ago, those beyond `most_names` are forgotten.
  explicit MinuteCounts(std::size_t most_names) : most_names_(most_names) {}

  // Counts a request; zero where it is one of the first `limit` of its minute, else how long that
  // lasts.
  Clock::duration add(const std::string& name, int limit, Clock::time_point now);
  std::size_t size() const { return minutes_.size(); }

 private:
  struct Minute {
    std::string name;
    Clock::time_point began;
    int requests = 0;
  };
  void forget_until(Clock::time_point now);

  const std::size_t most_names_;
  std::list<Minute> minutes_;  // those that began first in front
  std::unordered_map<std::string_view, std::list<Minute>::iterator> by_name_;
};

// May be used by many threads. Keys are compared in a time that tells nothing of them, and stand in no
// message.
class Access {
 public:
  using Clock = MinuteCounts::Clock;

  // Reads the file of keys, a line for each: the key, and how many requests a minute it may make, any
  // number where nothing is said. Throws Error with file:line.
  explicit Access(const ServeSettings& settings);

  // Throws Refusal: 403 for a key that is not known, or none where one is required; 429 for one
  // request too many. `key`: empty where there is none.
  void admit(std::string_view key, std::string_view address, Clock::time_point now = Clock::now());

  bool has_keys() const { return !settings_.api_keys.empty(); }
  bool requires_key() const { return settings_.require_api_key; }

 private:
  struct Key {
    std::string text;
    int requests_per_minute = 0;  // 0: any number
  };
  void read_keys(const std::string& path);
  // Its number, or that of keys where it is none of them.
  std::size_t find(std::string_view key) const;
  void count(MinuteCounts& counts, const std::string& name, int limit, Clock::time_point now);

  const ServeSettings settings_;
  std::vector<Key> keys_;
  std::size_t longest_key_ = 0;
  std::mutex mutex_;
  MinuteCounts by_key_, by_address_;
};

// What an address is counted by: of IPv6 its network (/64), because whoever has one address there has
// them all.
std::string network_of(std::string_view address);

}  // namespace nmt
