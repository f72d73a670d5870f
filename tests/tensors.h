// Tensors for tests: random ones, and whether two have the same bits.
#pragma once

#include <cstring>

#include "autograd/tape.h"
#include "base/random.h"

namespace nmt {

// Normal numbers in the tape's arena.
inline Tensor random_tensor(Tape& tape, int rows, int cols, std::uint64_t seed) {
  Random random(seed);
  const Tensor made = tape.make(rows, cols);
  for (std::int64_t i = 0; i < made.size(); ++i) made.data[i] = static_cast<Real>(random.normal());
  return made;
}

// So that -0, rounding and order of summation all count.
inline bool same_bits(const Tensor& a, const Tensor& b) {
  if (a.rows != b.rows || a.cols != b.cols) return false;
  for (int r = 0; r < a.rows; ++r)
    if (std::memcmp(a.row(r), b.row(r), sizeof(Real) * static_cast<std::size_t>(a.cols)) != 0)
      return false;
  return true;
}

}  // namespace nmt
