// Products of Reals: packing, and the microkernel of tile.h over blocks of the depth.
#include "tensor/kernels/tile.h"

NMT_BEGIN_KERNELS
namespace {

constexpr int kDepth = kGemmDepth;
// Rows that do not share cache sets.
constexpr int kLeftStride = kDepth + 16;
constexpr int kLongStride = 512;
static_assert(kRowBlock * kLeftStride <= kLeftRoom);

struct RealProduct {
  template <int kRows, int kVectors>
  static inline void add(Vec (&sums)[kRows][kVectors], const Tile<GemmLeft, Real>& t) {
    const Real* b = t.b;
    const Real* a = t.a.data;
    const std::int64_t row_stride = t.a.row_stride, column_stride = t.a.column_stride;
    int p = t.k;
#ifdef NMT_ISA_neon
    // A multiplication by one lane of a register needs no broadcast, which on Arm takes a turn of a
    // multiplier.
    if (column_stride == 1)
      for (; p >= kLanes; p -= kLanes, a += kLanes) {
        Vec rows[kRows];
#pragma GCC unroll 8
        for (int i = 0; i < kRows; ++i) rows[i] = load(a + i * row_stride);
#pragma GCC unroll 4
        for (int lane = 0; lane < kLanes; ++lane, b += kPanel)
#pragma GCC unroll 8
          for (int j = 0; j < kVectors; ++j) {
            const Vec columns = load(b + j * kLanes);
#pragma GCC unroll 8
            for (int i = 0; i < kRows; ++i) sums[i][j] += columns * rows[i][lane];
          }
      }
#endif
    for (; p > 0; --p, b += kPanel, a += column_stride) {
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

// A block of a left side that is read transposed, as it is not: room [rows, kLeftStride].
void turn_left(Real* room, const GemmLeft& a, int rows, int depth) {
  for (int p = 0; p < depth; p += kLanes)
    for (int i = 0; i < rows; i += kLanes) {
      const int lines = rows - i < kLanes ? rows - i : kLanes;
      Vec numbers[kLanes];
      for (int q = 0; q < kLanes; ++q)
        numbers[q] =
            p + q < depth ? load_lanes(a.data + (p + q) * a.column_stride + i, lines, 0) : Vec{};
      transpose_square(numbers);
      for (int line = 0; line < lines; ++line)
        store(room + (i + line) * kLeftStride + p, numbers[line]);
    }
}

// Rows of c from one block of k, with the left side of these rows and this depth.
struct Block {
  int row_begin, rows, k_begin, depth;
  GemmLeft left;
};
void multiply_block(const GemmCall& g, const Block& block, const Real* packed) {
  const bool first = block.k_begin == 0;
  for (int column = 0; column < g.n; column += kPanel)
    each_tile(block.rows, [&](int row, int rows) {
      const Tile<GemmLeft, Real> tile = {
          .c = g.c + (block.row_begin + row) * g.c_stride + column,
          .c_stride = g.c_stride,
          .a = {block.left.data + row * block.left.row_stride, block.left.row_stride,
                block.left.column_stride},
          .b = packed + static_cast<std::int64_t>(column) * block.depth,
          .bias = first && g.bias ? g.bias + column : nullptr,
          .columns = g.n - column < kPanel ? g.n - column : kPanel,
          .k = block.depth,
          .add = g.add || !first,
          .scale = g.scale};
      multiply_columns<RealProduct>(tile, rows);
    });
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
  // Strided reads of a few numbers share cache sets where the stride is long; turning the side once
  // costs less, when more than a few panels read it.
  const bool turns = g.a.column_stride >= kLongStride && g.n > 2 * kPanel;
  const Real* packed = g.packed_b;
  int p = 0;
  // Once even for k = 0, whose sums are 0.
  do {
    const int depth = g.k - p < kDepth ? g.k - p : kDepth;
    for (int row = 0; row < g.m; row += kRowBlock) {
      const int rows = g.m - row < kRowBlock ? g.m - row : kRowBlock;
      GemmLeft left = {g.a.data + row * g.a.row_stride + p * g.a.column_stride, g.a.row_stride,
                       g.a.column_stride};
      if (turns) {
        turn_left(g.room, left, rows, depth);
        left = {g.room, kLeftStride, 1};
      }
      multiply_block(g, {row, rows, p, depth, left}, packed);
    }
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
