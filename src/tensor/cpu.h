// Which instruction set the kernels use: the best this machine has, or the one named by NMT_CPU.
#pragma once

#include <vector>

namespace nmt {

// Those of x86-64 (avx...) and those of 64-bit Arm (neon...). Each has what those before it in its
// family have; baseline is what the compiler makes of plain code, on any processor.
enum class Cpu {
  baseline,
  avx2,
  avx512,
  avx512_vnni,
  avx512_bf16,
  neon,
  neon_dotprod,
  neon_i8mm,
  neon_bf16
};

const char* name_of(Cpu cpu);
// The best that this machine runs and this binary has.
Cpu best_cpu();
// Those that this binary has kernels for, the plainest first.
std::vector<Cpu> built_cpus();
// best_cpu(), or the value of NMT_CPU. Throws Error when that is no name, one of another family of
// processors, or one this machine does not run.
Cpu chosen_cpu();
// Whether the machine multiplies numbers of bfloat16 by itself with this set.
bool has_bf16(Cpu cpu);

}  // namespace nmt
