// Subword regularisation: another segmentation of a sentence each time that it is learnt from
// (unigram: Kudo 2018; BPE dropout: Provilkov et al. 2020).
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/random.h"
#include "text/settings.h"
#include "text/tokenizer.h"

namespace nmt {

// Draws from the best segmentation alone: its pieces spell the text. What they do not spell or must
// stay whole (unknown characters, bytes, user symbols) stays as it is. Immutable, so that threads
// may share one.
class SubwordSampler {
 public:
  virtual ~SubwordSampler() = default;
  virtual std::vector<TokenId> sample(std::span<const TokenId> best, Random& random) const = 0;
};

// Null where the settings draw nothing. `section` is their name in messages. Throws Error when a
// tokenizer of this type cannot sample so.
std::unique_ptr<const SubwordSampler> make_sampler(const Tokenizer& tokenizer,
                                                   const SamplingSettings& settings,
                                                   const std::string& section);

// Both sides.
class PairSampler {
 public:
  // A segmentation of more than data.max_length tokens is not taken.
  PairSampler(const Tokenizers& tokenizers, const DataSettings& data);

  bool active() const { return source_ || target_; }
  // The tokens of one pair, drawn by `key`; without and with kEnd alike.
  void sample(PairBatch& pair, std::uint64_t key) const;

 private:
  void sample(const SubwordSampler* sampler, Batch& sentence, std::uint64_t key) const;

  std::unique_ptr<const SubwordSampler> source_, target_;
  std::size_t max_length_;
};

}  // namespace nmt
