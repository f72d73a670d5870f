#include "serve/sentence_cache.h"

#include <iterator>
#include <span>
#include <string_view>
#include <utility>

namespace nmt {
namespace {

class KeyWriter {
 public:
  template <class Number>
  void number(Number value) {
    key_.append(reinterpret_cast<const char*>(&value), sizeof(value));
  }
  void text(std::string_view text) {
    number(text.size());
    key_ += text;
  }
  void ids(std::span<const TokenId> ids) {
    number(ids.size());
    for (const TokenId id : ids) number(id);
  }
  std::string take() { return std::move(key_); }

 private:
  std::string key_;
};

template <class T>
std::int64_t bytes_of(const std::vector<T>& items) {
  return static_cast<std::int64_t>(items.size() * sizeof(T));
}

}  // namespace

std::string cache_key(std::string_view model, const LinePiece& piece, int n_best,
                      const DecodingSettings& settings) {
  KeyWriter key;
  key.text(model);
  key.number(n_best);
  key.number(piece.is_observed);
  if (settings.sampling) key.number(piece.stream);
  key.ids(piece.source.ids);
  key.ids(piece.prefix);
  for (const GlossaryTerm& term : piece.terms) {
    key.text(term.source);
    key.number(term.read_as.size());
    for (const TokenRange& tokens : term.read_as) {
      key.number(tokens.begin);
      key.number(tokens.end);
    }
    key.number(term.choices.size());
    for (const TermChoice& choice : term.choices) {
      key.number(choice.only_first);
      key.ids(choice.tokens);
    }
  }
  return key.take();
}

// With what the list and the table need for an entry, about.
std::int64_t SentenceCache::size_of(const std::string& key, const Found& found) {
  constexpr std::int64_t kOverhead = 200;
  std::int64_t size = kOverhead + static_cast<std::int64_t>(key.size()) +
                      bytes_of(found.hypotheses) + bytes_of(found.observed);
  for (const Hypothesis& hypothesis : found.hypotheses) size += bytes_of(hypothesis.ids);
  for (const Observed& observed : found.observed)
    size += bytes_of(observed.attention.weights) + bytes_of(observed.log_probabilities);
  return size;
}

bool SentenceCache::find(const std::string& key, LinePiece& piece) {
  if (!is_on()) return false;
  std::shared_ptr<const Found> found;
  {
    const std::lock_guard lock(mutex_);
    const auto known = by_key_.find(key);
    ++(known == by_key_.end() ? counts_.misses : counts_.hits);
    if (known == by_key_.end()) return false;
    entries_.splice(entries_.begin(), entries_, known->second);
    found = known->second->found;
  }
  piece.hypotheses = found->hypotheses;
  piece.observed = found->observed;
  return true;
}

void SentenceCache::add(const std::string& key, const LinePiece& piece) {
  if (!is_on()) return;
  Entry entry = {.key = key,
                 .found = std::make_shared<const Found>(Found{piece.hypotheses, piece.observed})};
  entry.bytes = size_of(key, *entry.found);
  if (entry.bytes > most_bytes_) return;
  std::list<Entry> added, dropped;  // freed without the lock
  added.push_back(std::move(entry));
  const std::lock_guard lock(mutex_);
  // Two requests may have been translated at the same time.
  if (by_key_.contains(key)) return;
  counts_.bytes += added.front().bytes;
  entries_.splice(entries_.begin(), added);
  by_key_.emplace(entries_.front().key, entries_.begin());
  while (counts_.bytes > most_bytes_) {
    counts_.bytes -= entries_.back().bytes;
    by_key_.erase(entries_.back().key);
    dropped.splice(dropped.end(), entries_, std::prev(entries_.end()));
  }
}

SentenceCache::Counts SentenceCache::counts() const {
  const std::lock_guard lock(mutex_);
  Counts counts = counts_;
  counts.entries = static_cast<std::int64_t>(entries_.size());
  return counts;
}

}  // namespace nmt
