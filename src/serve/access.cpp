#include "serve/access.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <limits>
#include <set>

#include "base/error.h"
#include "base/format.h"
#include "serve/service.h"
#include "text/line_reader.h"
#include "text/words.h"

namespace nmt {
namespace {

constexpr std::size_t kMostAddresses = 100'000;

// Looks at every byte whatever the others are; only the lengths decide how long it takes.
bool equal_in_constant_time(std::string_view known, std::string_view given) {
  unsigned difference = known.size() == given.size() ? 0 : 1;
  for (std::size_t i = 0; i < given.size() && !known.empty(); ++i)
    difference |=
        static_cast<unsigned char>(given[i]) ^ static_cast<unsigned char>(known[i % known.size()]);
  // The compiler must not know what comes of it.
  volatile unsigned seen = difference;
  return seen == 0;
}

int number_in(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

}  // namespace

std::string network_of(std::string_view address) {
  const std::string text(address.substr(0, address.find('%')));
  constexpr std::size_t kNetwork = 8;
  std::array<char, 16> bytes = {};
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
  constexpr std::string_view kMapped("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);
  const std::string_view all(bytes.data(), bytes.size());
  if (!all.starts_with(kMapped)) return std::string(all.substr(0, kNetwork));
  std::array<char, INET_ADDRSTRLEN> version_4 = {};
  inet_ntop(AF_INET, bytes.data() + kMapped.size(), version_4.data(), version_4.size());
  return version_4.data();
}

MinuteCounts::Clock::duration MinuteCounts::add(const std::string& name, int limit,
                                                Clock::time_point now) {
  forget_until(now);
  auto found = by_name_.find(name);
  if (found == by_name_.end()) {
    minutes_.push_back({name, now, 0});
    found = by_name_.emplace(minutes_.back().name, std::prev(minutes_.end())).first;
  }
  Minute& minute = *found->second;
  if (minute.requests < limit) {
    ++minute.requests;
    return {};
  }
  return minute.began + kMinute - now;
}

void MinuteCounts::forget_until(Clock::time_point now) {
  while (!minutes_.empty() &&
         (now - minutes_.front().began >= kMinute || minutes_.size() >= most_names_)) {
    by_name_.erase(minutes_.front().name);
    minutes_.pop_front();
  }
}

Access::Access(const ServeSettings& settings)
    : settings_(settings),
      by_key_(std::numeric_limits<std::size_t>::max()),
      by_address_(kMostAddresses) {
  if (settings_.require_api_key && !has_keys())
    throw Error({.what = "a key is required of everybody, but there are none",
                 .where = "--require_api_key",
                 .fix = "name the file of keys: --api_keys FILE"});
  if (has_keys()) read_keys(settings_.api_keys);
}

void Access::read_keys(const std::string& path) {
  LineReader lines(path);
  const auto refuse = [&](const std::string& what) {
    throw Error({.what = what,
                 .where = format("{}:{}", path, lines.line_number()),
                 .fix =
                     "write a key on each line, and behind it, if it is to have a limit, how many "
                     "requests it may make in a minute"});
  };
  std::set<std::string> seen;
  for (std::string line; lines.next(line);) {
    const std::vector<std::string_view> words = words_of(line);
    if (words.empty() || words.front().starts_with('#')) continue;
    if (words.size() > 2) refuse(format("the line has {} words, not 1 or 2", words.size()));
    Key key = {.text = std::string(words.front())};
    if (words.size() == 2) {
      key.requests_per_minute = number_in(words.back());
      if (key.requests_per_minute < 1) refuse("what stands behind the key is no number from 1 on");
    }
    if (!seen.insert(key.text).second) refuse("the key stands in a line before, too");
    longest_key_ = std::max(longest_key_, key.text.size());
    keys_.push_back(std::move(key));
  }
  if (keys_.empty())
    throw Error({.what = "the file has no keys", .where = path, .fix = "write one on each line"});
}

std::size_t Access::find(std::string_view key) const {
  std::size_t found = keys_.size();
  // What is longer than all of them must not take as long as it is.
  if (key.size() > longest_key_) return found;
  for (std::size_t i = 0; i < keys_.size(); ++i)
    if (equal_in_constant_time(keys_[i].text, key)) found = i;
  return found;
}

void Access::count(MinuteCounts& counts, const std::string& name, int limit,
                   Clock::time_point now) {
  Clock::duration wait;
  {
    const std::lock_guard lock(mutex_);
    wait = counts.add(name, limit, now);
  }
  if (wait <= Clock::duration::zero()) return;
  throw Refusal(429, format("Slowdown: {} per 1 minute", limit),
                std::chrono::ceil<std::chrono::seconds>(wait));
}

void Access::admit(std::string_view key, std::string_view address, Clock::time_point now) {
  const std::size_t known = find(key);
  if (known < keys_.size()) {
    if (const int limit = keys_[known].requests_per_minute; limit > 0)
      count(by_key_, std::to_string(known), limit, now);
    return;
  }
  // Whoever guesses keys is counted, too.
  if (const int limit = settings_.requests_per_minute; limit > 0)
    count(by_address_, network_of(address), limit, now);
  if (has_keys() && !key.empty()) throw Refusal(403, "Invalid API key");
  if (requires_key()) throw Refusal(403, "Please contact the server operator to get an API key");
}

}  // namespace nmt
