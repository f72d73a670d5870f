#include "align/hmm.h"

#include <algorithm>
#include <numeric>

namespace nmt {
namespace {

// Share of the moves that go anywhere with equal probability (Och and Ney 2003).
constexpr float kUniform = 0.1f;

}  // namespace

void Hmm::infer(const HmmPair& pair, const Jumps& jumps, Jumps* counts) {
  source_ = pair.source;
  leave_.resize(pair.sums.size());
  for (std::size_t i = 0; i < leave_.size(); ++i)
    leave_[i] = (1 - kEmpty) * (1 - kUniform) / pair.sums[i];
  forward(pair, jumps);
  backward(pair, jumps, counts != nullptr);
  if (counts == nullptr) return;
  for (int by = -source_ + 1; by <= source_; ++by) {
    const double moves =
        moves_[static_cast<std::size_t>(by + source_)] * double(jumps.weights()[by]);
    counts->count(by, moves);
  }
}

// states[j][i]: p(the first j target words, the last aligned source position is i), scaled so that
// each j sums to 1; position 0 is before the sentence.
void Hmm::forward(const HmmPair& pair, const Jumps& jumps) {
  const int n = pair.source, width = n + 1;
  states_.assign(static_cast<std::size_t>((pair.target + 1) * width), 0);
  posteriors_.resize(static_cast<std::size_t>(pair.target * n));
  norms_.resize(static_cast<std::size_t>(pair.target));
  states_[0] = 1;
  for (int j = 0; j < pair.target; ++j) {
    const float* before = states_.data() + std::ptrdiff_t(j) * width;
    float* after = states_.data() + std::ptrdiff_t(j + 1) * width;
    float* aligned = posteriors_.data() + std::ptrdiff_t(j) * n;
    const float* words = pair.words.data() + std::ptrdiff_t(j) * n;
    std::fill_n(aligned, n, (1 - kEmpty) * kUniform / static_cast<float>(n));  // `before` sums to 1
    for (int from = 0; from <= n; ++from) {
      const float leave = before[from] * leave_[static_cast<std::size_t>(from)];
      const float* weights = jumps.weights() + 1 - from;
      for (int i = 0; i < n; ++i) aligned[i] += leave * weights[i];
    }
    const float stay = kEmpty * pair.empty[static_cast<std::size_t>(j)];
    float norm = after[0] = stay * before[0];
    for (int i = 0; i < n; ++i) {
      aligned[i] *= words[i];
      norm += after[i + 1] = aligned[i] + stay * before[i + 1];
    }
    norms_[static_cast<std::size_t>(j)] = norm;
    for (int i = 0; i < n; ++i) aligned[i] /= norm;
    for (int i = 0; i <= n; ++i) after[i] /= norm;
  }
}

// after_[i]: p(the target words after j | position i), with the same scale.
void Hmm::backward(const HmmPair& pair, const Jumps& jumps, bool moves) {
  const int n = pair.source, width = n + 1;
  empty_.resize(static_cast<std::size_t>(pair.target));
  after_.assign(static_cast<std::size_t>(width), 1);
  next_.resize(after_.size());
  reached_.resize(static_cast<std::size_t>(n));
  if (moves) moves_.assign(static_cast<std::size_t>(2 * n + 1), 0);
  for (int j = pair.target - 1; j >= 0; --j) {
    const float* before = states_.data() + std::ptrdiff_t(j) * width;
    const float* words = pair.words.data() + std::ptrdiff_t(j) * n;
    float* posterior = posteriors_.data() + std::ptrdiff_t(j) * n;
    const float norm = norms_[static_cast<std::size_t>(j)];
    const float stay = kEmpty * pair.empty[static_cast<std::size_t>(j)] / norm;
    float nowhere = 0, anywhere = 0;
    for (int i = 0; i < n; ++i) {
      posterior[i] *= after_[static_cast<std::size_t>(i) + 1];
      reached_[static_cast<std::size_t>(i)] =
          words[i] * after_[static_cast<std::size_t>(i) + 1] / norm;
      anywhere += reached_[static_cast<std::size_t>(i)];
    }
    std::fill(next_.begin(), next_.end(), 0.0f);
    for (int to = 1; to <= n; ++to) {
      const float reached = reached_[static_cast<std::size_t>(to) - 1];
      const float* weights = jumps.mirrored() - to;  // [from]: the weight of to - from
      for (int from = 0; from <= n; ++from)
        next_[static_cast<std::size_t>(from)] += reached * weights[from];
    }
    const float uniform = anywhere * (1 - kEmpty) * kUniform / static_cast<float>(n);
    for (int from = 0; from <= n; ++from) {
      const auto f = static_cast<std::size_t>(from);
      nowhere += before[from] * stay * after_[f];
      next_[f] = next_[f] * leave_[f] + uniform + stay * after_[f];
      if (!moves || before[from] == 0) continue;
      const float leave = before[from] * leave_[f];
      double* by = moves_.data() + n + 1 - from;
      for (int i = 0; i < n; ++i) by[i] += double(leave * reached_[static_cast<std::size_t>(i)]);
    }
    empty_[static_cast<std::size_t>(j)] = nowhere;
    after_.swap(next_);
  }
}

}  // namespace nmt
