#include "text/batcher.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>

#include "base/error.h"
#include "base/format.h"
#include "base/random.h"

namespace nmt {
namespace {

constexpr std::size_t kSmallCache = 256 << 20;  // bytes that may stay in memory
// A pair can touch two stretches of 16 pages, so that this is at most 256 MB.
constexpr int kPairsBetweenDrops = 2048;

std::uint64_t epoch_key(std::uint64_t seed, std::int64_t epoch) {
  return derive_key(seed, static_cast<std::uint64_t>(epoch));
}

// Adds `count` different ones of the pairs [first, first + pairs), in order: selection sampling
// (Knuth, volume 2, 3.4.2 S).
void add_some(std::int64_t first, std::int64_t pairs, std::int64_t count, Random& random,
              std::vector<std::uint32_t>& order) {
  for (std::int64_t i = 0; i < pairs && count > 0; ++i) {
    if (static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(pairs - i))) >= count)
      continue;
    order.push_back(static_cast<std::uint32_t>(first + i));
    --count;
  }
}

}  // namespace

std::int64_t draws_of(std::span<const CorpusPart> parts) {
  constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();  // a Place is as wide
  std::int64_t draws = 0;
  for (const CorpusPart& part : parts) draws += part.draws();
  if (draws <= kMost) return draws;
  throw Error({.what = format("an epoch would draw {} pairs, more than {}", draws, kMost),
               .keys = {"data.train.weight"},
               .fix = "lower the weights of all corpora by the same factor"});
}

DrawnTokens drawn_tokens(std::span<const CorpusPart> parts) {
  DrawnTokens drawn;
  for (const CorpusPart& part : parts) {
    if (part.pairs == 0) continue;
    const double times = static_cast<double>(part.draws()) / static_cast<double>(part.pairs);
    drawn.source += times * static_cast<double>(part.source_tokens);
    drawn.target += times * static_cast<double>(part.target_tokens);
  }
  return drawn;
}

// The tokens of a batch that is being filled.
class Batcher::Budget {
 public:
  explicit Budget(std::int64_t batch_tokens) : most_(batch_tokens) {}

  // Takes the pair when it fits, or when it is the first.
  bool take(const Lengths& pair) {
    const std::int64_t source = source_ + pair.source, target = target_ + pair.target;
    if (target_ > 0 && (target > most_ || source > 2 * most_)) return false;
    source_ = source;
    target_ = target;
    return true;
  }

 private:
  std::int64_t most_, source_ = 0, target_ = 0;
};

Batcher::Batcher(const TokenCache& cache, const BatcherSettings& settings)
    : cache_(cache), settings_(settings) {
  if (settings_.sampler != nullptr && !settings_.sampler->active()) settings_.sampler = nullptr;
  draws_ = draws_of(cache.parts());
}

PairBatch Batcher::next() {
  if (window_.empty()) fill_window();
  PairBatch batch = load(batches_[static_cast<std::size_t>(position_.batch)]);
  advance();
  return batch;
}

void Batcher::advance() {
  if (++position_.batch < static_cast<std::int64_t>(batches_.size())) return;
  position_.pair += static_cast<std::int64_t>(window_.size());
  position_.batch = 0;
  window_.clear();
  if (position_.pair == draws_) position_ = {.epoch = position_.epoch + 1};
}

void Batcher::seek(const BatchPosition& position) {
  const BatchPosition before = position_;
  const auto refuse = [&] {
    position_ = before;
    window_.clear();
    throw Error(
        {.what = format("the corpus of {} pairs has no batch at epoch {}, pair {}, batch {}",
                        draws_, position.epoch, position.pair, position.batch),
         .keys = {"data.train"},
         .fix = "resume with the corpus and the batch settings of the interrupted run, or "
                "start over with --fresh"});
  };
  if (position.epoch < 0 || position.pair < 0 || position.pair >= draws_ || position.batch < 0)
    refuse();
  position_ = position;
  fill_window();
  if (position.batch >= static_cast<std::int64_t>(batches_.size())) refuse();
}

double Batcher::epochs() const {
  double pairs = static_cast<double>(position_.pair);
  if (!window_.empty())
    pairs += static_cast<double>(window_.size()) * static_cast<double>(position_.batch) /
             static_cast<double>(batches_.size());
  return static_cast<double>(position_.epoch) + pairs / static_cast<double>(draws_);
}

void Batcher::shuffle_epoch() {
  if (order_epoch_ == position_.epoch) return;
  draw_epoch();
  Random random(epoch_key(settings_.seed, position_.epoch));
  shuffle<std::uint32_t>(order_, random);
  order_epoch_ = position_.epoch;
}

// Every pair of a corpus as often as its whole weight says, and for the rest of it some pairs,
// chosen anew each epoch.
void Batcher::draw_epoch() {
  order_.clear();
  order_.reserve(static_cast<std::size_t>(draws_));
  std::int64_t first = 0;
  for (std::size_t p = 0; p < cache_.parts().size(); ++p) {
    const CorpusPart& part = cache_.parts()[p];
    std::int64_t left = part.draws();
    for (; left >= part.pairs && left > 0; left -= part.pairs)
      for (std::int64_t i = 0; i < part.pairs; ++i)
        order_.push_back(static_cast<std::uint32_t>(first + i));
    Random random(derive_key(epoch_key(settings_.seed, position_.epoch), p));
    add_some(first, part.pairs, left, random, order_);
    first += part.pairs;
  }
}

