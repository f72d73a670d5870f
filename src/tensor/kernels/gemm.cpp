// The microkernel: a tile of a few rows times one panel of packed columns, held in registers over
// all of k.
#include "tensor/kernels/transpose.h"

NMT_BEGIN_KERNELS
namespace {

constexpr int kPanel = kTileVectors * kLanes;
constexpr int kTileRows = 6;
constexpr int kDepth = 512;
// Rows of a that stay in the second-level cache while all panels of b pass by.
constexpr int kRowBlock = 40 * kTileRows;

struct Tile {
  Real* c;
  std::int64_t c_stride;
  GemmLeft a;
  const Real* b;     // one panel: [k, kPanel]
  const Real* bias;  // the panel's, or null
  int columns;       // of the panel that exist in c
  int k;
  bool add;
  Real scale;
};

// All columns of all vectors exist in c. Nothing but the sums may live across the loop, or the
// compiler spills.
template <int kRows, int kVectors>
void multiply_tile(const Tile& t) {
  Vec sums[kRows][kVectors] = {};
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
  Real* c = t.c;
#pragma GCC unroll 8
  for (int i = 0; i < kRows; ++i, c += t.c_stride)
#pragma GCC unroll 8
    for (int j = 0; j < kVectors; ++j) {
      Vec sum = sums[i][j] * t.scale;
      if (t.bias) sum += load(t.bias + j * kLanes);
      if (t.add) sum += load(c + j * kLanes);
      store(c + j * kLanes, sum);
    }
}

template <int kVectors>
void multiply_rows(const Tile& t, int rows) {
  switch (rows) {
    case 1:
      return multiply_tile<1, kVectors>(t);
    case 2:
      return multiply_tile<2, kVectors>(t);
    case 3:
      return multiply_tile<3, kVectors>(t);
    case 4:
      return multiply_tile<4, kVectors>(t);
    case 5:
      return multiply_tile<5, kVectors>(t);
    default:
      return multiply_tile<6, kVectors>(t);
  }
}

void multiply_vectors(const Tile& t, int rows, int vectors) {
  switch (vectors) {
    case 1:
      return multiply_rows<1>(t, rows);
    case 2:
      return multiply_rows<2>(t, rows);
#ifdef NMT_ISA_avx512
    case 3:
      return multiply_rows<3>(t, rows);
    default:
      return multiply_rows<4>(t, rows);
#else
    default:
      return multiply_rows<2>(t, rows);
#endif
  }
}

// The last panel may end within a vector: it is computed beside c, and what exists is copied.
void multiply_columns(const Tile& t, int rows) {
  const int vectors = (t.columns + kLanes - 1) / kLanes;
  if (t.columns == vectors * kLanes) return multiply_vectors(t, rows, vectors);
  alignas(kVectorBytes) Real sums[kTileRows * kPanel];
  Tile beside = t;
  beside.c = sums;
  beside.c_stride = kPanel;
  beside.bias = nullptr;
  beside.add = false;
  multiply_vectors(beside, rows, vectors);
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

// c [m, n] from one block of k.
void multiply_block(const GemmCall& g, int k_begin, int k_count, const Real* packed) {
  for (int block = 0; block < g.m; block += kRowBlock) {
    const int block_end = block + kRowBlock < g.m ? block + kRowBlock : g.m;
    for (int column = 0; column < g.n; column += kPanel) {
      for (int row = block; row < block_end; row += kTileRows) {
        const int rows = block_end - row < kTileRows ? block_end - row : kTileRows;
        const Real* a = g.a.data + row * g.a.row_stride + k_begin * g.a.column_stride;
        const bool first = k_begin == 0;
        multiply_columns({.c = g.c + row * g.c_stride + column,
                          .c_stride = g.c_stride,
                          .a = {a, g.a.row_stride, g.a.column_stride},
                          .b = packed + static_cast<std::int64_t>(column) * k_count,
                          .bias = first && g.bias ? g.bias + column : nullptr,
                          .columns = g.n - column < kPanel ? g.n - column : kPanel,
                          .k = k_count,
                          .add = g.add || !first,
                          .scale = g.scale},
                         rows);
      }
    }
  }
}

int padded_columns(int n) { return (n + kPanel - 1) / kPanel * kPanel; }

// The columns of a panel that the microkernel reads; those beyond n are zero.
int padded_to_vectors(int columns) { return (columns + kLanes - 1) / kLanes * kLanes; }

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
      transpose_blocks<1>(rows);
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
