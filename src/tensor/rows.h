// Small loops over the rows of whole tensors, which may have different strides.
#pragma once

#include "tensor/tensor.h"

namespace nmt {

// to = from   [r, c] both
void copy_rows(const Tensor& to, const Tensor& from);
// to += scale * from   [r, c] both
void add_scaled_rows(const Tensor& to, const Tensor& from, Real scale);
// to += the sum of the rows of from   to [c], from [r, c]
void add_row_sum(Real* to, const Tensor& from);

}  // namespace nmt
