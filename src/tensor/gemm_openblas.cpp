#include <algorithm>
#include <semaphore>

#include "tensor/gemm.h"
#include "tensor/kernels.h"
#include "tensor/openblas.h"

namespace nmt {
namespace {

// Of <cblas.h>.
constexpr int kRowMajor = 101, kAsItIs = 111, kTransposed = 112;

int side(Transpose transpose) { return transpose == Transpose::no ? kAsItIs : kTransposed; }

int stride_of(const Tensor& t) {
  return static_cast<int>(std::max<std::int64_t>(t.stride, t.cols));
}

void multiply(const Tensor& c, const Tensor& a, Transpose ta, const PackedView& b, Real scale,
              Real kept) {
  const OpenBlas& library = openblas();
  static std::counting_semaphore<> callers(library.callers);
  callers.acquire();
  library.gemm(kRowMajor, side(ta), side(b.transpose), c.rows, c.cols, b.rows, scale, a.data,
               stride_of(a), static_cast<const Real*>(b.data), static_cast<int>(b.stride), kept,
               c.data, stride_of(c));
  callers.release();
}

}  // namespace

void gemm_openblas(const Tensor& c, const Tensor& a, Transpose ta, const PackedView& b,
                   const GemmOptions& options) {
  if (c.rows == 0 || c.cols == 0) return;
  const bool add = options.into == Into::add, empty = b.rows == 0;
  // It knows no bias: it adds to one that is there already.
  for (int r = 0; r < c.rows; ++r) {
    if (add && options.bias) kernels().add_scaled(c.row(r), options.bias, c.cols, 1);
    if (!add && options.bias) std::copy_n(options.bias, c.cols, c.row(r));
    if (!add && !options.bias && empty) std::fill_n(c.row(r), c.cols, Real(0));
  }
  if (!empty) multiply(c, a, ta, b, options.scale, add || options.bias ? 1 : 0);
  if (options.then == GemmOptions::Then::nothing) return;
  for (int r = 0; r < c.rows; ++r) kernels().activate(c.row(r), c.row(r), c.cols, Activation::relu);
}

}  // namespace nmt
