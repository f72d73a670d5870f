// Training batches from the token cache: shuffled, cut by tokens, free of padding. What comes next
// is a pure function of the settings and the position, so that a run can be resumed to the bit.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "text/batch.h"
#include "text/subword_sampler.h"
#include "text/token_cache.h"

namespace nmt {

struct BatcherSettings {
  std::uint64_t seed;
  int batch_tokens;  // target tokens; source tokens are held below twice as many
  // 0: the pairs of a batch have any lengths. n > 0: pairs are sorted by length within each n
  // batches, for models that walk over time steps.
  int sort_window;
  // Segments sentences anew each time that they are drawn; null: as they are in the cache. Must
  // outlive the batcher.
  const PairSampler* sampler = nullptr;
};

// The pairs drawn in an epoch of these corpora. Throws Error where they are more than a Batcher can
// number.
std::int64_t draws_of(std::span<const CorpusPart> parts);

// The tokens drawn in an epoch of these corpora.
struct DrawnTokens {
  double source = 0, target = 0;
};
DrawnTokens drawn_tokens(std::span<const CorpusPart> parts);

// Where the next batch begins.
struct BatchPosition {
  std::int64_t epoch = 0;  // from 0
  std::int64_t pair = 0;   // the window begins at this place of the epoch's order
  std::int64_t batch = 0;  // batches of the window taken already
  bool operator==(const BatchPosition&) const = default;
};

class Batcher {
 public:
  // The cache must outlive it. Keeps 4 bytes for each pair drawn in an epoch.
  Batcher(const TokenCache& cache, const BatcherSettings& settings);

  // Never empty. Batches end with the epoch, and the next epoch begins by itself in another order.
  PairBatch next();

  BatchPosition position() const { return position_; }
  // Throws Error when the position is not one of this corpus.
  void seek(const BatchPosition& position);

  // Epochs finished, with the part of the current one, such as 2.25.
  double epochs() const;

 private:
  // Places count the pairs drawn in the epoch, from 0 in the order in which they come.
  using Place = std::uint32_t;
  struct Lengths {
    std::int64_t source, target;
  };
  class Budget;

  void shuffle_epoch();
  void draw_epoch();
  void fill_window();
  void sort_window();
  void cut_window();
  void shuffle_window();
  Lengths lengths(Place place) const;
  void sample_up_to(std::size_t place);
  PairBatch load(std::size_t batch);
  void append(Place place, PairBatch& batch);
  void drop_pages_sometimes();
  void advance();

  const TokenCache& cache_;
  BatcherSettings settings_;
  std::int64_t draws_ = 0;  // in an epoch
  BatchPosition position_;
  std::vector<std::uint32_t> order_;  // [draws] the pairs of the epoch
  std::int64_t order_epoch_ = -1;     // that order_ is for
  // The window at position_; empty before it is filled.
  std::vector<Place> window_;
  std::vector<PairBatch> samples_;    // of the places from position_.pair on, where it samples
  std::vector<std::size_t> cuts_;     // batch i is window_[cuts_[i], cuts_[i + 1])
  std::vector<std::size_t> batches_;  // the order in which they are given
  int pairs_since_drop_ = 0;
};

// Contiguous parts of about equal numbers of tokens, for replicas; parts are empty when there are
// more of them than sentences.
std::vector<PairBatch> split(const PairBatch& batch, int parts);

}  // namespace nmt
