#include "tensor/cpu.h"

#include <array>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/format.h"

#ifdef NMT_ARM_KERNELS
#include <sys/auxv.h>
#endif

namespace nmt {
namespace {

constexpr std::array kNames = {"baseline",     "avx2",        "avx512",
                               "avx512_vnni",  "avx512_bf16", "neon",
                               "neon_dotprod", "neon_i8mm",   "neon_bf16"};

// What this binary has.
#if defined(NMT_X86_KERNELS)
constexpr Cpu kFirst = Cpu::avx2, kLast = Cpu::avx512_bf16;
constexpr const char* kProcessor = "x86-64";
constexpr const char* kNamesHere = "baseline, avx2, avx512, avx512_vnni or avx512_bf16";
#elif defined(NMT_ARM_KERNELS)
constexpr Cpu kFirst = Cpu::neon, kLast = Cpu::neon_bf16;
constexpr const char* kProcessor = "64-bit Arm";
constexpr const char* kNamesHere = "baseline, neon, neon_dotprod, neon_i8mm or neon_bf16";
#else
constexpr Cpu kFirst = Cpu::baseline, kLast = Cpu::baseline;
constexpr const char* kProcessor = "another processor";
constexpr const char* kNamesHere = "baseline";
#endif

constexpr bool is_here(Cpu cpu) { return cpu == Cpu::baseline || (cpu >= kFirst && cpu <= kLast); }

}  // namespace

const char* name_of(Cpu cpu) { return kNames[static_cast<std::size_t>(cpu)]; }

bool has_bf16(Cpu cpu) { return cpu == Cpu::avx512_bf16 || cpu == Cpu::neon_bf16; }

Cpu best_cpu() {
#if defined(NMT_X86_KERNELS)
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  const bool avx512 = avx2 && __builtin_cpu_supports("avx512f") &&
                      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512vl");
  const bool vnni = avx512 && __builtin_cpu_supports("avx512vnni");
  if (vnni && __builtin_cpu_supports("avx512bf16")) return Cpu::avx512_bf16;
  if (vnni) return Cpu::avx512_vnni;
  return avx512 ? Cpu::avx512 : avx2 ? Cpu::avx2 : Cpu::baseline;
#elif defined(NMT_ARM_KERNELS)
  // NEON itself belongs to every 64-bit Arm.
  const unsigned long more = getauxval(AT_HWCAP2);
  if ((getauxval(AT_HWCAP) & HWCAP_ASIMDDP) == 0) return Cpu::neon;
  if ((more & HWCAP2_I8MM) == 0) return Cpu::neon_dotprod;
  return (more & HWCAP2_BF16) == 0 ? Cpu::neon_i8mm : Cpu::neon_bf16;
#else
  return Cpu::baseline;
#endif
}

std::vector<Cpu> built_cpus() {
  std::vector<Cpu> built;
  for (std::size_t i = 0; i < kNames.size(); ++i)
    if (is_here(static_cast<Cpu>(i))) built.push_back(static_cast<Cpu>(i));
  return built;
}

Cpu chosen_cpu() {
  const Cpu best = best_cpu();
  const char* value = std::getenv("NMT_CPU");
  if (value == nullptr || *value == '\0') return best;
  const std::string_view wanted = value;
  const std::string best_or_none = format("NMT_CPU={}, or unset it", name_of(best));
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (wanted != kNames[i]) continue;
    const Cpu cpu = static_cast<Cpu>(i);
    if (!is_here(cpu)) {
      throw Error({.what = format("{} is an instruction set of {}, and this nmt is built for {}",
                                  wanted, cpu >= Cpu::neon ? "64-bit Arm" : "x86-64", kProcessor),
                   .where = "environment NMT_CPU",
                   .fix = best_or_none});
    }
    if (cpu <= best) return cpu;
    throw Error({.what = format("this machine does not run {}", wanted),
                 .where = "environment NMT_CPU",
                 .fix = best_or_none});
  }
  throw Error({.what = format("'{}' is no instruction set", wanted),
               .where = "environment NMT_CPU",
               .fix = format("use {}, or unset it", kNamesHere)});
}

}  // namespace nmt
