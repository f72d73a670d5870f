#include "align/lexicon.h"

#include <algorithm>
#include <cmath>

namespace nmt {
namespace {

// Weight of the sparse prior on each entry (Dyer 2013, section 3).
constexpr double kPrior = 0.01;
// That of a word spelt alike: as if it had been seen once. Decides where a name or a number occurs
// once.
constexpr double kAlike = 1;

// Derivative of log gamma: recurrence up to 6, then the asymptotic series (Abramowitz and Stegun
// 6.3.5, 6.3.18).
double digamma(double x) {
  double sum = 0;
  for (; x < 6; ++x) sum -= 1 / x;
  const double y = 1 / (x * x);
  return sum + std::log(x) - 0.5 / x - y * (1.0 / 12 - y * (1.0 / 120 - y / 252));
}

// For each source word, the pairs that it is in.
struct Occurrences {
  std::vector<std::size_t> begin;  // [units + 1]
  std::vector<int> pairs;
};

Occurrences occurrences_of(const Bitext& bitext, const std::vector<int>& pairs) {
  Occurrences found;
  found.begin.assign(static_cast<std::size_t>(bitext.source_units) + 1, 0);
  for (const int pair : pairs)
    for (const TokenId word : bitext.source.sentence(pair))
      ++found.begin[static_cast<std::size_t>(word) + 1];
  for (std::size_t w = 1; w < found.begin.size(); ++w) found.begin[w] += found.begin[w - 1];
  found.pairs.resize(found.begin.back());
  std::vector<std::size_t> next(found.begin.begin(), found.begin.end() - 1);
  for (const int pair : pairs)
    for (const TokenId word : bitext.source.sentence(pair))
      found.pairs[next[static_cast<std::size_t>(word)]++] = pair;
  return found;
}

// A quarter of the places stays free, so that a search ends soon.
std::size_t places_for(std::size_t words) { return words + words / 3 + 1; }

}  // namespace

Lexicon::Lexicon(const Bitext& bitext, const std::vector<int>& pairs, ThreadPool& pool)
    : units_(static_cast<std::size_t>(bitext.source_units)),
      alike_(bitext.alike),
      rows_(units_ + 2) {
  const Occurrences found = occurrences_of(bitext, pairs);
  const auto target_units = static_cast<std::size_t>(bitext.target_units);
  std::vector<std::vector<std::uint32_t>> seen(static_cast<std::size_t>(pool.threads()));
  std::vector<std::size_t> sizes(units_);
  const auto pairs_of = [&](std::size_t word) {
    return std::span(found.pairs)
        .subspan(found.begin[word], found.begin[word + 1] - found.begin[word]);
  };
  share_out(pool, units_, 16, [&](int thread, std::size_t word) {
    std::vector<std::uint32_t>& last = seen[static_cast<std::size_t>(thread)];
    if (last.empty()) last.assign(target_units, 0);
    for (const int pair : pairs_of(word))
      for (const TokenId target : bitext.target.sentence(pair)) {
        std::uint32_t& mark = last[static_cast<std::size_t>(target)];
        sizes[word] += mark != word + 1;
        mark = static_cast<std::uint32_t>(word + 1);
      }
  });
  seen.clear();
  for (std::size_t word = 0; word < units_; ++word) {
    rows_[word + 1] = rows_[word] + places_for(sizes[word]);
    used_ += sizes[word];
  }
  rows_[units_ + 1] = rows_[units_] + target_units;
  entries_.resize(rows_.back());
  counts_.resize(rows_.back());
  share_out(pool, units_, 16, [&](int, std::size_t word) {
    for (const int pair : pairs_of(word))
      for (const TokenId target : bitext.target.sentence(pair)) insert(word, target);
  });
  for (std::size_t target = 0; target < target_units; ++target)
    entries_[rows_[units_] + target].target = static_cast<TokenId>(target);
  used_ += target_units;
}

// The place of the target in its row, or the free one where it belongs.
Lexicon::Slot Lexicon::find(std::size_t row, TokenId target) const {
  const Slot begin = rows_[row], places = rows_[row + 1] - begin;
  const std::uint32_t hash = static_cast<std::uint32_t>(target) * 0x9E3779B1u;
  Slot place = begin + static_cast<Slot>((std::uint64_t{hash} * places) >> 32);
  while (entries_[place].target != target && entries_[place].target >= 0)
    if (++place == begin + places) place = begin;
  return place;
}

Lexicon::Slot Lexicon::slot(TokenId source, TokenId target) const {
  const Slot place = find(static_cast<std::size_t>(source), target);
  return entries_[place].target == target ? place : kNone;
}

void Lexicon::insert(std::size_t row, TokenId target) {
  entries_[find(row, target)].target = target;
}

void Lexicon::estimate(ThreadPool& pool) {
  share_out(pool, units_ + 1, 64, [&](int, std::size_t row) { estimate_row(row); });
}

void Lexicon::estimate_row(std::size_t row) {
  const TokenId alike = row < alike_.size() ? alike_[row] : -1;
  const auto prior = [&](const Entry& entry) { return entry.target == alike ? kAlike : kPrior; };
  std::uint64_t total = 0;
  double priors = 0;
  for (Slot s = rows_[row]; s < rows_[row + 1]; ++s) {
    total += counts_[s];
    if (entries_[s].target >= 0) priors += prior(entries_[s]);
  }
  const double scale = 1 / double(kOne);
  const double norm = digamma(static_cast<double>(total) * scale + priors);
  for (Slot s = rows_[row]; s < rows_[row + 1]; ++s) {
    if (entries_[s].target < 0) continue;
    const double share =
        std::exp(digamma(static_cast<double>(counts_[s]) * scale + prior(entries_[s])) - norm);
    entries_[s].probability = std::max(kLeast, static_cast<float>(share));
    counts_[s] = 0;
  }
}

}  // namespace nmt
