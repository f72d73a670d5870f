// Which source word each target word comes from, in one sentence pair: the forward-backward
// algorithm over a hidden Markov model whose states are the source positions (Vogel 1996), each with
// an empty word that remembers it (Och and Ney 2003).
#pragma once

#include <span>
#include <vector>

#include "align/jumps.h"

namespace nmt {

// A pair as the model sees it.
struct HmmPair {
  int source = 0, target = 0;    // words, at least one each
  std::span<const float> words;  // [target, source] p(target word | source word)
  std::span<const float> empty;  // [target] p(target word | empty word)
  std::span<const float> sums;   // Jumps::sums(source)
};

// Memory for pairs, one after the other; a thread has its own.
class Hmm {
 public:
  // p(the next target word comes from the empty word)
  static constexpr float kEmpty = 0.2f;

  // Computes the posteriors of the pair. With `counts`, adds the expected moves to it.
  void infer(const HmmPair& pair, const Jumps& jumps, Jumps* counts);

  // p(target word j comes from source word i | both sentences); sums to 1 with empty(j).
  std::span<const float> posteriors(int j) const {
    return std::span(posteriors_)
        .subspan(static_cast<std::size_t>(j * source_), static_cast<std::size_t>(source_));
  }
  float empty(int j) const { return empty_[static_cast<std::size_t>(j)]; }

 private:
  void forward(const HmmPair& pair, const Jumps& jumps);
  void backward(const HmmPair& pair, const Jumps& jumps, bool moves);

  int source_ = 0;
  std::vector<float> leave_;       // [source + 1] share of a move from each position
  std::vector<float> states_;      // [target + 1, source + 1] forward, aligned or empty
  std::vector<float> posteriors_;  // [target, source] forward, then posterior
  std::vector<float> empty_, norms_;
  std::vector<float> after_, next_, reached_;
  std::vector<double> moves_;  // [2 source + 1] by distance, before the weights
};

}  // namespace nmt
