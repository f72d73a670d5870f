// Draws segmentations of a unigram model (Kudo 2018): each in proportion to P(segmentation)^alpha,
// among all of them or among the n best.
#pragma once

#include "text/subword_pieces.h"
#include "text/subword_sampler.h"

namespace nmt {

class UnigramSampler : public SubwordSampler {
 public:
  UnigramSampler(SubwordPieces pieces, const SamplingSettings& settings)
      : pieces_(std::move(pieces)), alpha_(settings.alpha), nbest_(settings.nbest) {}

  std::vector<TokenId> sample(std::span<const TokenId> best, Random& random) const override;

 private:
  SubwordPieces pieces_;
  double alpha_;
  int nbest_;
};

}  // namespace nmt
