#include <vector>

#include "tensor/gemm.h"
#include "tensor/kernels.h"

namespace nmt {
namespace {

// The rounded rows of one product. Grows to the largest of the thread and stays.
struct RoundedRows {
  std::vector<std::int8_t> numbers;
  std::vector<Real> scales;
  std::int64_t stride = 0;

  void round(const Tensor& a, Real scale) {
    stride = (a.cols + kInt8Group - 1) / kInt8Group * kInt8Group;
    const auto rows = static_cast<std::size_t>(a.rows);
    if (scales.size() < rows) scales.resize(rows);
    if (const std::size_t size = rows * static_cast<std::size_t>(stride); numbers.size() < size)
      numbers.resize(size);
    for (int r = 0; r < a.rows; ++r)
      scales[static_cast<std::size_t>(r)] =
          scale * kernels().quantise_row(numbers.data() + r * stride, a.row(r), a.cols);
  }
};

}  // namespace

void gemm_int8(const Tensor& c, const Tensor& a, const PackedView& b, const GemmOptions& options) {
  thread_local RoundedRows left;
  left.round(a, options.scale);
  kernels().multiply_int8({.c = c.data,
                           .c_stride = c.stride,
                           .a = left.numbers.data(),
                           .a_stride = left.stride,
                           .a_scales = left.scales.data(),
                           .packed_b = static_cast<const std::int8_t*>(b.data),
                           .scales = b.scales,
                           .offsets = b.offsets,
                           .bias = options.bias,
                           .m = c.rows,
                           .n = c.cols,
                           .k = a.cols,
                           .add = options.into == Into::add,
                           .relu = options.then == GemmOptions::Then::relu});
}

}  // namespace nmt
