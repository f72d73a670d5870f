// Products of int8 numbers: a tile of a few rows times one panel of packed columns, summed exactly
// in 32 bits.
#include "tensor/cpu.h"
#include "tensor/kernels/int8_tile.h"

#if !defined(NMT_REAL_DOUBLE)
#if defined(NMT_ISA_avx2) || defined(NMT_ISA_avx512)
#define NMT_INT8_AVX2
#include <immintrin.h>
#elif defined(NMT_ISA_neon)
#define NMT_INT8_NEON
#include "tensor/kernels/int8_neon.h"
#endif
#endif

NMT_BEGIN_KERNELS
namespace {

// The tiles ----------------------------------------------------------------------------------------

#ifdef NMT_INT8_AVX2

Real quantise_row_signed(std::int8_t* to, const Real* from, int k) {
  const Step s = step_of(from, k);
  const __m256 inverse = _mm256_set1_ps(s.inverse);
  int p = 0;
  for (; p + 8 <= k; p += 8) {
    const __m256i rounded = _mm256_cvtps_epi32(_mm256_mul_ps(_mm256_loadu_ps(from + p), inverse));
    const __m128i words =
        _mm_packs_epi32(_mm256_castsi256_si128(rounded), _mm256_extracti128_si256(rounded, 1));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(to + p), _mm_packs_epi16(words, words));
  }
  round_rest(to, from, p, k, s.inverse);
  return s.step;
}

// |b| times a with the sign of b: two products of at most 127 * 127 do not overflow 16 bits, as the
// products of whole bytes might.
inline __m256i add_dot_signed(__m256i sum, __m256i a, __m256i b, __m256i magnitude) {
  const __m256i pairs = _mm256_maddubs_epi16(magnitude, _mm256_sign_epi8(a, b));
  return _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}

template <int kRows>
void sum_columns_signed(const Tile& t, int column) {
  constexpr int kVectors = 2, kColumnsOfVector = 8;
  __m256i sums[kRows][kVectors] = {};
  const std::int8_t* b = t.b + column * kGroup;
  for (int g = 0; g < t.groups; ++g, b += kColumns * kGroup) {
    __m256i right[kVectors], magnitudes[kVectors];
#pragma GCC unroll 2
    for (int j = 0; j < kVectors; ++j) {
      right[j] = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(b + j * 32));
      magnitudes[j] = _mm256_abs_epi8(right[j]);
    }
#pragma GCC unroll 4
    for (int i = 0; i < kRows; ++i) {
      std::int32_t four;
      __builtin_memcpy(&four, t.a + i * t.a_stride + g * kGroup, sizeof(four));
      const __m256i a = _mm256_set1_epi32(four);
#pragma GCC unroll 2
      for (int j = 0; j < kVectors; ++j)
        sums[i][j] = add_dot_signed(sums[i][j], a, right[j], magnitudes[j]);
    }
  }
#pragma GCC unroll 4
  for (int i = 0; i < kRows; ++i)
#pragma GCC unroll 2
    for (int j = 0; j < kVectors; ++j)
      _mm256_storeu_si256(
          reinterpret_cast<__m256i*>(t.sums + i * kColumns + column + j * kColumnsOfVector),
          sums[i][j]);
}

template <int kRows>
void sum_rows_signed(Tile t, int first) {
  t.a += first * t.a_stride;
  t.sums += first * kColumns;
  for (int column = 0; column < kColumns; column += 16) sum_columns_signed<kRows>(t, column);
}

void sum_tile_signed(const Tile& t) {
  sum_by_threes(t, [&](auto rows, int first) { sum_rows_signed<rows>(t, first); });
}

#elif !defined(NMT_INT8_NEON)

Real quantise_row_signed(std::int8_t* to, const Real* from, int k) {
  const Step s = step_of(from, k);
  round_rest(to, from, 0, k, s.inverse);
  return s.step;
}

void sum_tile_signed(const Tile& t) {
  for (int i = 0; i < t.rows; ++i) {
    std::int32_t* sums = t.sums + i * kColumns;
    std::fill_n(sums, kColumns, 0);
    const std::int8_t *a = t.a + i * t.a_stride, *b = t.b;
    for (int g = 0; g < t.groups; ++g, a += kGroup)
      for (int j = 0; j < kColumns; ++j, b += kGroup)
        sums[j] += a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3];
  }
}

#endif

#if defined(NMT_ISA_avx512) && !defined(NMT_REAL_DOUBLE)
#define NMT_INT8_VNNI

// vpdpbusd takes one side without sign: a + 128. The offsets take 128 times each column's sum away
// again.
Real quantise_row_shifted(std::int8_t* to, const Real* from, int k) {
  const Step s = step_of(from, k);
  const __m512 inverse = _mm512_set1_ps(s.inverse);
  const __m128i shift = _mm_set1_epi8(-128);
  for (int p = 0; p < k; p += 16) {
    const int count = k - p < 16 ? k - p : 16;
    const __mmask16 present = static_cast<__mmask16>((1u << count) - 1);
    const __m512 x = _mm512_maskz_loadu_ps(present, from + p);
    const __m512i rounded = _mm512_maskz_cvtps_epi32(present, x * inverse);
    const __m128i bytes = _mm512_maskz_cvtsepi32_epi8(present, rounded);
    const int padded = groups_of(count) * kGroup;
    _mm_mask_storeu_epi8(to + p, static_cast<__mmask16>((1u << padded) - 1),
                         _mm_xor_si128(bytes, shift));
  }
  return s.step;
}

