// Attention of a search: few queries, many short rows of keys. Sums are added up in the order of the
// microkernel (kernels/gemm.cpp), so that a step of a search has the bits of teacher forcing.
#include "tensor/kernels/tile.h"

NMT_BEGIN_KERNELS

void softmax(Real* out, const Real* x, int visible, int padded);

namespace {

// The depth of one block of the microkernel's sums.
constexpr int kDepth = 512;

int smaller(int a, int b) { return a < b ? a : b; }

// Scores of one query and kLanes keys, of which `present` exist, over `width` of their numbers.
Vec product_with_keys(const Real* query, const Real* const* keys, std::int64_t offset, int present,
                      int width) {
  Vec sum{};
  int d = 0;
  for (; d + kLanes <= width; d += kLanes) {
    Vec rows[kLanes];
#pragma GCC unroll 16
    for (int i = 0; i < kLanes; ++i) rows[i] = i < present ? load(keys[i] + offset + d) : Vec{};
    transpose_square(rows);
#pragma GCC unroll 16
    for (int i = 0; i < kLanes; ++i) sum += broadcast(query[d + i]) * rows[i];
  }
  for (; d < width; ++d) {
    Vec column{};
    for (int i = 0; i < present; ++i) column[i] = keys[i][offset + d];
    sum += broadcast(query[d]) * column;
  }
  return sum;
}

// scores = scale * query . key, for one head.
void score_past(Real* scores, const Real* query, const AttendPastCall& c, std::int64_t offset) {
  for (int k = 0; k < c.count; k += kLanes) {
    const int present = smaller(c.count - k, kLanes);
    for (int d = 0; d < c.width; d += kDepth) {
      Vec sum = product_with_keys(query + d, c.keys + k, offset + d, present,
                                  smaller(c.width - d, kDepth)) *
                c.scale;
      if (d > 0) sum += load(scores + k);
      store(scores + k, sum);
    }
  }
}

// kVectors registers of the context of one head, or the `lanes` < kLanes numbers that are left.
template <int kVectors>
void mix_past(Real* context, const AttendPastCall& c, std::int64_t offset, int lanes) {
  Vec totals[kVectors] = {};
  for (int block = 0; block < c.count; block += kDepth) {
    Vec sums[kVectors] = {};
    const int end = smaller(block + kDepth, c.count);
    for (int k = block; k < end; ++k) {
      const Vec weight = broadcast(c.weights[k]);
      const Real* value = c.keys[k] + offset;
#pragma GCC unroll 4
      for (int v = 0; v < kVectors; ++v)
        sums[v] += weight * load_lanes(value + v * kLanes, lanes, 0);
    }
    for (int v = 0; v < kVectors; ++v) totals[v] = block == 0 ? sums[v] : sums[v] + totals[v];
  }
  for (int v = 0; v < kVectors; ++v) store_lanes(context + v * kLanes, totals[v], lanes);
}

// One head's keys or values as the right side of a product: rows `stride` numbers apart.
struct Right {
  const Real* data;
  std::int64_t stride;
  int depth;
};
struct Left {
  const Real* data;
  std::int64_t stride;
};
struct Out {
  Real* data;
  std::int64_t stride;
  int lanes;  // of the last register that exist
};

// out = scale * left right, a tile of kRows rows and kVectors registers.
template <int kRows, int kVectors>
void product_tile(const Out& out, const Left& left, const Right& right, Real scale) {
  for (int block = 0; block < right.depth; block += kDepth) {
    Vec sums[kRows][kVectors] = {};
    const Real* b = right.data + block * right.stride;
    const int end = smaller(block + kDepth, right.depth);
    for (int p = block; p < end; ++p, b += right.stride) {
      Vec columns[kVectors];
#pragma GCC unroll 4
      for (int v = 0; v < kVectors; ++v) columns[v] = load_lanes(b + v * kLanes, out.lanes, 0);
#pragma GCC unroll 6
      for (int i = 0; i < kRows; ++i) {
        const Vec row = broadcast(left.data[i * left.stride + p]);
#pragma GCC unroll 4
        for (int v = 0; v < kVectors; ++v) sums[i][v] += row * columns[v];
      }
    }
    for (int i = 0; i < kRows; ++i)
      for (int v = 0; v < kVectors; ++v) {
        Real* to = out.data + i * out.stride + v * kLanes;
        Vec sum = sums[i][v] * scale;
        if (block > 0) sum += load_lanes(to, out.lanes, 0);
        store_lanes(to, sum, out.lanes);
      }
  }
}

template <int kVectors>
void product_rows(const Out& out, const Left& left, const Right& right, Real scale, int rows) {
  switch (rows) {
    case 1:
      return product_tile<1, kVectors>(out, left, right, scale);
    case 2:
      return product_tile<2, kVectors>(out, left, right, scale);
    case 3:
      return product_tile<3, kVectors>(out, left, right, scale);
    case 4:
      return product_tile<4, kVectors>(out, left, right, scale);
    case 5:
      return product_tile<5, kVectors>(out, left, right, scale);
    default:
      return product_tile<6, kVectors>(out, left, right, scale);
  }
}

// out [rows, columns] = scale * left [rows, depth] right [depth, columns].
void product(const Out& out, const Left& left, const Right& right, Real scale, int rows,
             int columns) {
  for (int r = 0; r < rows; r += kTileRows) {
    const int count = smaller(rows - r, kTileRows);
    const Left from{left.data + r * left.stride, left.stride};
    for (int j = 0; j < columns;) {
      const int lanes = smaller(columns - j, kLanes);
      const Out to{out.data + r * out.stride + j, out.stride, lanes};
      const Right of{right.data + j, right.stride, right.depth};
      if (columns - j >= 2 * kLanes) {
        product_rows<2>(to, from, of, scale, count);
        j += 2 * kLanes;
      } else {
        product_rows<1>(to, from, of, scale, count);
        j += lanes;
      }
    }
  }
}

}  // namespace

