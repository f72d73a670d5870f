// BPE dropout (Provilkov et al. 2020, algorithm 1): a text is merged from its characters on, and at
// each step every possible merge is left out with a probability.
#pragma once

#include "text/subword_pieces.h"
#include "text/subword_sampler.h"

namespace nmt {

class BpeSampler : public SubwordSampler {
 public:
  BpeSampler(SubwordPieces pieces, double dropout)
      : pieces_(std::move(pieces)), dropout_(dropout) {}

  std::vector<TokenId> sample(std::span<const TokenId> best, Random& random) const override;

 private:
  // False where a character of the text is no piece.
  bool merge(std::string_view text, Random& random, std::vector<TokenId>& ids) const;

  SubwordPieces pieces_;
  double dropout_;
};

}  // namespace nmt
