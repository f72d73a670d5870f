// Matrix products. One microkernel per instruction set computes every product of the program, so that a row of
// a result has the same bits whatever the other rows are, prepacked or not, in training and in decoding.
#pragma once

#include <vector>

#include "tensor/tensor.h"

namespace nmt {

enum class Transpose { no, yes };
// What happens to the old contents of the result.
enum class Into { overwrite, add };

// c = a b or c += a b, either side read transposed. a [m, k], b [k, n] (as read), c [m, n].
void gemm(const Tensor& c, const Tensor& a, Transpose ta, const Tensor& b, Transpose tb,
          Into into = Into::overwrite, Real scale = 1);

// The right side of a product, laid out once in the order in which the microkernel reads it.
class PackedMatrix {
 public:
  PackedMatrix() = default;
  PackedMatrix(const Tensor& b, Transpose tb);
  bool empty() const { return data_.empty(); }
  int rows() const { return rows_; }  // k
  int cols() const { return cols_; }  // n

 private:
  friend void gemm(const Tensor&, const Tensor&, const PackedMatrix&, Into);
  std::vector<Real> data_;
  int rows_ = 0, cols_ = 0;
};

// c = a b or c += a b with b prepacked. The same bits as the other gemm.
void gemm(const Tensor& c, const Tensor& a, const PackedMatrix& b, Into into = Into::overwrite);

}  // namespace nmt
