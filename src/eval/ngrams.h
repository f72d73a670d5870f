// Counting the n-grams that a hypothesis shares with its references, exactly and fast: words get
// numbers, and an n-gram is the number of its first n-1 words together with its last word.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace nmt {

constexpr int kMaxOrder = 4;

// Open addressing from a 64-bit key to the consecutive numbers 0, 1, ...; emptied in constant time.
class KeyNumbers {
 public:
  static constexpr std::int32_t kNone = -1;

  void clear();
  std::int32_t size() const { return size_; }
  // The number of `key`, a new one where the key is new.
  std::int32_t insert(std::uint64_t key);
  // The number of `key`, or kNone.
  std::int32_t find(std::uint64_t key) const;

 private:
  struct Slot {
    std::uint64_t key = 0;
    std::int32_t number = 0;
    std::uint32_t generation = 0;
  };
  std::size_t slot_of(std::uint64_t key) const;
  void grow();

  std::vector<Slot> slots_ = std::vector<Slot>(256);
  std::uint32_t generation_ = 1;
  std::int32_t size_ = 0;
};

// One segment at a time: clear(), add_reference() for each reference, then matches() of a
// hypothesis.
class NgramMatcher {
 public:
  void clear();
  // Raises the count of each n-gram of the reference to what the reference has of it.
  void add_reference(std::span<const std::string_view> words);
  // For n = 1..4: occurrences in the hypothesis, each n-gram at most as often as in the reference
  // that has it most often (clipped counts; Papineni et al. 2002, section 2.1).
  std::array<std::int64_t, kMaxOrder> matches(std::span<const std::string_view> words);

 private:
  struct Count {
    std::int32_t in_references = 0, in_text = 0, text = 0;
  };
  std::int32_t word_number(std::string_view word);
  std::int32_t find_word(std::string_view word) const;
  Count& count_in_this_text(std::int32_t ngram);

  KeyNumbers word_hashes_, ngrams_;
  std::vector<std::string_view> words_;  // of the number that word_hashes_ gives
  std::vector<std::int32_t> numbers_;    // of the text at hand
  std::vector<Count> counts_;            // of the number that ngrams_ gives
  std::int32_t text_ = 0;
};

}  // namespace nmt
