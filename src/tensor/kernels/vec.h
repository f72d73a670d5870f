// One register full of Reals, for whatever instruction set this file is being compiled.
// Included by the kernels only: everything is in the namespace of the instruction set, so that no
// function compiled for one machine can be linked into the path of another.
#pragma once

#include <cstdint>

#include "tensor/kernels.h"

#define NMT_BEGIN_KERNELS \
  namespace nmt {         \
  namespace NMT_ISA {
#define NMT_END_KERNELS \
  }                     \
  }

// Instruction sets whose machines may have instructions for products of bfloat16.
#if (defined(NMT_ISA_avx512) || defined(NMT_ISA_neon)) && !defined(NMT_REAL_DOUBLE)
#define NMT_NATIVE_BF16
#endif

NMT_BEGIN_KERNELS

#if defined(NMT_ISA_avx512)
constexpr int kVectorBytes = 64, kTileVectors = 4;
#elif defined(NMT_ISA_avx2)
constexpr int kVectorBytes = 32, kTileVectors = 2;
#elif defined(NMT_ISA_neon)
constexpr int kVectorBytes = 16, kTileVectors = 4;  // of 32 registers
#else
constexpr int kVectorBytes = 16, kTileVectors = 2;
#endif
constexpr int kLanes = kVectorBytes / static_cast<int>(sizeof(Real));

typedef Real Vec __attribute__((vector_size(kVectorBytes)));
typedef Real UnalignedVec
    __attribute__((vector_size(kVectorBytes), aligned(alignof(Real)), may_alias));
#ifdef NMT_REAL_DOUBLE
typedef std::int64_t IntVec __attribute__((vector_size(kVectorBytes)));
#else
typedef std::int32_t IntVec __attribute__((vector_size(kVectorBytes)));
typedef std::uint32_t BitVec __attribute__((vector_size(kVectorBytes)));
#endif

inline Vec load(const Real* from) { return *reinterpret_cast<const UnalignedVec*>(from); }
inline void store(Real* to, Vec v) { *reinterpret_cast<UnalignedVec*>(to) = v; }
// x - 0 is x for every x, so that the compiler sees a plain broadcast.
inline Vec broadcast(Real x) { return x - Vec{}; }

// A product that is rounded before it is added to: compilers fuse the two in one place and not in
// another, and loops that add up alike have to give the same bits.
inline Vec rounded(Vec product) {
#if defined(__x86_64__)
  __asm__("" : "+v"(product));
#elif defined(__aarch64__)
  __asm__("" : "+w"(product));
#endif
  return product;
}

inline IntVec lane_numbers() {
  IntVec lanes{};
  for (int i = 0; i < kLanes; ++i) lanes[i] = i;
  return lanes;
}

inline Vec load_first(const Real* from, int count, Real fill = 0) {
  Vec v = broadcast(fill);
  for (int i = 0; i < count; ++i) v[i] = from[i];
  return v;
}
inline void store_first(Real* to, Vec v, int count) {
  for (int i = 0; i < count; ++i) to[i] = v[i];
}

inline Vec larger(Vec a, Vec b) { return a > b ? a : b; }

// By halving, the same order on every call.
inline Real max_lanes(Vec v) {
  Real lanes[kLanes];
  __builtin_memcpy(lanes, &v, sizeof(v));
  for (int half = kLanes / 2; half > 0; half /= 2)
    for (int i = 0; i < half; ++i)
      lanes[i] = lanes[i] > lanes[i + half] ? lanes[i] : lanes[i + half];
  return lanes[0];
}

