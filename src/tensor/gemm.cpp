#include "tensor/gemm.h"

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
Real* packing_room(std::int64_t size) {
  thread_local std::vector<Real> room;
  if (room.size() < static_cast<std::size_t>(size)) room.resize(static_cast<std::size_t>(size));
  return room.data();
}

void then(const Tensor& c, const GemmOptions& options) {
  if (options.then == GemmOptions::Then::nothing) return;
  for (int r = 0; r < c.rows; ++r) kernels().activate(c.row(r), c.row(r), c.cols, Activation::relu);
}

}  // namespace

void gemm(const Tensor& c, const Tensor& a, Transpose ta, const Tensor& b, Transpose tb,
          const GemmOptions& options) {
  const bool plain = tb == Transpose::no;
  const Sides s = checked_sides(c, a, ta, plain ? b.rows : b.cols, plain ? b.cols : b.rows);
  if (s.m == 0 || s.n == 0) return;
  Real* packed = packing_room(packed_reals(s.k, s.n));
  pack_reals(packed, b, tb);
  kernels().multiply({.c = c.data,
                      .c_stride = c.stride,
                      .a = left_side(a, ta),
                      .packed_b = packed,
                      .bias = options.bias,
                      .m = s.m,
                      .n = s.n,
                      .k = s.k,
                      .add = options.into == Into::add,
                      .scale = options.scale});
  then(c, options);
}

void gemm(const Tensor& c, const Tensor& a, Transpose ta, const PackedView& b,
          const GemmOptions& options) {
  const Sides s = checked_sides(c, a, ta, b.rows, b.cols);
  if (b.precision == Precision::int8 && ta == Transpose::no) return gemm_int8(c, a, b, options);
  if (b.precision != Precision::f32)
    throw Error(
        {.what = format("no product reads a transposed left side beside {}", name_of(b.precision)),
         .kind = Error::Kind::runtime});
  kernels().multiply({.c = c.data,
                      .c_stride = c.stride,
                      .a = left_side(a, ta),
                      .packed_b = static_cast<const Real*>(b.data),
                      .bias = options.bias,
                      .m = s.m,
                      .n = s.n,
                      .k = s.k,
                      .add = options.into == Into::add,
                      .scale = options.scale});
  then(c, options);
}

}  // namespace nmt
