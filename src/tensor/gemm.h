// Matrix products. One microkernel per instruction set computes every product of the program, so
// that a row of a result has the same bits whatever the other rows are, prepacked or not, in
// training and in decoding.
#pragma once

#include <vector>

#include "tensor/arena.h"
#include "tensor/precision.h"
#include "tensor/tensor.h"

namespace nmt {

enum class Transpose { no, yes };
// What happens to the old contents of the result.
enum class Into { overwrite, add };

struct GemmOptions {
  Into into = Into::overwrite;
  const Real* bias = nullptr;  // [n], added to every row
  Real scale = 1;              // of the product, not of the bias
  // f32 or bf16; that of a prepacked side goes before.
  Precision precision = Precision::f32;
};

// c = scale a b + bias, or c += ...; either side read transposed. a [m, k], b [k, n] (as read), c
// [m, n].
void gemm(const Tensor& c, const Tensor& a, Transpose ta, const Tensor& b, Transpose tb,
          const GemmOptions& options = {});

// The right side of a product, laid out once in the order in which the microkernel reads it.
struct PackedView {
  const void* data = nullptr;  // Real, or words of two bfloat16
  int rows = 0, cols = 0;      // k, n
  Precision precision = Precision::f32;
};
// Packed into the arena, for as long as a step runs, in f32 or bf16.
PackedView pack(Arena& arena, const Tensor& b, Transpose tb, Precision precision = Precision::f32);

// A packed right side that owns its memory.
class PackedMatrix {
 public:
  PackedMatrix() = default;
  PackedMatrix(const Tensor& b, Transpose tb);
  bool empty() const { return data_.empty(); }
  operator PackedView() const { return {data_.data(), rows_, cols_, Precision::f32}; }

 private:
  std::vector<Real> data_;
  int rows_ = 0, cols_ = 0;
};

// The same with b prepacked: the same bits.
void gemm(const Tensor& c, const Tensor& a, Transpose ta, const PackedView& b,
          const GemmOptions& options = {});

}  // namespace nmt
