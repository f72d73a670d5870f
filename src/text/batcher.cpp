#include "text/batcher.h"

#include <algorithm>
#include <cmath>
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

// The tokens of a batch that is being filled.
class Budget {
 public:
  Budget(const TokenCache& cache, std::int64_t batch_tokens)
      : cache_(&cache), most_(batch_tokens) {}

  // Takes the pair when it fits, or when it is the first.
  bool take(std::int64_t pair) {
    const std::int64_t source = source_ + cache_->source_length(pair);
    const std::int64_t target = target_ + cache_->target_length(pair);
    if (target_ > 0 && (target > most_ || source > 2 * most_)) return false;
    source_ = source;
    target_ = target;
    return true;
  }

 private:
  const TokenCache* cache_;
  std::int64_t most_, source_ = 0, target_ = 0;
};

}  // namespace

Batcher::Batcher(const TokenCache& cache, const BatcherSettings& settings)
    : cache_(cache), settings_(settings) {}

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
  if (position_.pair == cache_.pairs()) position_ = {.epoch = position_.epoch + 1};
}

void Batcher::seek(const BatchPosition& position) {
  const BatchPosition before = position_;
  const auto refuse = [&] {
    position_ = before;
    window_.clear();
    throw Error(
        {.what = format("the corpus of {} pairs has no batch at epoch {}, pair {}, batch {}",
                        cache_.pairs(), position.epoch, position.pair, position.batch),
         .where = "data.train",
         .fix = "resume with the corpus and the batch settings of the interrupted run, or "
                "start over with --fresh"});
  };
  if (position.epoch < 0 || position.pair < 0 || position.pair >= cache_.pairs() ||
      position.batch < 0)
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
  return static_cast<double>(position_.epoch) + pairs / static_cast<double>(cache_.pairs());
}

std::int64_t Batcher::batches_per_epoch() const {
  const CorpusStatistics& corpus = cache_.statistics();
  // A batch ends on average half a pair before its budget.
  const auto batches = [&](std::int64_t tokens, double most) {
    const double pair = static_cast<double>(tokens) / static_cast<double>(corpus.pairs);
    return std::ceil(static_cast<double>(tokens) / std::max(pair, most - pair / 2));
  };
  return static_cast<std::int64_t>(
      std::max(batches(corpus.target_tokens, settings_.batch_tokens),
               batches(corpus.source_tokens, 2.0 * settings_.batch_tokens)));
}

void Batcher::shuffle_epoch() {
  if (order_epoch_ == position_.epoch) return;
  order_.resize(static_cast<std::size_t>(cache_.pairs()));
  std::iota(order_.begin(), order_.end(), 0u);
  Random random(derive_key(settings_.seed, static_cast<std::uint64_t>(position_.epoch)));
  shuffle<std::uint32_t>(order_, random);
  order_epoch_ = position_.epoch;
}

void Batcher::fill_window() {
  shuffle_epoch();
  const auto batches = static_cast<std::size_t>(std::max(1, settings_.sort_window));
  Budget budget(cache_, settings_.batch_tokens * static_cast<std::int64_t>(batches));
  const auto begin = order_.begin() + position_.pair;
  auto end = begin;
  while (end != order_.end() && budget.take(*end)) ++end;
  for (;;) {
    window_.assign(begin, end);
    if (settings_.sort_window > 0) sort_window();
    cut_window();
    if (batches_.size() <= batches) break;
    // What overflows would be a small batch of its own; as many pairs wait for the next window.
    end -= static_cast<std::ptrdiff_t>(window_.size() - cuts_[batches]);
  }
  if (settings_.sort_window > 0) shuffle_window();
}

void Batcher::sort_window() {
  std::sort(window_.begin(), window_.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::tuple(cache_.target_length(a), cache_.source_length(a), a) <
           std::tuple(cache_.target_length(b), cache_.source_length(b), b);
  });
}

void Batcher::cut_window() {
  cuts_ = {0};
  Budget budget(cache_, settings_.batch_tokens);
  for (std::size_t i = 0; i < window_.size(); ++i) {
    if (budget.take(window_[i])) continue;
    cuts_.push_back(i);
    budget = Budget(cache_, settings_.batch_tokens);
    budget.take(window_[i]);
  }
  cuts_.push_back(window_.size());
  batches_.resize(cuts_.size() - 1);
  std::iota(batches_.begin(), batches_.end(), std::size_t{0});
}

void Batcher::shuffle_window() {
  const std::uint64_t epoch =
      derive_key(settings_.seed, static_cast<std::uint64_t>(position_.epoch));
  Random random(derive_key(epoch, static_cast<std::uint64_t>(position_.pair)));
  shuffle<std::size_t>(batches_, random);
}

PairBatch Batcher::load(std::size_t batch) {
  PairBatch pairs;
  for (std::size_t i = cuts_[batch]; i < cuts_[batch + 1]; ++i) {
    cache_.append(window_[i], pairs);
    if (cache_.file_bytes() > kSmallCache && ++pairs_since_drop_ == kPairsBetweenDrops) {
      cache_.drop_pages();
      pairs_since_drop_ = 0;
    }
  }
  return pairs;
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
    }
  }
  return shards;
}

}  // namespace nmt
