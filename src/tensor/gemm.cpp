#include "tensor/gemm.h"

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

// Grows to the largest product of the thread and stays.
Real* packing_room(std::int64_t size) {
  thread_local std::vector<Real> room;
  if (room.size() < static_cast<std::size_t>(size)) room.resize(static_cast<std::size_t>(size));
  return room.data();
}

}  // namespace

void gemm(const Tensor& c, const Tensor& a, Transpose ta, const Tensor& b, Transpose tb,
          const GemmOptions& options) {
  const bool plain = tb == Transpose::no;
  const Sides s = checked_sides(c, a, ta, plain ? b.rows : b.cols, plain ? b.cols : b.rows);
  if (s.m == 0 || s.n == 0) return;
  Real* packed = packing_room(packed_size(s.k, s.n));
  pack(packed, b, tb);
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
}

PackedView pack(Arena& arena, const Tensor& b, Transpose tb) {
  const bool plain = tb == Transpose::no;
  const PackedView view{nullptr, plain ? b.rows : b.cols, plain ? b.cols : b.rows};
  Real* room = arena.allocate<Real>(static_cast<std::size_t>(packed_size(view.rows, view.cols)));
  pack(room, b, tb);
  return {room, view.rows, view.cols};
}

PackedMatrix::PackedMatrix(const Tensor& b, Transpose tb)
    : rows_(tb == Transpose::no ? b.rows : b.cols), cols_(tb == Transpose::no ? b.cols : b.rows) {
  data_.resize(static_cast<std::size_t>(packed_size(rows_, cols_)));
  pack(data_.data(), b, tb);
}

void gemm(const Tensor& c, const Tensor& a, Transpose ta, const PackedView& b,
          const GemmOptions& options) {
  const Sides s = checked_sides(c, a, ta, b.rows, b.cols);
  kernels().multiply({.c = c.data,
                      .c_stride = c.stride,
                      .a = left_side(a, ta),
                      .packed_b = b.data,
                      .bias = options.bias,
                      .m = s.m,
                      .n = s.n,
                      .k = s.k,
                      .add = options.into == Into::add,
                      .scale = options.scale});
}

}  // namespace nmt
