// Training batches from the token cache: shuffled, cut by tokens, free of padding. What comes next
// is a pure function of the settings and the position, so that a run can be resumed to the bit.
#pragma once

#include <cstdint>
#include <vector>

#include "text/batch.h"
#include "text/token_cache.h"

namespace nmt {

struct BatcherSettings {
  std::uint64_t seed;
  int batch_tokens;  // target tokens; source tokens are held below twice as many
  // 0: the pairs of a batch have any lengths. n > 0: pairs are sorted by length within each n
  // batches, for models that walk over time steps.
  int sort_window;
};

// Where the next batch begins.
struct BatchPosition {
  std::int64_t epoch = 0;  // from 0
  std::int64_t pair = 0;   // the window begins at this place of the epoch's order
  std::int64_t batch = 0;  // batches of the window taken already
  bool operator==(const BatchPosition&) const = default;
};

class Batcher {
 public:
  // The cache must outlive it. Keeps 4 bytes for each pair.
  Batcher(const TokenCache& cache, const BatcherSettings& settings);

  // Never empty. Batches end with the epoch, and the next epoch begins by itself in another order.
  PairBatch next();

  BatchPosition position() const { return position_; }
  // Throws Error when the position is not one of this corpus.
  void seek(const BatchPosition& position);

  // Epochs finished, with the part of the current one, such as 2.25.
  double epochs() const;
  // An estimate, at most some percent off.
  std::int64_t batches_per_epoch() const;

 private:
  void shuffle_epoch();
  void fill_window();
  void sort_window();
  void cut_window();
  void shuffle_window();
  PairBatch load(std::size_t batch);
  void advance();

  const TokenCache& cache_;
  BatcherSettings settings_;
  BatchPosition position_;
  std::vector<std::uint32_t> order_;  // of the pairs in the epoch
  std::int64_t order_epoch_ = -1;     // that order_ is for
  // The window at position_; empty before it is filled.
  std::vector<std::uint32_t> window_;
  std::vector<std::size_t> cuts_;     // batch i is window_[cuts_[i], cuts_[i + 1])
  std::vector<std::size_t> batches_;  // the order in which they are given
  int pairs_since_drop_ = 0;
};

// Contiguous parts of about equal numbers of tokens, for replicas; parts are empty when there are
// more of them than sentences.
std::vector<PairBatch> split(const PairBatch& batch, int parts);

}  // namespace nmt
