#include "eval/ngrams.h"

#include <algorithm>
#include <functional>

#include "base/random.h"

namespace nmt {
namespace {

// First words have no n-gram before them.
constexpr std::int32_t kEmptyNgram = -1;

std::uint64_t ngram_key(std::int32_t beginning, std::int32_t word) {
  return static_cast<std::uint64_t>(static_cast<std::uint32_t>(beginning)) << 32 |
         static_cast<std::uint32_t>(word);
}

}  // namespace

void KeyNumbers::clear() {
  size_ = 0;
  if (++generation_ == 0) {
    std::fill(slots_.begin(), slots_.end(), Slot{});
    generation_ = 1;
  }
}

// The slot that holds `key`, or the free one where it belongs.
std::size_t KeyNumbers::slot_of(std::uint64_t key) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = mix64(key) & mask;
  while (slots_[at].generation == generation_ && slots_[at].key != key) at = (at + 1) & mask;
  return at;
}

std::int32_t KeyNumbers::find(std::uint64_t key) const {
  const Slot& slot = slots_[slot_of(key)];
  return slot.generation == generation_ ? slot.number : kNone;
}

std::int32_t KeyNumbers::insert(std::uint64_t key) {
  Slot& slot = slots_[slot_of(key)];
  if (slot.generation == generation_) return slot.number;
  const std::int32_t number = size_++;
  slot = {key, number, generation_};
  if (static_cast<std::size_t>(size_) * 2 > slots_.size()) grow();
  return number;
}

void KeyNumbers::grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.generation == generation_) slots_[slot_of(slot.key)] = slot;
  }
}

void NgramMatcher::clear() {
  word_hashes_.clear();
  ngrams_.clear();
  words_.clear();
  counts_.clear();
  text_ = 0;
}

// Two words with the same hash are told apart by looking: the later one takes the next free hash.
std::int32_t NgramMatcher::word_number(std::string_view word) {
  for (std::uint64_t hash = std::hash<std::string_view>{}(word);; ++hash) {
    const auto number = static_cast<std::size_t>(word_hashes_.insert(hash));
    if (number == words_.size()) words_.push_back(word);
    if (words_[number] == word) return static_cast<std::int32_t>(number);
  }
}

std::int32_t NgramMatcher::find_word(std::string_view word) const {
  for (std::uint64_t hash = std::hash<std::string_view>{}(word);; ++hash) {
    const std::int32_t number = word_hashes_.find(hash);
    if (number == KeyNumbers::kNone || words_[static_cast<std::size_t>(number)] == word) {
      return number;
    }
  }
}

NgramMatcher::Count& NgramMatcher::count_in_this_text(std::int32_t ngram) {
  Count& count = counts_[static_cast<std::size_t>(ngram)];
  if (count.text != text_) {
    count.text = text_;
    count.in_text = 0;
  }
  return count;
}

void NgramMatcher::add_reference(std::span<const std::string_view> words) {
  ++text_;
  numbers_.clear();
  for (const std::string_view word : words) numbers_.push_back(word_number(word));
  for (std::size_t start = 0; start < words.size(); ++start) {
    const std::size_t end = std::min(words.size(), start + kMaxOrder);
    std::int32_t ngram = kEmptyNgram;
    for (std::size_t i = start; i < end; ++i) {
      ngram = ngrams_.insert(ngram_key(ngram, numbers_[i]));
      if (static_cast<std::size_t>(ngram) == counts_.size()) counts_.push_back({});
      Count& count = count_in_this_text(ngram);
      count.in_references = std::max(count.in_references, ++count.in_text);
    }
  }
}

std::array<std::int64_t, kMaxOrder> NgramMatcher::matches(std::span<const std::string_view> words) {
  ++text_;
  numbers_.clear();
  for (const std::string_view word : words) numbers_.push_back(find_word(word));
  std::array<std::int64_t, kMaxOrder> matched{};
  for (std::size_t start = 0; start < words.size(); ++start) {
    const std::size_t end = std::min(words.size(), start + kMaxOrder);
    std::int32_t ngram = kEmptyNgram;
    for (std::size_t i = start; i < end && numbers_[i] != KeyNumbers::kNone; ++i) {
      ngram = ngrams_.find(ngram_key(ngram, numbers_[i]));
      if (ngram == KeyNumbers::kNone) break;
      Count& count = count_in_this_text(ngram);
      if (++count.in_text <= count.in_references) ++matched[i - start];
    }
  }
  return matched;
}

}  // namespace nmt
