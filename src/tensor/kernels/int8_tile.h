// What the int8 kernels of every instruction set share: the tile that they sum, and how a row is
// rounded.
#pragma once

#include <algorithm>
#include <bit>
#include <type_traits>

#include "tensor/kernels/int8.h"

NMT_BEGIN_KERNELS
namespace {

constexpr int kColumns = kInt8Columns, kGroup = kInt8Group;
constexpr int kTileRows = 6;
constexpr int kLargest = 127;
// Numbers smaller than this are 0: the inverse of their step would not be finite.
constexpr Real kSmallest = Real(1e-30);

int groups_of(int k) { return (k + kGroup - 1) / kGroup; }

struct Tile {
  const std::int8_t* a;
  std::int64_t a_stride;
  const std::int8_t* b;  // one panel
  std::int32_t* sums;    // [rows, kColumns], to be written
  int groups, rows;
};

// The rows of a tile, at most three at a time: sum_rows(their number as a constant, first row).
template <class SumRows>
void sum_by_threes(const Tile& t, SumRows sum_rows) {
  for (int first = 0; first < t.rows; first += 3) switch (t.rows - first) {
      case 1:
        sum_rows(std::integral_constant<int, 1>(), first);
        break;
      case 2:
        sum_rows(std::integral_constant<int, 2>(), first);
        break;
      default:
        sum_rows(std::integral_constant<int, 3>(), first);
    }
}

// The left side: rounding ------------------------------------------------------------------------

// Magnitudes compare like their bits, and infinity and NaN stand above every number.
using Bits = std::conditional_t<sizeof(Real) == 8, std::int64_t, std::int32_t>;
constexpr Bits kMagnitude = static_cast<Bits>(~Bits(0) ^ (Bits(1) << (8 * sizeof(Bits) - 1)));

Real largest_magnitude(const Real* x, int count) {
  Bits largest = 0;
  for (int i = 0; i < count; ++i) {
    Bits bits;
    __builtin_memcpy(&bits, x + i, sizeof(bits));
    bits &= kMagnitude;
    largest = bits > largest ? bits : largest;
  }
  return std::bit_cast<Real>(largest);
}

struct Step {
  Real step, inverse;
};
Step step_of(const Real* x, int count) {
  const Real largest = largest_magnitude(x, count);
  return {largest / kLargest, largest < kSmallest ? 0 : kLargest / largest};
}

inline std::int8_t round(Real x) {
  if constexpr (sizeof(Real) == 8)
    return static_cast<std::int8_t>(__builtin_lrint(x));
  else
    return static_cast<std::int8_t>(__builtin_lrintf(x));
}

void round_rest(std::int8_t* to, const Real* from, int begin, int k, Real inverse) {
  for (int p = begin; p < k; ++p) to[p] = round(from[p] * inverse);
  for (int p = k; p < groups_of(k) * kGroup; ++p) to[p] = 0;
}

}  // namespace
NMT_END_KERNELS
