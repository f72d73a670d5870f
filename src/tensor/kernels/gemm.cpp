// The microkernel: a tile of a few rows times one panel of packed columns, held in registers over
// all of k.
#include "tensor/kernels/vec.h"

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

inline void finish(const Tile& t, Real* c, Vec sum, int column) {
  const int left = t.columns - column;
  sum *= t.scale;
  if (left >= kLanes) {
    if (t.bias) sum += load(t.bias + column);
    if (t.add) sum += load(c + column);
    store(c + column, sum);
  } else {
    if (t.bias) sum += load_first(t.bias + column, left);
    if (t.add) sum += load_first(c + column, left);
    store_first(c + column, sum, left);
  }
}

template <int kRows, int kVectors>
void multiply_tile(const Tile& t) {
  Vec sums[kRows][kVectors] = {};
  const Real* b = t.b;
  const Real* a = t.a.data;
  for (int p = 0; p < t.k; ++p, b += kPanel, a += t.a.column_stride) {
    Vec columns[kVectors];
#pragma GCC unroll 8
    for (int j = 0; j < kVectors; ++j) columns[j] = load(b + j * kLanes);
#pragma GCC unroll 8
    for (int i = 0; i < kRows; ++i) {
      const Vec row = broadcast(a[i * t.a.row_stride]);
#pragma GCC unroll 8
      for (int j = 0; j < kVectors; ++j) sums[i][j] += row * columns[j];
    }
  }
#pragma GCC unroll 8
  for (int i = 0; i < kRows; ++i)
#pragma GCC unroll 8
    for (int j = 0; j < kVectors; ++j) finish(t, t.c + i * t.c_stride, sums[i][j], j * kLanes);
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

void multiply_columns(const Tile& t, int rows) {
  switch ((t.columns + kLanes - 1) / kLanes) {
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

}  // namespace

void multiply(const GemmCall& g) {
  const Real* packed = g.packed_b;
  for (int p = 0; p < g.k; p += kDepth) {
    const int depth = g.k - p < kDepth ? g.k - p : kDepth;
    multiply_block(g, p, depth, packed);
    packed += static_cast<std::int64_t>(padded_columns(g.n)) * depth;
  }
}

void pack(Real* packed, const Real* b, std::int64_t row_stride, std::int64_t column_stride, int k,
          int n) {
  for (int block = 0; block < k; block += kDepth) {
    const int depth = k - block < kDepth ? k - block : kDepth;
    for (int column = 0; column < n; column += kPanel) {
      const int columns = n - column < kPanel ? n - column : kPanel;
      const Real* from = b + block * row_stride + column * column_stride;
      if (column_stride == 1) {
        for (int p = 0; p < depth; ++p) {
          const Real* row = from + p * row_stride;
          Real* to = packed + p * kPanel;
          for (int j = 0; j < columns; ++j) to[j] = row[j];
          for (int j = columns; j < kPanel; ++j) to[j] = 0;
        }
      } else {
        for (int j = 0; j < columns; ++j) {
          const Real* line = from + j * column_stride;
          for (int p = 0; p < depth; ++p) packed[p * kPanel + j] = line[p * row_stride];
        }
        for (int j = columns; j < kPanel; ++j)
          for (int p = 0; p < depth; ++p) packed[p * kPanel + j] = 0;
      }
      packed += static_cast<std::int64_t>(depth) * kPanel;
    }
  }
}

int panel_columns() { return kPanel; }
int block_depth() { return kDepth; }

NMT_END_KERNELS
