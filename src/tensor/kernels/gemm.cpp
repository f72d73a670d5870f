// Products of Reals: packing, and the microkernel of tile.h over blocks of the depth.
#include "tensor/kernels/tile.h"

NMT_BEGIN_KERNELS
namespace {

constexpr int kDepth = 512;

struct RealProduct {
  template <int kRows, int kVectors>
  static inline void add(Vec (&sums)[kRows][kVectors], const Tile<GemmLeft, Real>& t) {
    const Real* b = t.b;
    const Real* a = t.a.data;
    const std::int64_t row_stride = t.a.row_stride, column_stride = t.a.column_stride;
    for (int p = t.k; p > 0; --p, b += kPanel, a += column_stride) {
      Vec columns[kVectors];
#pragma GCC unroll 8
      for (int j = 0; j < kVectors; ++j) columns[j] = load(b + j * kLanes);
#pragma GCC unroll 8
      for (int i = 0; i < kRows; ++i) {
        const Vec row = broadcast(a[i * row_stride]);
#pragma GCC unroll 8
        for (int j = 0; j < kVectors; ++j) sums[i][j] += row * columns[j];
      }
    }
  }
};

// c [m, n] from one block of k.
void multiply_block(const GemmCall& g, int k_begin, int k_count, const Real* packed) {
  for (int block = 0; block < g.m; block += kRowBlock) {
    const int block_end = block + kRowBlock < g.m ? block + kRowBlock : g.m;
    for (int column = 0; column < g.n; column += kPanel) {
      for (int row = block; row < block_end; row += kTileRows) {
        const int rows = block_end - row < kTileRows ? block_end - row : kTileRows;
        const Real* a = g.a.data + row * g.a.row_stride + k_begin * g.a.column_stride;
        const bool first = k_begin == 0;
        const Tile<GemmLeft, Real> tile = {
            .c = g.c + row * g.c_stride + column,
            .c_stride = g.c_stride,
            .a = {a, g.a.row_stride, g.a.column_stride},
            .b = packed + static_cast<std::int64_t>(column) * k_count,
            .bias = first && g.bias ? g.bias + column : nullptr,
            .columns = g.n - column < kPanel ? g.n - column : kPanel,
            .k = k_count,
            .add = g.add || !first,
            .scale = g.scale};
        multiply_columns<RealProduct>(tile, rows);
      }
    }
  }
}

void pack_rows(Real* packed, const Real* from, std::int64_t row_stride, int depth, int columns) {
  const int padded = padded_to_vectors(columns);
  for (int p = 0; p < depth; ++p, from += row_stride, packed += kPanel) {
    for (int j = 0; j < columns; ++j) packed[j] = from[j];
    for (int j = columns; j < padded; ++j) packed[j] = 0;
  }
}

// Element (p, j) stands at from[p * row_stride + j * column_stride].
void pack_transposed(Real* packed, const Real* from, std::int64_t row_stride,
                     std::int64_t column_stride, int depth, int columns) {
  const int whole = row_stride == 1 ? depth / kLanes * kLanes : 0;
  const int padded = padded_to_vectors(columns);
  for (int j = 0; j < padded; j += kLanes) {
    const int present = columns - j < kLanes ? columns - j : kLanes;
    for (int p = 0; p < whole; p += kLanes) {
      Vec rows[kLanes];
#pragma GCC unroll 16
      for (int i = 0; i < kLanes; ++i)
        rows[i] = i < present ? load(from + (j + i) * column_stride + p) : Vec{};
      transpose_square(rows);
#pragma GCC unroll 16
      for (int i = 0; i < kLanes; ++i) store(packed + (p + i) * kPanel + j, rows[i]);
    }
  }
  for (int p = whole; p < depth; ++p) {
    for (int j = 0; j < columns; ++j)
      packed[p * kPanel + j] = from[p * row_stride + j * column_stride];
    for (int j = columns; j < padded; ++j) packed[p * kPanel + j] = 0;
  }
}

}  // namespace

void multiply(const GemmCall& g) {
  const Real* packed = g.packed_b;
  int p = 0;
  // Once even for k = 0, whose sums are 0.
  do {
    const int depth = g.k - p < kDepth ? g.k - p : kDepth;
    multiply_block(g, p, depth, packed);
    packed += static_cast<std::int64_t>(padded_columns(g.n)) * depth;
    p += kDepth;
  } while (p < g.k);
}

void pack(Real* packed, const Real* b, std::int64_t row_stride, std::int64_t column_stride, int k,
          int n) {
  for (int block = 0; block < k; block += kDepth) {
    const int depth = k - block < kDepth ? k - block : kDepth;
    for (int column = 0; column < n; column += kPanel) {
      const int columns = n - column < kPanel ? n - column : kPanel;
      const Real* from = b + block * row_stride + column * column_stride;
      if (column_stride == 1)
        pack_rows(packed, from, row_stride, depth, columns);
      else
        pack_transposed(packed, from, row_stride, column_stride, depth, columns);
      packed += static_cast<std::int64_t>(depth) * kPanel;
    }
  }
}

int panel_columns() { return kPanel; }

NMT_END_KERNELS
