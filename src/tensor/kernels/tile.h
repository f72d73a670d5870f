// What every microkernel shares: a tile of a few rows times one panel of packed columns, whose sums
// stay in registers over all of one block of the depth.
#pragma once

#include <utility>

#include "tensor/kernels/vec.h"

NMT_BEGIN_KERNELS
namespace {

constexpr int kPanel = kTileVectors * kLanes;
constexpr int kTileRows = 6;
// Rows of the left side that stay in the second-level cache while all panels pass by.
constexpr int kRowBlock = 40 * kTileRows;

template <class Left, class Right>
struct Tile {
  Real* c;
  std::int64_t c_stride;
  Left a;
  const Right* b;    // one panel
  const Real* bias;  // the panel's, or null
  int columns;       // of the panel that exist in c
  int k;
  bool add;
  Real scale;
};

// All columns of all vectors exist in c. Nothing but the sums may live across the loop of
// Product::add, or the compiler spills.
template <class Product, int kRows, int kVectors, class AnyTile>
void multiply_tile(const AnyTile& t) {
  Vec sums[kRows][kVectors] = {};
  Product::template add<kRows, kVectors>(sums, t);
  Real* c = t.c;
#pragma GCC unroll 8
  for (int i = 0; i < kRows; ++i, c += t.c_stride)
#pragma GCC unroll 8
    for (int j = 0; j < kVectors; ++j) {
      Vec sum = rounded(sums[i][j] * t.scale);
      if (t.bias) sum += load(t.bias + j * kLanes);
      if (t.add) sum += load(c + j * kLanes);
      store(c + j * kLanes, sum);
    }
}

template <class Product, int kVectors, class AnyTile>
void multiply_rows(const AnyTile& t, int rows) {
  switch (rows) {
    case 1:
      return multiply_tile<Product, 1, kVectors>(t);
    case 2:
      return multiply_tile<Product, 2, kVectors>(t);
    case 3:
      return multiply_tile<Product, 3, kVectors>(t);
    case 4:
      return multiply_tile<Product, 4, kVectors>(t);
    case 5:
      return multiply_tile<Product, 5, kVectors>(t);
    default:
      return multiply_tile<Product, 6, kVectors>(t);
  }
}

template <class Product, class AnyTile>
void multiply_vectors(const AnyTile& t, int rows, int vectors) {
  switch (vectors) {
    case 1:
      return multiply_rows<Product, 1>(t, rows);
    case 2:
      return multiply_rows<Product, 2>(t, rows);
    case 3:
      if constexpr (kTileVectors == 4) return multiply_rows<Product, 3>(t, rows);
      [[fallthrough]];
    default:
      return multiply_rows<Product, kTileVectors>(t, rows);
  }
}

// The last panel may end within a vector: it is computed beside c, and what exists is copied.
template <class Product, class AnyTile>
void multiply_columns(const AnyTile& t, int rows) {
  const int vectors = (t.columns + kLanes - 1) / kLanes;
  if (t.columns == vectors * kLanes) return multiply_vectors<Product>(t, rows, vectors);
  alignas(kVectorBytes) Real sums[kTileRows * kPanel];
  AnyTile beside = t;
  beside.c = sums;
  beside.c_stride = kPanel;
  beside.bias = nullptr;
  beside.add = false;
  multiply_vectors<Product>(beside, rows, vectors);
  for (int i = 0; i < rows; ++i) {
    const Real* from = sums + i * kPanel;
    Real* to = t.c + i * t.c_stride;
    for (int j = 0; j < t.columns; ++j) {
      Real sum = from[j];
      if (t.bias) sum += t.bias[j];
      to[j] = t.add ? to[j] + sum : sum;
    }
  }
}

// run(first row, rows) for each tile. Even tiles: one of a row or two would wait for memory.
template <class Run>
inline void each_tile(int rows, Run run) {
  int tiles = (rows + kTileRows - 1) / kTileRows;
  for (int row = 0; row < rows; --tiles) {
    const int count = (rows - row + tiles - 1) / tiles;
    run(row, count);
    row += count;
  }
}

constexpr int padded_columns(int n) { return (n + kPanel - 1) / kPanel * kPanel; }

// The columns of a panel that the microkernel reads; those beyond n are zero.
constexpr int padded_to_vectors(int columns) { return (columns + kLanes - 1) / kLanes * kLanes; }

// One step of a transposition by halves: exchanges the off-diagonal blocks of kWidth lanes of two
// rows.
template <int kWidth, int... kLane>
inline void exchange(Vec& a, Vec& b, std::integer_sequence<int, kLane...>) {
  const Vec low =
      __builtin_shufflevector(a, b, ((kLane & kWidth) ? kLanes + kLane - kWidth : kLane)...);
  b = __builtin_shufflevector(a, b, ((kLane & kWidth) ? kLanes + kLane : kLane + kWidth)...);
  a = low;
}
template <int kWidth = 1>
inline void transpose_square(Vec (&rows)[kLanes]) {
#pragma GCC unroll 16
  for (int i = 0; i < kLanes; ++i)
    if (!(i & kWidth))
      exchange<kWidth>(rows[i], rows[i + kWidth], std::make_integer_sequence<int, kLanes>());
  if constexpr (2 * kWidth < kLanes) transpose_square<2 * kWidth>(rows);
}

}  // namespace
NMT_END_KERNELS
