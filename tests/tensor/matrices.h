// Matrices that own their numbers, for the tests of products.
#pragma once

#include <cstdint>
#include <vector>

#include "base/random.h"
#include "tensor/tensor.h"

namespace nmt {

struct Matrix {
  int rows, cols;
  std::vector<Real> numbers;
  Tensor view() { return {numbers.data(), rows, cols}; }
};

inline Matrix random_matrix(int rows, int cols, std::uint64_t seed) {
  Random random(seed);
  Matrix m{rows, cols, std::vector<Real>(std::size_t(rows) * cols)};
  for (Real& x : m.numbers) x = static_cast<Real>(random.normal());
  return m;
}

}  // namespace nmt
