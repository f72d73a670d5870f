#include "tensor/gemm.h"

#include <algorithm>
#include <vector>

#include "base/error.h"
#include "base/format.h"
#include "tensor/kernels.h"

namespace nmt {
namespace {

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

// Grows to the largest product of the thread and stays.
std::byte* packing_room(std::size_t size) {
  thread_local std::vector<std::byte> room;
  if (room.size() < size) room.resize(size);
  return room.data();
}

template <class Number, int kSize>
Number* left_room() {
  thread_local std::vector<Number> room(kSize);
  return room.data();
}

// A share of the depth, which lies along the columns or down the rows.
Tensor part(const Tensor& side, bool along_columns, int begin, int depth) {
  return along_columns ? side.columns(begin, depth) : side.slice(begin, depth);
}

void multiply(const Tensor& c, const GemmLeft& a, const PackedView& b, const GemmOptions& options) {
  const bool add = options.into == Into::add;
  if (packed_form(b.precision) == Precision::bf16)
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
  if (options.then == GemmOptions::Then::nothing) return;
  for (int r = 0; r < c.rows; ++r) kernels().activate(c.row(r), c.row(r), c.cols, Activation::relu);
}

}  // namespace

void gemm(const Tensor& c, const Tensor& a, Transpose ta, const Tensor& b, Transpose tb,
          const GemmOptions& options) {
  const bool plain = tb == Transpose::no;
  const Sides s = checked_sides(c, a, ta, plain ? b.rows : b.cols, plain ? b.cols : b.rows);
  if (s.m == 0 || s.n == 0) return;
  if (options.arithmetic.by_openblas())
    return gemm_openblas(c, a, ta, as_it_stands(b, tb), options);
  const Precision precision = options.arithmetic.precision;
  // Block by block of the depth as the kernels take them, so that what is packed is still in the
  // cache when it is read. A column of int8 has one scale for all of it.
  static_assert(kGemmDepth == kBf16Depth);
  const int step = precision == Precision::int8 ? std::max(s.k, 1) : kGemmDepth;
  std::byte* room = packing_room(packed_bytes(std::min(step, s.k), s.n, precision));
  GemmOptions block = options;
  for (int begin = 0; begin == 0 || begin < s.k; begin += step) {
    const int depth = std::min(step, s.k - begin);
    block.then = begin + depth < s.k ? GemmOptions::Then::nothing : options.then;
    gemm(c, part(a, ta == Transpose::no, begin, depth), ta,
         pack_into(room, part(b, !plain, begin, depth), tb, precision), block);
    block.into = Into::add;
    block.bias = nullptr;
  }
}

void gemm(const Tensor& c, const Tensor& a, Transpose ta, const PackedView& b,
          const GemmOptions& options) {
  checked_sides(c, a, ta, b.rows, b.cols);
  if (b.blas == Blas::openblas) return gemm_openblas(c, a, ta, b, options);
  if (b.precision != Precision::int8) return multiply(c, left_side(a, ta), b, options);
  if (ta == Transpose::no) return gemm_int8(c, a, b, options);
  throw Error({.what = "no product reads a transposed left side beside int8",
               .kind = Error::Kind::runtime});
}

}  // namespace nmt
