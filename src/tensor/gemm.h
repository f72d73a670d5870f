// Matrix products. One microkernel per instruction set computes every product of the program, so
// that a row of a result has the same bits whatever the other rows are, prepacked or not, in
// training and in decoding. That is the promise of the own kernels: where a caller has products of
// f32 computed by OpenBLAS instead, such results are equal within rounding only.
#pragma once

#include "tensor/packed.h"
#include "tensor/tensor.h"

namespace nmt {

// What happens to the old contents of the result.
enum class Into { overwrite, add };

struct GemmOptions {
  Into into = Into::overwrite;
  const Real* bias = nullptr;  // [n], added to every row
  Real scale = 1;              // of the product, not of the bias
  // f32 or bf16; that of a prepacked side goes before.
  Arithmetic arithmetic = {};
  enum class Then { nothing, relu } then = Then::nothing;  // done to what is written
};

// c = scale a b + bias, or c += ...; either side read transposed. a [m, k], b [k, n] (as read), c
// [m, n].
void gemm(const Tensor& c, const Tensor& a, Transpose ta, const Tensor& b, Transpose tb,
          const GemmOptions& options = {});

// The same with b prepacked: in f32 the same bits, from the same multiplier.
void gemm(const Tensor& c, const Tensor& a, Transpose ta, const PackedView& b,
          const GemmOptions& options = {});
// What that does where b is int8: each row of a is rounded by itself.
void gemm_int8(const Tensor& c, const Tensor& a, const PackedView& b, const GemmOptions& options);
// What that does where b stands as it is, for OpenBLAS.
void gemm_openblas(const Tensor& c, const Tensor& a, Transpose ta, const PackedView& b,
                   const GemmOptions& options);

}  // namespace nmt