void Batcher::fill_window() {
  shuffle_epoch();
  samples_.clear();
  const auto batches = static_cast<std::size_t>(std::max(1, settings_.sort_window));
  Budget budget(settings_.batch_tokens * static_cast<std::int64_t>(batches));
  const auto begin = static_cast<std::size_t>(position_.pair);
  std::size_t end = begin;
  for (; end < order_.size(); ++end) {
    sample_up_to(end);
    if (!budget.take(lengths(static_cast<Place>(end)))) break;
  }
  for (;;) {
    window_.resize(end - begin);
    std::iota(window_.begin(), window_.end(), static_cast<Place>(begin));
    if (settings_.sort_window > 0) sort_window();
    cut_window();
    if (batches_.size() <= batches) break;
    // What overflows would be a small batch of its own; as many pairs wait for the next window.
    end -= window_.size() - cuts_[batches];
  }
  if (settings_.sort_window > 0) shuffle_window();
}

// The place of a drawn pair in its epoch names its segmentation, so that a pair that is drawn twice
// has two.
void Batcher::sample_up_to(std::size_t place) {
  if (settings_.sampler == nullptr) return;
  PairBatch& pair = samples_.emplace_back();
  cache_.append(order_[place], pair);
  drop_pages_sometimes();
  const std::uint64_t key = derive_key(epoch_key(settings_.seed, position_.epoch), ~place);
  settings_.sampler->sample(pair, key);
}

Batcher::Lengths Batcher::lengths(Place place) const {
  if (settings_.sampler == nullptr)
    return {cache_.source_length(order_[place]), cache_.target_length(order_[place])};
  const PairBatch& pair = samples_[place - static_cast<std::size_t>(position_.pair)];
  return {pair.source.tokens(), pair.target.tokens()};
}

void Batcher::sort_window() {
  const auto key = [&](Place place) {
    const Lengths length = lengths(place);
    return std::tuple(length.target, length.source, order_[place], place);
  };
  std::sort(window_.begin(), window_.end(), [&](Place a, Place b) { return key(a) < key(b); });
}

void Batcher::cut_window() {
  cuts_ = {0};
  Budget budget(settings_.batch_tokens);
  for (std::size_t i = 0; i < window_.size(); ++i) {
    if (budget.take(lengths(window_[i]))) continue;
    cuts_.push_back(i);
    budget = Budget(settings_.batch_tokens);
    budget.take(lengths(window_[i]));
  }
  cuts_.push_back(window_.size());
  batches_.resize(cuts_.size() - 1);
  std::iota(batches_.begin(), batches_.end(), std::size_t{0});
}

void Batcher::shuffle_window() {
  const std::uint64_t epoch = epoch_key(settings_.seed, position_.epoch);
  Random random(derive_key(epoch, static_cast<std::uint64_t>(position_.pair)));
  shuffle<std::size_t>(batches_, random);
}

PairBatch Batcher::load(std::size_t batch) {
  PairBatch pairs;
  for (std::size_t i = cuts_[batch]; i < cuts_[batch + 1]; ++i) append(window_[i], pairs);
  return pairs;
}

void Batcher::append(Place place, PairBatch& batch) {
  if (settings_.sampler == nullptr) {
    cache_.append(order_[place], batch);
    drop_pages_sometimes();
    return;
  }
  const PairBatch& pair = samples_[place - static_cast<std::size_t>(position_.pair)];
  batch.source.add(pair.source.ids);
  batch.target.add(pair.target.ids);
  batch.pairs.insert(batch.pairs.end(), pair.pairs.begin(), pair.pairs.end());
  batch.weights.insert(batch.weights.end(), pair.weights.begin(), pair.weights.end());
}

void Batcher::drop_pages_sometimes() {
  if (cache_.file_bytes() <= kSmallCache || ++pairs_since_drop_ < kPairsBetweenDrops) return;
  cache_.drop_pages();
  pairs_since_drop_ = 0;
}

std::vector<PairBatch> split(const PairBatch& batch, int parts) {
  const int sentences = batch.source.sentences();
  const auto tokens_before = [&](int sentence) {
    return std::int64_t{batch.source.offsets[static_cast<std::size_t>(sentence)]} +
           batch.target.offsets[static_cast<std::size_t>(sentence)];
  };
  std::vector<PairBatch> shards(static_cast<std::size_t>(parts));
  int sentence = 0;
  for (int part = 0; part < parts; ++part) {
    // A sentence goes to the part that holds its middle token.
    const auto in_part = [&](int i) {
      return (tokens_before(i) + tokens_before(i + 1)) * parts <
             2 * tokens_before(sentences) * (part + 1);
    };
    PairBatch& shard = shards[static_cast<std::size_t>(part)];
    for (; sentence < sentences && in_part(sentence); ++sentence) {
      shard.source.add(batch.source.sentence(sentence));
      shard.target.add(batch.target.sentence(sentence));
      shard.pairs.push_back(batch.pairs[static_cast<std::size_t>(sentence)]);
      if (!batch.weights.empty())
        shard.weights.push_back(batch.weights[static_cast<std::size_t>(sentence)]);
    }
  }
  return shards;
}

}  // namespace nmt
