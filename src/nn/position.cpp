#include "nn/position.h"

#include <cmath>

namespace nmt {

std::span<const int> positions_in_sentences(Tape& tape, std::span<const int> offsets) {
  const auto tokens = static_cast<std::size_t>(offsets.back());
  int* positions = tape.arena().allocate<int>(tokens);
  for (std::size_t i = 0; i + 1 < offsets.size(); ++i)
    for (int t = offsets[i]; t < offsets[i + 1]; ++t) positions[t] = t - offsets[i];
  return {positions, tokens};
}

Tensor sinusoids(Tape& tape, int begin, int count, int dim) {
  const Tensor table = tape.make_zero(count, dim);
  const int half = dim / 2;
  for (int k = 0; k < half; ++k) {
    const double frequency = std::pow(10000.0, -double(k) / std::max(half - 1, 1));
    for (int t = 0; t < count; ++t) {
      table(t, k) = static_cast<Real>(std::sin((begin + t) * frequency));
      table(t, half + k) = static_cast<Real>(std::cos((begin + t) * frequency));
    }
  }
  return table;
}

}  // namespace nmt
