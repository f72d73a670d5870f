// The checks of the ops: a wrong shape is a mistake of the program, named before it does harm.
#pragma once

#include <span>

#include "tensor/tensor.h"

namespace nmt {

// Each throws Error (runtime) naming the op and both sides.
void require_shape(const char* op, const Tensor& got, int rows, int cols);
// An even number of columns, for ops that pair the halves.
void require_halves(const char* op, const Tensor& got);
// All of `numbers` in [0, bound).
void require_below(const char* op, std::span<const int> numbers, int bound);
void require_equal(const char* op, const char* what, std::int64_t got, std::int64_t wanted);

}  // namespace nmt
