#include "tensor/cpu.h"

#include <array>
#include <cstdlib>
#include <string>

#include "base/error.h"
#include "base/format.h"

namespace nmt {
namespace {
constexpr std::array kAll = {Cpu::baseline, Cpu::avx2, Cpu::avx512, Cpu::avx512_vnni,
                             Cpu::avx512_bf16};
}  // namespace

const char* name_of(Cpu cpu) {
  constexpr std::array names = {"baseline", "avx2", "avx512", "avx512_vnni", "avx512_bf16"};
  return names[static_cast<std::size_t>(cpu)];
}

Cpu best_cpu() {
#ifdef NMT_X86_KERNELS
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  const bool avx512 = avx2 && __builtin_cpu_supports("avx512f") &&
                      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512vl");
  const bool vnni = avx512 && __builtin_cpu_supports("avx512vnni");
  if (vnni && __builtin_cpu_supports("avx512bf16")) return Cpu::avx512_bf16;
  if (vnni) return Cpu::avx512_vnni;
  return avx512 ? Cpu::avx512 : avx2 ? Cpu::avx2 : Cpu::baseline;
#else
  return Cpu::baseline;
#endif
}

std::vector<Cpu> built_cpus() {
#ifdef NMT_X86_KERNELS
  return {kAll.begin(), kAll.end()};
#else
  return {Cpu::baseline};
#endif
}

Cpu chosen_cpu() {
  const Cpu best = best_cpu();
  const char* wanted = std::getenv("NMT_CPU");
  if (wanted == nullptr || *wanted == '\0') return best;
  for (const Cpu cpu : kAll) {
    if (std::string(wanted) != name_of(cpu)) continue;
    if (cpu <= best) return cpu;
    throw Error({.what = format("this machine does not run {}", wanted),
                 .where = "environment NMT_CPU",
                 .fix = format("NMT_CPU={}, or unset it", name_of(best))});
  }
  throw Error({.what = format("'{}' is no instruction set", wanted),
               .where = "environment NMT_CPU",
               .fix = "use baseline, avx2, avx512, avx512_vnni or avx512_bf16, or unset it"});
}

}  // namespace nmt
