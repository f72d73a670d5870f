// Which instruction set the kernels use: the best this machine has, or the one named by NMT_CPU.
#pragma once

#include <vector>

namespace nmt {

// Each has what those before it have.
enum class Cpu { baseline, avx2, avx512, avx512_vnni, avx512_bf16 };

const char* name_of(Cpu cpu);
// The best that this machine runs and this binary has.
Cpu best_cpu();
// Those that this binary has kernels for, the plainest first.
std::vector<Cpu> built_cpus();
// best_cpu(), or the value of NMT_CPU. Throws Error when that is no name, or one this machine does
// not run.
Cpu chosen_cpu();

}  // namespace nmt