// The instruction itself: GCC 12 spills the sums of its intrinsic.
inline void add_dot(__m512i& sum, __m512i a, __m512i b) {
  asm("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(a), "v"(b));
}

// With few rows, two sums for each number keep both multipliers busy.
template <int kRows>
void sum_rows_shifted(const Tile& t) {
  constexpr int kVectors = 4, kChains = kRows <= 2 ? 2 : 1;
  __m512i sums[kChains][kRows][kVectors] = {};
  const std::int8_t *a = t.a, *b = t.b;
  const auto add_group = [&](__m512i(&to)[kRows][kVectors]) {
    __m512i right[kVectors];
#pragma GCC unroll 4
    for (int j = 0; j < kVectors; ++j) right[j] = _mm512_loadu_si512(b + j * 64);
#pragma GCC unroll 6
    for (int i = 0; i < kRows; ++i) {
      std::int32_t four;
      __builtin_memcpy(&four, a + i * t.a_stride, sizeof(four));
      const __m512i left = _mm512_set1_epi32(four);
#pragma GCC unroll 4
      for (int j = 0; j < kVectors; ++j) add_dot(to[i][j], left, right[j]);
    }
    a += kGroup;
    b += kColumns * kGroup;
  };
  int g = t.groups;
  if constexpr (kChains == 2)
    for (; g >= 2; g -= 2) {
      add_group(sums[0]);
      add_group(sums[1]);
    }
  for (; g > 0; --g) add_group(sums[0]);
#pragma GCC unroll 6
  for (int i = 0; i < kRows; ++i)
#pragma GCC unroll 4
    for (int j = 0; j < kVectors; ++j) {
      __m512i sum = sums[0][i][j];
      if constexpr (kChains == 2) sum = _mm512_add_epi32(sum, sums[1][i][j]);
      _mm512_storeu_si512(t.sums + i * kColumns + j * 16, sum);
    }
}

void sum_tile_shifted(const Tile& t) {
  switch (t.rows) {
    case 1:
      return sum_rows_shifted<1>(t);
    case 2:
      return sum_rows_shifted<2>(t);
    case 3:
      return sum_rows_shifted<3>(t);
    case 4:
      return sum_rows_shifted<4>(t);
    case 5:
      return sum_rows_shifted<5>(t);
    default:
      return sum_rows_shifted<6>(t);
  }
}

#endif

// From sums to numbers ------------------------------------------------------------------------------

enum class Left { with_sign, shifted };

template <Left kLeft>
void finish_row(const Int8Call& g, const std::int32_t* sums, int row, int column) {
  const int columns = std::min(g.n - column, kColumns);
  Real* c = g.c + row * g.c_stride + column;
  const float* scales = g.scales + column;
  const std::int32_t* offsets = g.offsets + column;
  const Real a_scale = g.a_scales[row];
  Real out[kColumns];
  for (int j = 0; j < columns; ++j) {
    const std::int32_t sum = kLeft == Left::shifted ? sums[j] + offsets[j] : sums[j];
    out[j] = static_cast<Real>(sum) * (a_scale * scales[j]);
  }
  if (g.bias)
    for (int j = 0; j < columns; ++j) out[j] += g.bias[column + j];
  if (g.add)
    for (int j = 0; j < columns; ++j) out[j] += c[j];
  if (g.relu)
    for (int j = 0; j < columns; ++j) c[j] = out[j] < 0 ? 0 : out[j];
  else
    for (int j = 0; j < columns; ++j) c[j] = out[j];
}

// A panel is read once from afar, and all rows while it is near.
template <Left kLeft, void (*kSumTile)(const Tile&)>
void multiply_by_tiles(const Int8Call& g) {
  alignas(64) std::int32_t sums[kTileRows * kColumns];
  const int groups = groups_of(g.k);
  const std::int8_t* panel = g.packed_b;
  for (int column = 0; column < g.n; column += kColumns) {
    for (int row = 0, tiles = (g.m + kTileRows - 1) / kTileRows; row < g.m; --tiles) {
      const int rows = (g.m - row + tiles - 1) / tiles;  // tiles of nearly the same height
      kSumTile({g.a + row * g.a_stride, g.a_stride, panel, sums, groups, rows});
      for (int i = 0; i < rows; ++i, ++row) finish_row<kLeft>(g, sums + i * kColumns, row, column);
    }
    panel += static_cast<std::int64_t>(groups) * kColumns * kGroup;
  }
}

}  // namespace

Int8Kernels int8_kernels() {
#ifdef NMT_INT8_VNNI
  if (chosen_cpu() >= Cpu::avx512_vnni)
    return {quantise_row_shifted, multiply_by_tiles<Left::shifted, sum_tile_shifted>};
#endif
#ifdef NMT_INT8_NEON
  if (chosen_cpu() >= Cpu::neon_i8mm)
    return {quantise_row_signed, multiply_by_tiles<Left::with_sign, sum_tile_by_matrices>};
  if (chosen_cpu() >= Cpu::neon_dotprod)
    return {quantise_row_signed, multiply_by_tiles<Left::with_sign, sum_tile_by_dots>};
#endif
  return {quantise_row_signed, multiply_by_tiles<Left::with_sign, sum_tile_signed>};
}

NMT_END_KERNELS
