#include "nn/position.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace nmt {

std::span<const int> positions_in_sentences(Tape& tape, std::span<const int> offsets) {
  const auto tokens = static_cast<std::size_t>(offsets.back());
  int* positions = tape.arena().allocate<int>(tokens);
  for (std::size_t i = 0; i + 1 < offsets.size(); ++i)
    for (int t = offsets[i]; t < offsets[i + 1]; ++t) positions[t] = t - offsets[i];
  return {positions, tokens};
}

namespace {

// The rows that a thread has needed so far. A step of a search needs one, and the next step the
// next; sines are too dear to be taken again for each.
struct Waves {
  int dim = 0;
  std::vector<Real> rows;  // [positions, dim]

  void grow(int positions) {
    const int half = dim / 2;
    const int have = static_cast<int>(rows.size() / static_cast<std::size_t>(std::max(dim, 1)));
    if (positions <= have) return;
    const int count = std::max(positions, 2 * have);
    rows.resize(static_cast<std::size_t>(count) * static_cast<std::size_t>(dim));
    for (int k = 0; k < half; ++k) {
      const double frequency = std::pow(10000.0, -double(k) / std::max(half - 1, 1));
      for (int t = have; t < count; ++t) {
        Real* row = rows.data() + std::int64_t(t) * dim;
        row[k] = static_cast<Real>(std::sin(t * frequency));
        row[half + k] = static_cast<Real>(std::cos(t * frequency));
      }
    }
  }
};

}  // namespace

Tensor sinusoids(Tape& tape, int begin, int count, int dim) {
  thread_local Waves waves;
  if (waves.dim != dim) waves = {.dim = dim, .rows = {}};
  waves.grow(begin + count);
  const Tensor table = tape.make(count, dim);
  std::copy_n(waves.rows.data() + std::int64_t(begin) * dim, std::int64_t(count) * dim, table.data);
  return table;
}

}  // namespace nmt
