// Counting the n-grams that a hypothesis shares with its references, exactly and fast: words get
// numbers, and an n-gram is the number of its first n-1 symbols together with its last symbol.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace nmt {

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

// Words to the numbers 0, 1, ...; the words must stay where they are until clear().
class WordNumbers {
 public:
  void clear();
  // The number of `word`, a new one where the word is new.
  std::int32_t insert(std::string_view word);
  // Of each word, into `numbers`.
  void insert_all(std::span<const std::string_view> words, std::vector<std::int32_t>& numbers);

 private:
  KeyNumbers hashes_;
  std::vector<std::string_view> words_;  // of the number that hashes_ gives
};

// One segment at a time: clear(), add_reference() for each reference, then count_matches() of a
// hypothesis. Symbols are numbers of words, or code points: 0 or more.
class NgramMatcher {
 public:
  explicit NgramMatcher(int max_order) : max_order_(static_cast<std::size_t>(max_order)) {}
  void clear();
  // Raises the count of each n-gram of the reference to what the reference has of it.
  void add_reference(std::span<const std::int32_t> symbols);
  // For n = 1..max_order: occurrences in the hypothesis, each n-gram at most as often as in the
  // reference that has it most often (clipped counts; Papineni et al. 2002, section 2.1).
  // Fills `matches` [max_order].
  void count_matches(std::span<const std::int32_t> symbols, std::span<std::int32_t> matches);

 private:
  struct Count {
    std::int32_t in_references = 0, in_text = 0, text = 0;
  };
  Count& count_in_this_text(std::int32_t ngram);

  std::size_t max_order_;
  KeyNumbers ngrams_;
  std::vector<Count> counts_;  // of the number that ngrams_ gives
  std::int32_t text_ = 0;
};

// How many n-grams a text of `length` symbols has.
constexpr std::int64_t ngram_total(std::int64_t length, std::int64_t n) {
  return length < n ? 0 : length - n + 1;
}

}  // namespace nmt
