// The right side of a product, laid out once in the order in which its multiplier reads it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tensor/arena.h"
#include "tensor/arithmetic.h"
#include "tensor/tensor.h"

namespace nmt {

enum class Transpose { no, yes };

// Owns nothing.
struct PackedView {
  const void* data = nullptr;
  int rows = 0, cols = 0;  // k, n
  Precision precision = Precision::f32;
  // int8: column j is scales[j] times its whole numbers; offsets as in kernels.h.
  const float* scales = nullptr;          // [n]
  const std::int32_t* offsets = nullptr;  // [n]
  // openblas: `data` is the matrix as it stands, its rows `stride` numbers apart, read transposed
  // or not. OpenBLAS packs in each product, in an order that only it knows.
  Blas blas = Blas::own;
  std::int64_t stride = 0;
  Transpose transpose = Transpose::no;

  bool empty() const { return data == nullptr; }
};

// Packed into the arena, for as long as a step runs; for OpenBLAS, as_it_stands().
PackedView pack(Arena& arena, const Tensor& b, Transpose tb, Arithmetic arithmetic = {});
// The view of b itself that OpenBLAS reads; b must outlive it, and where it changes, so does this.
PackedView as_it_stands(const Tensor& b, Transpose tb);
// Bytes that pack() takes.
std::size_t packed_bytes(int k, int n, Precision precision);
// Of the numbers alone, without scales and offsets.
std::size_t packed_number_bytes(int k, int n, Precision precision);

// to[p] = scale * b[p, column]: a row of a table whose transpose is packed.   to [k]
void unpack_column(Real* to, const PackedView& b, int column, Real scale = 1);
// Some columns of b, in the order given, packed alike: own products with them have the same bits.
PackedView pack_columns(Arena& arena, const PackedView& b, std::span<const int> columns);

// A packed right side that owns its memory, unless it is for OpenBLAS.
class PackedMatrix {
 public:
  PackedMatrix() = default;
  PackedMatrix(const Tensor& b, Transpose tb, Arithmetic arithmetic = {});
  operator PackedView() const { return view_; }

 private:
  Arena arena_;
  PackedView view_;
};

// In memory of packed_bytes().
PackedView pack_into(std::byte* room, const Tensor& b, Transpose tb, Precision precision);
// How numbers of this precision are laid out: the twin of the program in double has no bf16.
Precision packed_form(Precision precision);

}  // namespace nmt
