#include "tensor/packed.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "tensor/kernels.h"

namespace nmt {
namespace {

constexpr int kLargest = 127;
constexpr Real kInfinite = std::numeric_limits<Real>::infinity();
// The depth is packed in blocks, of Reals (kernels/gemm.cpp) and of bfloat16.
constexpr int kDepth = kBf16Depth;

int panels_of(int n, int columns) { return (n + columns - 1) / columns; }
int groups_of(int k) { return (k + kInt8Group - 1) / kInt8Group; }

// Element (p, j) of the right side stands at data[p * row_stride + j * column_stride].
struct Right {
  const Real* data;
  std::int64_t row_stride, column_stride;
  int k, n;
};
Right right_side(const Tensor& b, Transpose tb) {
  if (tb == Transpose::no) return {b.data, b.stride, 1, b.rows, b.cols};
  return {b.data, 1, b.stride, b.cols, b.rows};
}

// Int8 --------------------------------------------------------------------------------------------

std::int64_t int8_index(int k, int p, int column) {
  const std::int64_t panel = column / kInt8Columns, group = p / kInt8Group;
  return ((panel * groups_of(k) + group) * kInt8Columns + column % kInt8Columns) * kInt8Group +
         p % kInt8Group;
}

// A number that is not finite makes the column's step so, and with it every product.
void take_larger(Real& most, Real x) {
  x = std::abs(x);
  most = x <= std::numeric_limits<Real>::max() ? std::max(most, x) : kInfinite;
}

// The largest magnitude of each column, in the order of memory.
std::vector<Real> largest_of_columns(const Right& b) {
  std::vector<Real> largest(static_cast<std::size_t>(b.n), Real(0));
  if (b.column_stride == 1) {
    for (int p = 0; p < b.k; ++p)
      for (int j = 0; j < b.n; ++j) take_larger(largest[j], b.data[p * b.row_stride + j]);
    return largest;
  }
  for (int j = 0; j < b.n; ++j) {
    Real most = 0;
    for (int p = 0; p < b.k; ++p) take_larger(most, b.data[j * b.column_stride + p * b.row_stride]);
    largest[j] = most;
  }
  return largest;
}

int rounded(Real x) {
  if constexpr (sizeof(Real) == 8)
    return static_cast<int>(__builtin_lrint(x));
  else
    return static_cast<int>(__builtin_lrintf(x));
}

// Where the numbers of each column go, and what becomes of the column beside them.
struct Int8Room {
  std::int8_t* numbers;
  float* scales;
  std::int32_t* offsets;
};

// Columns that stand side by side in memory, row by row.
void round_rows(const Int8Room& room, const Right& b, std::span<const Real> inverse) {
  int row[kInt8Columns];
  for (int first = 0; first < b.n; first += kInt8Columns) {
    const int columns = std::min(kInt8Columns, b.n - first);
    for (int p = 0; p < b.k; ++p) {
      const Real* from = b.data + p * b.row_stride + first;
      for (int j = 0; j < columns; ++j) row[j] = rounded(from[j] * inverse[first + j]);
      std::int8_t* to = room.numbers + int8_index(b.k, p, first);
      for (int j = 0; j < columns; ++j) {
        const auto number = static_cast<std::int8_t>(row[j]);
        to[j * kInt8Group] = number;
        room.offsets[first + j] -= 128 * number;
      }
    }
  }
}

// Columns whose numbers are `row_stride` apart, column by column.
void round_columns(const Int8Room& room, const Right& b, std::span<const Real> inverse) {
  std::vector<int> column(static_cast<std::size_t>(b.k));
  for (int j = 0; j < b.n; ++j) {
    const Real* from = b.data + j * b.column_stride;
    const Real factor = inverse[j];
    for (int p = 0; p < b.k; ++p) column[p] = rounded(from[p * b.row_stride] * factor);
    std::int8_t* to = room.numbers + int8_index(b.k, 0, j);
    for (int p = 0; p < b.k; ++p) {
      const auto number = static_cast<std::int8_t>(column[p]);
      to[(p / kInt8Group) * (kInt8Columns * kInt8Group) + p % kInt8Group] = number;
      room.offsets[j] -= 128 * number;
    }
  }
}

// Whether all numbers of the column are whole multiples of its largest magnitude / `steps`, but for the
// rounding of products and quotients.
bool is_multiple(const Right& b, int column, Real most, int steps) {
  constexpr Real kRounding = 1e-4;
  const Real* from = b.data + column * b.column_stride;
  const Real factor = static_cast<Real>(steps) / most;
  for (int p = 0; p < b.k; ++p) {
    const Real number = from[p * b.row_stride] * factor;
    if (!(std::abs(number - static_cast<Real>(rounded(number))) < kRounding)) return false;
  }
  return true;
}

// How many steps the largest magnitude of a column becomes. As many as there are; but a column that was
// whole numbers already, as in a model that another program has kept in 8 bits, gets those again.
int steps_of_column(const Right& b, int column, Real most) {
  constexpr auto kMost = static_cast<int>(kLargest);
  for (int steps = kMost; steps > 0; --steps)
    if (is_multiple(b, column, most, steps)) return steps;
  return kMost;
}

// Column j = scales[j] * whole numbers from -127 to 127, the nearest ones; any, where the scale is not
// finite.
PackedView pack_int8(std::byte* memory, const Right& b) {
  const std::size_t numbers = packed_number_bytes(b.k, b.n, Precision::int8);
  auto* scales = reinterpret_cast<float*>(memory + numbers);
  const Int8Room room{reinterpret_cast<std::int8_t*>(memory), scales,
                      reinterpret_cast<std::int32_t*>(scales + b.n)};
  std::fill_n(room.numbers, numbers, std::int8_t(0));
  std::fill_n(room.offsets, b.n, 0);
  std::vector<Real> inverse = largest_of_columns(b);
  for (int j = 0; j < b.n; ++j) {
    const Real most = inverse[j];
    const bool counts = most > Real(1e-30) && std::isfinite(most);
    const auto steps = static_cast<Real>(counts ? steps_of_column(b, j, most) : kLargest);
    scales[j] = static_cast<float>(most / steps);
    inverse[j] = most > Real(1e-30) ? steps / most : 0;
  }
  if (b.column_stride == 1)
    round_rows(room, b, inverse);
  else
    round_columns(room, b, inverse);
  return {room.numbers, b.k, b.n, Precision::int8, scales, room.offsets};
}

// Reals and words of two bfloat16 --------------------------------------------------------------------

// Panels of `width` columns within blocks of the depth; `each` numbers of a column share a word.
std::int64_t word_index(const PackedView& b, int p, int column, int each) {
  const int width = kernels().panel_columns, block = p / kDepth * kDepth;
  const std::int64_t padded = static_cast<std::int64_t>(panels_of(b.cols, width)) * width;
  const int depth = (std::min(kDepth, b.rows - block) + each - 1) / each;
  return padded * (block / each) + static_cast<std::int64_t>(column / width) * width * depth +
         static_cast<std::int64_t>((p - block) / each) * width + column % width;
}

std::int64_t packed_words(int k, int n, int each) {
  const int width = kernels().panel_columns;
  return static_cast<std::int64_t>(panels_of(n, width)) * width * ((k + each - 1) / each);
}

Real number_at(const PackedView& b, int p, int column) {
  if (b.blas == Blas::openblas)
    return static_cast<const Real*>(
        b.data)[b.transpose == Transpose::yes ? column * b.stride + p : p * b.stride + column];
  if (packed_form(b.precision) == Precision::f32)
    return static_cast<const Real*>(b.data)[word_index(b, p, column, 1)];
  const auto word = static_cast<const std::uint32_t*>(b.data)[word_index(b, p, column, 2)];
  return std::bit_cast<float>(p % 2 == 0 ? word << 16 : word & 0xffff0000U);
}

// Words that stand for the same numbers in both, from column to column. Panel by panel, in the order
// of memory.
template <class Word>
void copy_words(Word* to, const PackedView& some, const PackedView& all,
                std::span<const int> columns) {
  const int each = packed_form(all.precision) == Precision::bf16 ? 2 : 1;
  const auto* all_words = static_cast<const Word*>(all.data);
  const int width = kernels().panel_columns;
  std::vector<const Word*> from(static_cast<std::size_t>(width));
  for (int block = 0; block < some.rows; block += kDepth) {
    const int words = (std::min(kDepth, some.rows - block) + each - 1) / each;
    for (int first = 0; first < some.cols; first += width) {
      const int count = std::min(width, some.cols - first);
      for (int j = 0; j < count; ++j)
        from[j] = all_words + word_index(all, block, columns[first + j], each);
      Word* target = to + word_index(some, block, first, each);
      for (std::int64_t w = 0; w < words; ++w)
        for (int j = 0; j < count; ++j) target[w * width + j] = from[j][w * width];
    }
  }
}

PackedView copy_int8(std::byte* room, const PackedView& all, std::span<const int> columns) {
  constexpr std::int64_t kNextGroup = kInt8Columns * kInt8Group;
  const int n = static_cast<int>(columns.size());
  auto* scales = reinterpret_cast<float*>(room + packed_number_bytes(all.rows, n, Precision::int8));
  auto* offsets = reinterpret_cast<std::int32_t*>(scales + n);
  for (int j = 0; j < n; ++j) {
    scales[j] = all.scales[columns[j]];
    offsets[j] = all.offsets[columns[j]];
    const std::byte* from =
        static_cast<const std::byte*>(all.data) + int8_index(all.rows, 0, columns[j]);
    std::byte* to = room + int8_index(all.rows, 0, j);
    for (int g = 0; g < groups_of(all.rows); ++g)
      std::copy_n(from + g * kNextGroup, kInt8Group, to + g * kNextGroup);
  }
  return {room, all.rows, n, Precision::int8, scales, offsets};
}

}  // namespace

Precision packed_form(Precision precision) {
  return precision == Precision::bf16 && kernels().multiply_bf16 == nullptr ? Precision::f32
                                                                            : precision;
}

std::size_t packed_number_bytes(int k, int n, Precision precision) {
  switch (packed_form(precision)) {
    case Precision::int8:
      return static_cast<std::size_t>(panels_of(n, kInt8Columns)) *
             static_cast<std::size_t>(groups_of(k)) * (kInt8Columns * kInt8Group);
    case Precision::bf16:
      return static_cast<std::size_t>(packed_words(k, n, 2)) * sizeof(std::uint32_t);
    default:
      return static_cast<std::size_t>(packed_words(k, n, 1)) * sizeof(Real);
  }
}

std::size_t packed_bytes(int k, int n, Precision precision) {
  const std::size_t beside =
      precision == Precision::int8
          ? static_cast<std::size_t>(n) * (sizeof(float) + sizeof(std::int32_t))
          : 0;
  return packed_number_bytes(k, n, precision) + beside;
}

PackedView pack_into(std::byte* room, const Tensor& b, Transpose tb, Precision precision) {
  const Right right = right_side(b, tb);
  if (precision == Precision::int8) return pack_int8(room, right);
  if (packed_form(precision) == Precision::bf16)
    kernels().pack_bf16(reinterpret_cast<std::uint32_t*>(room), right.data, right.row_stride,
                        right.column_stride, right.k, right.n);
  else
    kernels().pack(reinterpret_cast<Real*>(room), right.data, right.row_stride, right.column_stride,
                   right.k, right.n);
  return {room, right.k, right.n, precision};
}

PackedView as_it_stands(const Tensor& b, Transpose tb) {
  const Right right = right_side(b, tb);
  return {.data = b.data,
          .rows = right.k,
          .cols = right.n,
          .blas = Blas::openblas,
          .stride = std::max<std::int64_t>({b.stride, b.cols, 1}),
          .transpose = tb};
}

PackedView pack(Arena& arena, const Tensor& b, Transpose tb, Arithmetic arithmetic) {
  if (arithmetic.by_openblas()) return as_it_stands(b, tb);
  const Right right = right_side(b, tb);
  const std::size_t bytes = packed_bytes(right.k, right.n, arithmetic.precision);
  return pack_into(arena.allocate<std::byte>(bytes), b, tb, arithmetic.precision);
}

void unpack_column(Real* to, const PackedView& b, int column, Real scale) {
  if (b.precision != Precision::int8) {
    for (int p = 0; p < b.rows; ++p) to[p] = scale * number_at(b, p, column);
    return;
  }
  const auto* from = static_cast<const std::int8_t*>(b.data) + int8_index(b.rows, 0, column);
  const Real step = b.scales[column];
  for (int p = 0; p < b.rows; p += kInt8Group, from += kInt8Columns * kInt8Group)
    for (int q = 0; q < std::min(kInt8Group, b.rows - p); ++q)
      to[p + q] = scale * (static_cast<Real>(from[q]) * step);
}

PackedView pack_columns(Arena& arena, const PackedView& b, std::span<const int> columns) {
  const int n = static_cast<int>(columns.size());
  if (b.blas == Blas::openblas) {
    const Tensor turned(arena.allocate<Real>(columns.size() * static_cast<std::size_t>(b.rows)), n,
                        b.rows);
    for (int j = 0; j < n; ++j) unpack_column(turned.row(j), b, columns[j]);
    return as_it_stands(turned, Transpose::yes);
  }
  const std::size_t bytes = packed_bytes(b.rows, n, b.precision);
  auto* room = arena.allocate<std::byte>(bytes);
  std::fill_n(room, bytes, std::byte(0));
  if (b.precision == Precision::int8) return copy_int8(room, b, columns);
  const PackedView some{room, b.rows, n, b.precision};
  if (packed_form(b.precision) == Precision::bf16)
    copy_words(reinterpret_cast<std::uint32_t*>(room), some, b, columns);
  else
    copy_words(reinterpret_cast<Real*>(room), some, b, columns);
  return some;
}

PackedMatrix::PackedMatrix(const Tensor& b, Transpose tb, Arithmetic arithmetic)
    : view_(pack(arena_, b, tb, arithmetic)) {}

}  // namespace nmt