#ifdef NMT_REAL_DOUBLE
inline Vec exp(Vec x) {
  for (int i = 0; i < kLanes; ++i) x[i] = __builtin_exp(x[i]);
  return x;
}
#else
// exp(x) = 2^n exp(r), n = round(x / ln 2), |r| <= ln 2 / 2; exp(r) by its minimax polynomial of
// degree 6. Relative error below 2e-7; exactly 0 below -87, as for a masked score.
inline Vec exp(Vec x) {
  const Vec low = broadcast(-87.0f), high = broadcast(88.0f);
  const IntVec underflow = x < low;
  x = x < low ? low : x;
  x = x > high ? high : x;
  const Vec magic = broadcast(12582912.0f);  // 1.5 * 2^23: adding it rounds to a whole number
  const Vec shifted = x * 1.44269504088896341f + magic;
  const Vec n = shifted - magic;
  const Vec r = (x - n * 0.693145751953125f) - n * 1.42860682030941723e-6f;
  Vec p = broadcast(1.38888889e-3f);
  p = p * r + 8.33333377e-3f;
  p = p * r + 4.16666679e-2f;
  p = p * r + 1.66666667e-1f;
  p = p * r + 0.5f;
  p = p * r + 1.0f;
  p = p * r + 1.0f;
  // The low bits of `shifted` are n; moved to the exponent they multiply by 2^n. Unsigned, because the
  // lanes behind a row may hold anything.
  const BitVec bits = reinterpret_cast<BitVec>(shifted) << 23;
  const Vec result = reinterpret_cast<Vec>(reinterpret_cast<BitVec>(p) + bits);
  return underflow ? Vec{} : result;
}
#endif

inline Vec sigmoid(Vec x) { return 1 / (1 + exp(-x)); }

#ifdef NMT_REAL_DOUBLE
inline Vec tanh(Vec x) {
  for (int i = 0; i < kLanes; ++i) x[i] = __builtin_tanh(x[i]);
  return x;
}
#else
// tanh(x) = 1 - 2 / (1 + exp(2 x)), and its Taylor series near 0, where that difference cancels.
// Absolute error below 2e-7, relative error below 1e-6.
inline Vec tanh(Vec x) {
  const Vec square = x * x;
  Vec series = broadcast(2.1869489e-2f);     // 62 / 2835
  series = series * square - 5.3968254e-2f;  // 17 / 315
  series = series * square + 0.13333334f;
  series = series * square - 0.33333334f;
  series = series * square * x + x;
  return square < 0.09f ? series : 1 - 2 / (1 + exp(2 * x));
}
#endif

// Calls with(begin, lanes) for each register of a row; the last may be partial.
template <class With>
inline void each_register(int count, With with) {
  int i = 0;
  for (; i + kLanes <= count; i += kLanes) with(i, kLanes);
  if (i < count) with(i, count - i);
}
inline Vec load_lanes(const Real* from, int lanes, Real fill) {
  return lanes == kLanes ? load(from) : load_first(from, lanes, fill);
}
inline void store_lanes(Real* to, Vec v, int lanes) {
  if (lanes == kLanes)
    store(to, v);
  else
    store_first(to, v, lanes);
}
// Zero in the lanes beyond.
inline Vec keep_lanes(Vec v, int lanes) {
  if (lanes == kLanes) return v;
  for (int i = lanes; i < kLanes; ++i) v[i] = 0;
  return v;
}

// The sum of a row, in as many partial sums as the widest register has lanes, so that every
// instruction set adds the same numbers in the same order.
constexpr int kSumLanes = 64 / static_cast<int>(sizeof(Real)), kSumParts = kSumLanes / kLanes;
struct RowSum {
  Vec parts[kSumParts] = {};

  Real total() const {
    Real lanes[kSumLanes];
    __builtin_memcpy(lanes, parts, sizeof(parts));
    for (int half = kSumLanes / 2; half > 0; half /= 2)
      for (int i = 0; i < half; ++i) lanes[i] += lanes[i + half];
    return lanes[0];
  }
};
// each_register for sums: with(begin, lanes, the part of a RowSum that these numbers belong to).
template <class With>
inline void each_part(int count, With with) {
  int i = 0;
  for (; i + kSumLanes <= count; i += kSumLanes)
#pragma GCC unroll 8
    for (int part = 0; part < kSumParts; ++part) with(i + part * kLanes, kLanes, part);
#pragma GCC unroll 8
  for (int part = 0; part < kSumParts; ++part, i += kLanes)
    if (i < count) with(i, count - i < kLanes ? count - i : kLanes, part);
}

NMT_END_KERNELS
