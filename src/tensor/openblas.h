// OpenBLAS, which can multiply matrices of f32 in the place of the own kernels. It is no part of
// the program: the library is loaded when it is first asked for, because loading it takes as long
// as the whole start of nmt, and few runs want it.
//
// It computes on the thread that calls it, so that replicas and workers share the cores as they do
// with the own kernels. One product gives the same bits each time, but a row of it may have others
// when the number of rows changes.
#pragma once

#include <string>
#include <vector>

#include "tensor/arithmetic.h"
#include "tensor/tensor.h"

namespace nmt {

struct OpenBlas {
  // cblas_sgemm, or cblas_dgemm where Real is double: c = alpha a b + beta c.
  using Gemm = void(int order, int transpose_a, int transpose_b, int m, int n, int k, Real alpha,
                    const Real* a, int a_stride, const Real* b, int b_stride, Real beta, Real* c,
                    int c_stride);
  Gemm* gemm = nullptr;
  std::string name;  // "OpenBLAS 0.3.21 (Haswell)": its version and the kernels that it chose
  // How many threads may be in gemm at once. A build without threads takes one: two callers would
  // share its room and get wrong numbers.
  int callers = 1;
};

// The file to be loaded: $NMT_OPENBLAS, or libopenblas.so.0 where the system keeps its libraries.
// Says nothing of whether it is there.
std::string openblas_library();
// Throws Error, without `where`, when the file is not there or not OpenBLAS.
OpenBlas load_openblas(const std::string& library);
// The one of openblas_library(), loaded at the first call. Throws Error in the same way.
const OpenBlas& openblas();

// The values of a setting `blas`: auto, own, openblas.
const std::vector<std::string>& blas_choices();
// What `choice`, the value of the setting `key`, means on this machine. auto is `own` where the
// kernels in use are made for the processor, and else OpenBLAS where it can be loaded. Throws Error
// at `key` when openblas is chosen and cannot be loaded.
Blas blas_named(const std::string& choice, const std::string& key);
// Whether auto would take OpenBLAS here, were it there.
bool openblas_would_help();

}  // namespace nmt
