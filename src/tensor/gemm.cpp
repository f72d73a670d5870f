#include "tensor/gemm.h"

#include <algorithm>
#include <vector>

#include "base/error.h"
#include "base/format.h"
#include "tensor/kernels.h"

namespace nmt {
namespace {

std::int64_t packed_size(int k, int n) {
  const int panel = kernels().panel_columns;
  return static_cast<std::int64_t>((n + panel - 1) / panel) * panel * k;
}

struct Sides {
  int m, n, k;
};

Sides checked_sides(const Tensor& c, const Tensor& a, Transpose ta, int b_rows, int b_cols) {
  const int m = ta == Transpose::no ? a.rows : a.cols;
  const int k = ta == Transpose::no ? a.cols : a.rows;
  if (b_rows != k || c.rows != m || c.cols != b_cols)
    throw Error({.what = format("product of shapes [{}, {}] x [{}, {}] does not give [{}, {}]", m,
                                k, b_rows, b_cols, c.rows, c.cols),
                 .kind = Error::Kind::runtime});
  return {m, b_cols, k};
}

GemmLeft left_side(const Tensor& a, Transpose ta) {
  if (ta == Transpose::no) return {a.data, a.stride, 1};
  return {a.data, 1, a.stride};
}

void pack(Real* packed, const Tensor& b, Transpose tb) {
  if (tb == Transpose::no)
    kernels().pack(packed, b.data, b.stride, 1, b.rows, b.cols);
  else
    kernels().pack(packed, b.data, 1, b.stride, b.cols, b.rows);
}

void pack(std::uint32_t* packed, const Tensor& b, Transpose tb) {
  if (tb == Transpose::no)
    kernels().pack_bf16(packed, b.data, b.stride, 1, b.rows, b.cols);
  else
    kernels().pack_bf16(packed, b.data, 1, b.stride, b.cols, b.rows);
}

// Rounded to bfloat16? The twin in double computes all products exactly.
bool rounded(Precision precision) {
  return precision == Precision::bf16 && kernels().multiply_bf16 != nullptr;
}

// Of a side in bf16, in words.
std::int64_t packed_words(int k, int n) { return packed_size((k + 1) / 2, n); }

// Grows to the largest product of the thread and stays.
template <class Number>
Number* packing_room(std::int64_t size) {
  thread_local std::vector<Number> room;
  if (room.size() < static_cast<std::size_t>(size)) room.resize(static_cast<std::size_t>(size));
  return room.data();
}

template <class Number, int kSize>
Number* left_room() {
  thread_local std::vector<Number> room(kSize);
  return room.data();
}

// Packed for this product only.
PackedView pack_in_room(const Tensor& b, Transpose tb, Precision precision) {
  const bool plain = tb == Transpose::no;
  PackedView view{nullptr, plain ? b.rows : b.cols, plain ? b.cols : b.rows, precision};
  if (rounded(precision)) {
    auto* room = packing_room<std::uint32_t>(packed_words(view.rows, view.cols));
    pack(room, b, tb);
    view.data = room;
  } else {
    auto* room = packing_room<Real>(packed_size(view.rows, view.cols));
    pack(room, b, tb);
    view.data = room;
  }
  return view;
}

// A share of the depth, which lies along the columns or down the rows.
Tensor part(const Tensor& side, bool along_columns, int begin, int depth) {
  return along_columns ? side.columns(begin, depth) : side.slice(begin, depth);
}

void multiply(const Tensor& c, const GemmLeft& a, const PackedView& b, const GemmOptions& options) {
  const bool add = options.into == Into::add;
  if (rounded(b.precision))
    kernels().multiply_bf16({.c = c.data,
                             .c_stride = c.stride,
                             .a = a,
                             .packed_b = static_cast<const std::uint32_t*>(b.data),
                             .bias = options.bias,
                             .m = c.rows,
                             .n = c.cols,
                             .k = b.rows,
                             .add = add,
                             .scale = options.scale,
                             .room = left_room<std::uint32_t, kBf16LeftRoom>()});
  else
    kernels().multiply({.c = c.data,
                        .c_stride = c.stride,
                        .a = a,
                        .packed_b = static_cast<const Real*>(b.data),
                        .bias = options.bias,
                        .m = c.rows,
                        .n = c.cols,
                        .k = b.rows,
                        .add = add,
                        .scale = options.scale,
                        .room = left_room<Real, kLeftRoom>()});
}

}  // namespace

void gemm(const Tensor& c, const Tensor& a, Transpose ta, const Tensor& b, Transpose tb,
          const GemmOptions& options) {
  const bool plain = tb == Transpose::no;
  const Sides s = checked_sides(c, a, ta, plain ? b.rows : b.cols, plain ? b.cols : b.rows);
  if (s.m == 0 || s.n == 0) return;
  // Block by block of the depth as the kernels take them, so that what is packed is still in the
  // cache when it is read.
  static_assert(kGemmDepth == kBf16Depth);
  GemmOptions block = options;
  for (int begin = 0; begin == 0 || begin < s.k; begin += kGemmDepth) {
    const int depth = std::min(kGemmDepth, s.k - begin);
    multiply(c, left_side(part(a, ta == Transpose::no, begin, depth), ta),
             pack_in_room(part(b, !plain, begin, depth), tb, options.precision), block);
    block.into = Into::add;
    block.bias = nullptr;
  }
}

PackedView pack(Arena& arena, const Tensor& b, Transpose tb, Precision precision) {
  const bool plain = tb == Transpose::no;
  PackedView view{nullptr, plain ? b.rows : b.cols, plain ? b.cols : b.rows, precision};
  if (rounded(precision)) {
    auto* room =
        arena.allocate<std::uint32_t>(static_cast<std::size_t>(packed_words(view.rows, view.cols)));
    pack(room, b, tb);
    view.data = room;
  } else {
    auto* room = arena.allocate<Real>(static_cast<std::size_t>(packed_size(view.rows, view.cols)));
    pack(room, b, tb);
    view.data = room;
  }
  return view;
}

PackedMatrix::PackedMatrix(const Tensor& b, Transpose tb)
    : rows_(tb == Transpose::no ? b.rows : b.cols), cols_(tb == Transpose::no ? b.cols : b.rows) {
  data_.resize(static_cast<std::size_t>(packed_size(rows_, cols_)));
  pack(data_.data(), b, tb);
}

void gemm(const Tensor& c, const Tensor& a, Transpose ta, const PackedView& b,
          const GemmOptions& options) {
  checked_sides(c, a, ta, b.rows, b.cols);
  multiply(c, left_side(a, ta), b, options);
}

}  // namespace nmt
