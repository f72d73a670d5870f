// In which numbers a product is computed, and by whom.
#pragma once

#include "tensor/precision.h"

namespace nmt {

// Who multiplies matrices of f32: the kernels of this program (tensor/kernels.h), whose rows have
// the same bits whatever the other rows are, or OpenBLAS (tensor/openblas.h), whose rows have not.
enum class Blas { own, openblas };

// A precision alone is that of the own kernels, which compute bf16 and int8 whatever `blas` says.
struct Arithmetic {
  Precision precision = Precision::f32;
  Blas blas = Blas::own;

  constexpr Arithmetic() = default;
  constexpr Arithmetic(Precision p, Blas b = Blas::own) : precision(p), blas(b) {}

  constexpr bool by_openblas() const {
    return precision == Precision::f32 && blas == Blas::openblas;
  }
  bool operator==(const Arithmetic&) const = default;
};

}  // namespace nmt
