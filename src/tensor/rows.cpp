#include "tensor/rows.h"

#include <algorithm>

#include "tensor/kernels.h"

namespace nmt {

void copy_rows(const Tensor& to, const Tensor& from) {
  for (int r = 0; r < from.rows; ++r) std::copy_n(from.row(r), from.cols, to.row(r));
}

void add_scaled_rows(const Tensor& to, const Tensor& from, Real scale) {
  for (int r = 0; r < from.rows; ++r)
    kernels().add_scaled(to.row(r), from.row(r), from.cols, scale);
}

void add_row_sum(Real* to, const Tensor& from) {
  for (int r = 0; r < from.rows; ++r) kernels().add_scaled(to, from.row(r), from.cols, 1);
}

}  // namespace nmt
