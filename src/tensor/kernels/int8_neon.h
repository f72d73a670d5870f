// The tiles of int8 products on 64-bit Arm: for machines without a dot product, with one (SDOT), and
// with a product of two small matrices (SMMLA).
#pragma once

#include <arm_neon.h>

#include "tensor/kernels/arm_extension.h"
#include "tensor/kernels/int8_tile.h"

NMT_BEGIN_KERNELS
namespace {

constexpr int kNextGroup = kColumns * kGroup;

// x86 rounds the same product the same way: the same numbers.
Real quantise_row_signed(std::int8_t* to, const Real* from, int k) {
  const Step s = step_of(from, k);
  const auto whole = [&](int p) {
    return vcvtnq_s32_f32(vmulq_n_f32(vld1q_f32(from + p), s.inverse));
  };
  int p = 0;
  for (; p + 8 <= k; p += 8)
    vst1_s8(to + p, vqmovn_s16(vcombine_s16(vqmovn_s32(whole(p)), vqmovn_s32(whole(p + 4)))));
  round_rest(to, from, p, k, s.inverse);
  return s.step;
}

// One group of a row, four times.
inline int8x16_t repeated(const std::int8_t* group) {
  std::int32_t four;
  __builtin_memcpy(&four, group, sizeof(four));
  return vreinterpretq_s8_s32(vdupq_n_s32(four));
}

// Without a dot product -------------------------------------------------------------------------

// The products of two groups are added in 16 bits, 2 * 127 * 127 at most, then by pairs in 32.
template <int kRows>
void sum_columns_by_pairs(const Tile& t, int column) {
  constexpr int kVectors = 2;  // of four columns, whose pairs take two registers
  int32x4_t sums[kRows][kVectors][2] = {};
  const std::int8_t *a = t.a, *b = t.b + column * kGroup;
  int g = t.groups;
  for (; g >= 2; g -= 2, a += 2 * kGroup, b += 2 * kNextGroup) {
    int8x16_t first[kVectors], second[kVectors];
#pragma GCC unroll 2
    for (int j = 0; j < kVectors; ++j) {
      first[j] = vld1q_s8(b + j * 16);
      second[j] = vld1q_s8(b + kNextGroup + j * 16);
    }
#pragma GCC unroll 4
    for (int i = 0; i < kRows; ++i) {
      const int8x16_t left = repeated(a + i * t.a_stride);
      const int8x16_t next = repeated(a + i * t.a_stride + kGroup);
#pragma GCC unroll 2
      for (int j = 0; j < kVectors; ++j) {
        const int16x8_t low = vmull_s8(vget_low_s8(first[j]), vget_low_s8(left));
        const int16x8_t high = vmull_high_s8(first[j], left);
        sums[i][j][0] =
            vpadalq_s16(sums[i][j][0], vmlal_s8(low, vget_low_s8(second[j]), vget_low_s8(next)));
        sums[i][j][1] = vpadalq_s16(sums[i][j][1], vmlal_high_s8(high, second[j], next));
      }
    }
  }
  if (g > 0)
#pragma GCC unroll 4
    for (int i = 0; i < kRows; ++i) {
      const int8x16_t left = repeated(a + i * t.a_stride);
#pragma GCC unroll 2
      for (int j = 0; j < kVectors; ++j) {
        const int8x16_t right = vld1q_s8(b + j * 16);
        sums[i][j][0] = vpadalq_s16(sums[i][j][0], vmull_s8(vget_low_s8(right), vget_low_s8(left)));
        sums[i][j][1] = vpadalq_s16(sums[i][j][1], vmull_high_s8(right, left));
      }
    }
#pragma GCC unroll 4
  for (int i = 0; i < kRows; ++i)
#pragma GCC unroll 2
    for (int j = 0; j < kVectors; ++j)
      vst1q_s32(t.sums + i * kColumns + column + j * 4, vpaddq_s32(sums[i][j][0], sums[i][j][1]));
}

template <int kRows>
void sum_rows_by_pairs(Tile t, int first) {
  t.a += first * t.a_stride;
  t.sums += first * kColumns;
  for (int column = 0; column < kColumns; column += 8) sum_columns_by_pairs<kRows>(t, column);
}

void sum_tile_signed(const Tile& t) {
  sum_by_threes(t, [&](auto rows, int first) { sum_rows_by_pairs<rows>(t, first); });
}

// With a dot product ----------------------------------------------------------------------------

// Four columns times group kLane of a row.
template <int kLane>
NMT_USES("dotprod")
inline void add_dot(int32x4_t& sum, int8x16_t columns, int8x16_t row) {
  asm(NMT_INSTRUCTION("dotprod", "sdot %0.4s, %1.16b, %2.4b[%c3]")
      : "+w"(sum)
      : "w"(columns), "w"(row), "i"(kLane));
}

template <int kLane, int kRows, int kVectors>
NMT_USES("dotprod")
inline void add_group(int32x4_t (&sums)[kRows][kVectors], const std::int8_t* b,
                      const int8x16_t (&rows)[kRows]) {
#pragma GCC unroll 16
  for (int j = 0; j < kVectors; ++j) {
    const int8x16_t columns = vld1q_s8(b + j * 16);
#pragma GCC unroll 6
    for (int i = 0; i < kRows; ++i) add_dot<kLane>(sums[i][j], columns, rows[i]);
  }
}

// kVectors of four columns: as many as registers hold the sums of, so that these do not wait for
// one another.
template <int kRows, int kVectors>
NMT_USES("dotprod")
void sum_rows_by_dots(const Tile& t) {
  for (int column = 0; column < kColumns; column += kVectors * 4) {
    int32x4_t sums[kRows][kVectors] = {};
    const std::int8_t *a = t.a, *b = t.b + column * kGroup;
    int8x16_t rows[kRows];
    int g = t.groups;
    for (; g >= 4; g -= 4, a += 4 * kGroup, b += 4 * kNextGroup) {
#pragma GCC unroll 6
      for (int i = 0; i < kRows; ++i) rows[i] = vld1q_s8(a + i * t.a_stride);
      add_group<0>(sums, b, rows);
      add_group<1>(sums, b + kNextGroup, rows);
      add_group<2>(sums, b + 2 * kNextGroup, rows);
      add_group<3>(sums, b + 3 * kNextGroup, rows);
    }
    for (; g > 0; --g, a += kGroup, b += kNextGroup) {
#pragma GCC unroll 6
      for (int i = 0; i < kRows; ++i) rows[i] = repeated(a + i * t.a_stride);
      add_group<0>(sums, b, rows);
    }
#pragma GCC unroll 6
    for (int i = 0; i < kRows; ++i)
#pragma GCC unroll 16
      for (int j = 0; j < kVectors; ++j)
        vst1q_s32(t.sums + i * kColumns + column + j * 4, sums[i][j]);
  }
}

void sum_tile_by_dots(const Tile& t) {
  switch (t.rows) {
    case 1:
      return sum_rows_by_dots<1, 16>(t);
    case 2:
      return sum_rows_by_dots<2, 8>(t);
    case 3:
      return sum_rows_by_dots<3, 4>(t);
    case 4:
      return sum_rows_by_dots<4, 4>(t);
    case 5:
      return sum_rows_by_dots<5, 4>(t);
    default:
      return sum_rows_by_dots<6, 4>(t);
  }
}

// With a product of matrices --------------------------------------------------------------------

// Two rows times two columns, eight numbers deep: the sums of the first row, then those of the
// second.
NMT_USES("i8mm")
inline void add_matrix(int32x4_t& sums, int8x16_t rows, int8x16_t columns) {
  asm(NMT_INSTRUCTION("i8mm", "smmla %0.4s, %1.16b, %2.16b")
      : "+w"(sums)
      : "w"(rows), "w"(columns));
}

constexpr int kMatrixColumns = 16;

// Two groups of all pairs of rows, given side by side, times two groups of the columns.
template <int kPairs>
NMT_USES("i8mm")
inline void add_two_groups(int32x4_t (&sums)[kPairs][kMatrixColumns / 2],
                           const int8x16_t (&pairs)[kPairs],
                           const int32x4_t (&groups)[2][kMatrixColumns / 4]) {
#pragma GCC unroll 4
  for (int j = 0; j < kMatrixColumns / 4; ++j) {
    const int8x16_t low = vreinterpretq_s8_s32(vzip1q_s32(groups[0][j], groups[1][j]));
    const int8x16_t high = vreinterpretq_s8_s32(vzip2q_s32(groups[0][j], groups[1][j]));
#pragma GCC unroll 3
    for (int i = 0; i < kPairs; ++i) {
      add_matrix(sums[i][2 * j], pairs[i], low);
      add_matrix(sums[i][2 * j + 1], pairs[i], high);
    }
  }
}

// 2 kPairs rows, or one fewer: then the last one stands for its missing neighbour too.
template <int kPairs>
NMT_USES("i8mm")
void sum_pairs_by_matrices(const Tile& t) {
  const auto row = [&](int i) { return (i < t.rows ? i : t.rows - 1) * t.a_stride; };
  for (int column = 0; column < kColumns; column += kMatrixColumns) {
    int32x4_t sums[kPairs][kMatrixColumns / 2] = {};
    const std::int8_t *a = t.a, *b = t.b + column * kGroup;
    int8x16_t pairs[kPairs];
    int32x4_t groups[2][kMatrixColumns / 4];
    int g = t.groups;
    for (; g >= 2; g -= 2, a += 2 * kGroup, b += 2 * kNextGroup) {
#pragma GCC unroll 3
      for (int i = 0; i < kPairs; ++i)
        pairs[i] = vcombine_s8(vld1_s8(a + row(2 * i)), vld1_s8(a + row(2 * i + 1)));
#pragma GCC unroll 4
      for (int j = 0; j < kMatrixColumns / 4; ++j) {
        groups[0][j] = vreinterpretq_s32_s8(vld1q_s8(b + j * 16));
        groups[1][j] = vreinterpretq_s32_s8(vld1q_s8(b + kNextGroup + j * 16));
      }
      add_two_groups(sums, pairs, groups);
    }
    if (g > 0) {
      const int32x4_t zero = vdupq_n_s32(0);
#pragma GCC unroll 3
      for (int i = 0; i < kPairs; ++i)
        pairs[i] = vreinterpretq_s8_s64(vzip1q_s64(
            vreinterpretq_s64_s32(vzip1q_s32(vreinterpretq_s32_s8(repeated(a + row(2 * i))), zero)),
            vreinterpretq_s64_s32(
                vzip1q_s32(vreinterpretq_s32_s8(repeated(a + row(2 * i + 1))), zero))));
#pragma GCC unroll 4
      for (int j = 0; j < kMatrixColumns / 4; ++j) {
        groups[0][j] = vreinterpretq_s32_s8(vld1q_s8(b + j * 16));
        groups[1][j] = zero;
      }
      add_two_groups(sums, pairs, groups);
    }
#pragma GCC unroll 3
    for (int i = 0; i < kPairs; ++i)
#pragma GCC unroll 4
      for (int j = 0; j < kMatrixColumns / 4; ++j) {
        const int32x4_t left = sums[i][2 * j], right = sums[i][2 * j + 1];
        std::int32_t* to = t.sums + 2 * i * kColumns + column + j * 4;
        vst1q_s32(to, vcombine_s32(vget_low_s32(left), vget_low_s32(right)));
        if (2 * i + 1 < t.rows)
          vst1q_s32(to + kColumns, vcombine_s32(vget_high_s32(left), vget_high_s32(right)));
      }
  }
}

// With few rows, bringing the columns into order would cost what the matrices save.
void sum_tile_by_matrices(const Tile& t) {
  if (t.rows < 4) return sum_tile_by_dots(t);
  if (t.rows == 4) return sum_pairs_by_matrices<2>(t);
  sum_pairs_by_matrices<3>(t);
}

}  // namespace
NMT_END_KERNELS