void attend_past(const AttendPastCall& c) {
  const int padded = (c.count + 15) / 16 * 16;
  for (int head = 0; head < c.heads; ++head) {
    const std::int64_t begin = std::int64_t(head) * c.width;
    score_past(c.weights, c.query + begin, c, c.key_offset + begin);
    softmax(c.weights, c.weights, c.count, padded);
    int d = 0;
    for (; d + 4 * kLanes <= c.width; d += 4 * kLanes)
      mix_past<4>(c.context + begin + d, c, c.value_offset + begin + d, kLanes);
    for (; d < c.width; d += kLanes)
      mix_past<1>(c.context + begin + d, c, c.value_offset + begin + d,
                  smaller(c.width - d, kLanes));
  }
}

void attend_source(const AttendSourceCall& c) {
  for (int head = 0; head < c.heads; ++head) {
    const std::int64_t begin = std::int64_t(head) * c.width;
    Real* weights = c.weights + std::int64_t(head) * c.queries * c.padded;
    product({weights, c.padded, kLanes}, {c.query + begin, c.query_stride},
            {c.keys + begin * c.padded, c.padded, c.width}, c.scale, c.queries, c.padded);
    for (int q = 0; q < c.queries; ++q) {
      Real* row = weights + std::int64_t(q) * c.padded;
      softmax(row, row, c.count, c.padded);
    }
    product({c.context + begin, c.context_stride, kLanes}, {weights, c.padded},
            {c.values + begin, c.value_stride, c.count}, 1, c.queries, c.width);
  }
}

void transpose(Real* to, std::int64_t to_stride, const Real* from, std::int64_t from_stride,
               int rows, int cols) {
  int i = 0;
  for (; i + kLanes <= rows; i += kLanes) {
    int j = 0;
    for (; j + kLanes <= cols; j += kLanes) {
      Vec block[kLanes];
#pragma GCC unroll 16
      for (int l = 0; l < kLanes; ++l) block[l] = load(from + (i + l) * from_stride + j);
      transpose_square(block);
#pragma GCC unroll 16
      for (int l = 0; l < kLanes; ++l) store(to + (j + l) * to_stride + i, block[l]);
    }
    for (; j < cols; ++j)
      for (int l = 0; l < kLanes; ++l) to[j * to_stride + i + l] = from[(i + l) * from_stride + j];
  }
  for (; i < rows; ++i)
    for (int j = 0; j < cols; ++j) to[j * to_stride + i] = from[i * from_stride + j];
}

NMT_END_KERNELS
