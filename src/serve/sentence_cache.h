// What was translated, kept for whoever asks for it again: the least recently used goes first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "decode/line_translator.h"
#include "decode/settings.h"

namespace nmt {

// Everything that decides what a search gives for a piece, beside the settings: the model, n_best,
// whether it is observed, its tokens, its prefix and terms, and, where it is drawn, the name of its
// random numbers.
std::string cache_key(std::string_view model, const LinePiece& piece, int n_best,
                      const DecodingSettings& settings);

// May be used by many threads.
class SentenceCache {
 public:
  struct Counts {
    std::int64_t hits = 0, misses = 0, entries = 0, bytes = 0;
  };

  // Of 0 bytes it keeps nothing.
  explicit SentenceCache(std::int64_t most_bytes) : most_bytes_(most_bytes) {}

  bool is_on() const { return most_bytes_ > 0; }
  // Gives the piece what a search would; false where that is not known.
  bool find(const std::string& key, LinePiece& piece);
  void add(const std::string& key, const LinePiece& piece);
  Counts counts() const;

 private:
  struct Found {
    std::vector<Hypothesis> hypotheses;
    std::vector<Observed> observed;
  };
  struct Entry {
    std::string key;
    std::shared_ptr<const Found> found;  // which those who have found it copy at their leisure
    std::int64_t bytes = 0;
  };
  static std::int64_t size_of(const std::string& key, const Found& found);

  const std::int64_t most_bytes_;
  mutable std::mutex mutex_;
  std::list<Entry> entries_;  // the last used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_key_;
  Counts counts_;
};

}  // namespace nmt
