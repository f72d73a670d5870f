// p(target word | source word) for the words that occur together, and the counts that the next
// estimate is made of. Counts are whole numbers (fixed point), so that threads may add them in any
// order and the sum is the same to the bit.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "align/bitext.h"
#include "base/thread_pool.h"

namespace nmt {

// Work for i in [0, count), taken by the threads in chunks as they become free.
template <class Work>
void share_out(ThreadPool& pool, std::size_t count, std::size_t chunk, Work work) {
  std::atomic<std::size_t> next = 0;
  pool.run(pool.threads(), [&](int thread) {
    for (std::size_t begin = next.fetch_add(chunk); begin < count; begin = next.fetch_add(chunk))
      for (std::size_t i = begin; i < std::min(begin + chunk, count); ++i) work(thread, i);
  });
}

class Lexicon {
 public:
  using Slot = std::size_t;
  static constexpr Slot kNone = ~Slot{0};
  // What a pair of words that was never seen together gets.
  static constexpr float kLeast = 1e-9f;

  // An entry for every two words that are in one of `pairs`, all with the same weight, and one from
  // the empty word to each target word. Memory: about 22 bytes an entry.
  Lexicon(const Bitext& bitext, const std::vector<int>& pairs, ThreadPool& pool);

  Slot slot(TokenId source, TokenId target) const;
  // Of the empty source word.
  Slot null_slot(TokenId target) const { return rows_[units_] + static_cast<Slot>(target); }
  float probability(Slot slot) const { return slot == kNone ? kLeast : entries_[slot].probability; }
  // Adds a share of 1 to an entry. Safe from any thread.
  void count(Slot slot, float share) {
    const auto whole = static_cast<std::uint64_t>(share * kOne + 0.5f);
    std::atomic_ref<std::uint64_t>(counts_[slot]).fetch_add(whole, std::memory_order_relaxed);
  }
  // New probabilities from the counts, which become 0: the mean of the posterior of each word's
  // distribution under a sparse prior (variational Bayes, Riley and Gildea 2012), which believes a
  // little in words that are spelt alike.
  void estimate(ThreadPool& pool);

  std::size_t entries() const { return used_; }

 private:
  static constexpr float kOne = 1 << 24;
  struct Entry {
    TokenId target = -1;  // -1: free
    float probability = 1;
  };
  Slot find(std::size_t row, TokenId target) const;
  void insert(std::size_t row, TokenId target);
  void estimate_row(std::size_t row);

  std::size_t units_, used_ = 0;
  std::vector<TokenId> alike_;  // [units]
  std::vector<Slot> rows_;      // [units + 2]: row r is entries_[rows_[r], rows_[r + 1]), hashed
  std::vector<Entry> entries_;
  std::vector<std::uint64_t> counts_;  // [entries]
};

}  // namespace nmt
