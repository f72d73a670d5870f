// The two int8 kernels of an instruction set, which agree on the form of the left side.
#pragma once

#include "tensor/kernels/vec.h"

NMT_BEGIN_KERNELS

struct Int8Kernels {
  Real (*quantise_row)(std::int8_t*, const Real*, int);
  void (*multiply)(const Int8Call&);
};
// The best of this instruction set that the machine runs.
Int8Kernels int8_kernels();

NMT_END_KERNELS
