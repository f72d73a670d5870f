// Transposes kLanes registers of kLanes numbers. Included by the kernels only.
#pragma once

#include <utility>

#include "tensor/kernels/vec.h"

NMT_BEGIN_KERNELS

// One step of a transposition by halves: exchanges the off-diagonal blocks of kWidth lanes of two
// rows.
template <int kWidth, int... kLane>
inline void exchange(Vec& a, Vec& b, std::integer_sequence<int, kLane...>) {
  constexpr IntVec kLow = {((kLane & kWidth) ? kLanes + kLane - kWidth : kLane)...};
  constexpr IntVec kHigh = {((kLane & kWidth) ? kLanes + kLane : kLane + kWidth)...};
  const Vec low = __builtin_shuffle(a, b, kLow);
  b = __builtin_shuffle(a, b, kHigh);
  a = low;
}
template <int kWidth>
inline void transpose_blocks(Vec (&rows)[kLanes]) {
#pragma GCC unroll 16
  for (int i = 0; i < kLanes; ++i)
    if (!(i & kWidth))
      exchange<kWidth>(rows[i], rows[i + kWidth], std::make_integer_sequence<int, kLanes>());
  if constexpr (2 * kWidth < kLanes) transpose_blocks<2 * kWidth>(rows);
}

NMT_END_KERNELS
