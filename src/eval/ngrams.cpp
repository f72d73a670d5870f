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

void WordNumbers::clear() {
  hashes_.clear();
  words_.clear();
}

// Two words with the same hash are told apart by looking: the later one takes the next free hash.
std::int32_t WordNumbers::insert(std::string_view word) {
  for (std::uint64_t hash = std::hash<std::string_view>{}(word);; ++hash) {
    const auto number = static_cast<std::size_t>(hashes_.insert(hash));
    if (number == words_.size()) words_.push_back(word);
    if (words_[number] == word) return static_cast<std::int32_t>(number);
  }
}

void WordNumbers::insert_all(std::span<const std::string_view> words,
                             std::vector<std::int32_t>& numbers) {
  numbers.clear();
  for (const std::string_view word : words) numbers.push_back(insert(word));
}

void NgramMatcher::clear() {
  ngrams_.clear();
  counts_.clear();
  text_ = 0;
}

NgramMatcher::Count& NgramMatcher::count_in_this_text(std::int32_t ngram) {
  Count& count = counts_[static_cast<std::size_t>(ngram)];
  if (count.text != text_) {
    count.text = text_;
    count.in_text = 0;
  }
  return count;
}

void NgramMatcher::add_reference(std::span<const std::int32_t> symbols) {
  ++text_;
  for (std::size_t start = 0; start < symbols.size(); ++start) {
    const std::size_t end = std::min(symbols.size(), start + max_order_);
    std::int32_t ngram = kEmptyNgram;
    for (std::size_t i = start; i < end; ++i) {
      ngram = ngrams_.insert(ngram_key(ngram, symbols[i]));
      if (static_cast<std::size_t>(ngram) == counts_.size()) counts_.push_back({});
      Count& count = count_in_this_text(ngram);
      count.in_references = std::max(count.in_references, ++count.in_text);
    }
  }
}

void NgramMatcher::count_matches(std::span<const std::int32_t> symbols,
                                 std::span<std::int32_t> matches) {
  ++text_;
  std::fill(matches.begin(), matches.end(), 0);
  for (std::size_t start = 0; start < symbols.size(); ++start) {
    const std::size_t end = std::min(symbols.size(), start + max_order_);
    std::int32_t ngram = kEmptyNgram;
    for (std::size_t i = start; i < end; ++i) {
      ngram = ngrams_.find(ngram_key(ngram, symbols[i]));
      if (ngram == KeyNumbers::kNone) break;
      Count& count = count_in_this_text(ngram);
      if (++count.in_text <= count.in_references) ++matches[i - start];
    }
  }
}

}  // namespace nmt
