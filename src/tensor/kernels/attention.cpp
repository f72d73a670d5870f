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
      Vec sum = rounded(product_with_keys(query + d, c.keys + k, offset + d, present,
                                          smaller(c.width - d, kDepth)) *
                        c.scale);
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

// The sides of a product for each of several heads: rows `stride`, heads `head` numbers apart.
struct Left {
  const Real* data;
  std::int64_t stride, head;
};
struct Right {
  const Real* data;
  std::int64_t stride, head;
  int depth;
};
struct Out {
  Real* data;
  std::int64_t stride, head;
  int lanes = kLanes;  // of the last register that exist
};

struct Counts {
  int rows, columns, heads;
};

template <class Side>
Side of_head(Side side, int head) {
  side.data += head * side.head;
  return side;
}

// Whether the last register of a tile is whole.
enum class Last { whole, part };

// out = scale * left right for kHeads heads, a tile of kRows rows and kVectors registers of each.
template <int kHeads, int kRows, int kVectors, Last kLast = Last::whole>
void product_tile(const Out& out, const Left& left, const Right& right, Real scale) {
  const int lanes = kLast == Last::whole ? kLanes : out.lanes;
  for (int block = 0; block < right.depth; block += kDepth) {
    Vec sums[kHeads][kRows][kVectors] = {};
    const Real* b = right.data + block * right.stride;
    const int end = smaller(block + kDepth, right.depth);
    for (int p = block; p < end; ++p, b += right.stride)
#pragma GCC unroll 4
      for (int h = 0; h < kHeads; ++h) {
        Vec columns[kVectors];
#pragma GCC unroll 4
        for (int v = 0; v < kVectors; ++v)
          columns[v] = load_lanes(b + h * right.head + v * kLanes, lanes, 0);
#pragma GCC unroll 6
        for (int i = 0; i < kRows; ++i) {
          const Vec row = broadcast(left.data[h * left.head + i * left.stride + p]);
#pragma GCC unroll 4
          for (int v = 0; v < kVectors; ++v) sums[h][i][v] += row * columns[v];
        }
      }
      // Unrolled, or the compiler keeps the sums in memory.
#pragma GCC unroll 4
    for (int h = 0; h < kHeads; ++h)
#pragma GCC unroll 6
      for (int i = 0; i < kRows; ++i)
#pragma GCC unroll 4
        for (int v = 0; v < kVectors; ++v) {
          Real* to = out.data + h * out.head + i * out.stride + v * kLanes;
          Vec sum = rounded(sums[h][i][v] * scale);
          if (block > 0) sum += load_lanes(to, lanes, 0);
          store_lanes(to, sum, lanes);
        }
  }
}

// Several heads at once where a single row would wait for its own sums.
template <int kVectors>
void product_one_row(const Out& out, const Left& left, const Right& right, Real scale, int heads) {
  constexpr int kTogether = 4;
  int h = 0;
  for (; h + kTogether <= heads; h += kTogether)
    product_tile<kTogether, 1, kVectors>(of_head(out, h), of_head(left, h), of_head(right, h),
                                         scale);
  for (; h < heads; ++h)
    product_tile<1, 1, kVectors>(of_head(out, h), of_head(left, h), of_head(right, h), scale);
}

template <int kRows, int kVectors>
void product_rows(const Out& out, const Left& left, const Right& right, Real scale, int heads) {
  for (int h = 0; h < heads; ++h)
    product_tile<1, kRows, kVectors>(of_head(out, h), of_head(left, h), of_head(right, h), scale);
}

// At most kTileRows rows, kVectors whole registers.
template <int kVectors>
void product_registers(const Out& out, const Left& left, const Right& right, Real scale,
                       const Counts& counts) {
  switch (counts.rows) {
    case 1:
      return product_one_row<kVectors>(out, left, right, scale, counts.heads);
    case 2:
      return product_rows<2, kVectors>(out, left, right, scale, counts.heads);
    case 3:
      return product_rows<3, kVectors>(out, left, right, scale, counts.heads);
    case 4:
      return product_rows<4, kVectors>(out, left, right, scale, counts.heads);
    case 5:
      return product_rows<5, kVectors>(out, left, right, scale, counts.heads);
    default:
      return product_rows<6, kVectors>(out, left, right, scale, counts.heads);
  }
}

// out [rows, columns] = scale * left [rows, depth] right [depth, columns] for each head.
void product(Out out, Left left, const Right& right, Real scale, const Counts& counts) {
  for (int r = 0; r < counts.rows; r += kTileRows) {
    const Counts some{smaller(counts.rows - r, kTileRows), counts.columns, counts.heads};
    Right of = right;
    Out to = out;
    int j = 0;
    const auto next = [&](int columns) { j += columns, to.data += columns, of.data += columns; };
    for (; j + 2 * kLanes <= counts.columns; next(2 * kLanes))
      product_registers<2>(to, left, of, scale, some);
    for (; j + kLanes <= counts.columns; next(kLanes))
      product_registers<1>(to, left, of, scale, some);
    to.lanes = counts.columns - j;
    for (int h = 0; to.lanes > 0 && h < counts.heads; ++h)
      for (int i = 0; i < some.rows; ++i) {
        Out row = of_head(to, h);
        row.data += i * to.stride;
        Left from = of_head(left, h);
        from.data += i * left.stride;
        product_tile<1, 1, 1, Last::part>(row, from, of_head(of, h), scale);
      }
    out.data += some.rows * out.stride;
    left.data += some.rows * left.stride;
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
  const std::int64_t of_head = std::int64_t(c.queries) * c.padded;
  product({c.weights, c.padded, of_head}, {c.query, c.query_stride, c.width},
          {c.keys, c.padded, std::int64_t(c.width) * c.padded, c.width}, c.scale,
          {c.queries, c.padded, c.heads});
  for (int row = 0; row < c.heads * c.queries; ++row) {
    Real* weights = c.weights + std::int64_t(row) * c.padded;
    softmax(weights, weights, c.count, c.padded);
  }
  product({c.context, c.context_stride, c.width}, {c.weights, c.padded, of_head},
          {c.values, c.value_stride, c.width, c.count}, 1, {c.queries, c.width, c.heads});
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
