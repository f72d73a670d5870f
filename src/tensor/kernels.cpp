#include "tensor/kernels.h"

#include "tensor/cpu.h"

namespace nmt {

namespace baseline {
Kernels table();
}
#ifdef NMT_X86_KERNELS
namespace avx2 {
Kernels table();
}
namespace avx512 {
Kernels table();
Kernels table_with_bf16();
}  // namespace avx512
#endif
#ifdef NMT_ARM_KERNELS
namespace neon {
Kernels table();
Kernels table_with_bf16();
}  // namespace neon
#endif

const Kernels& kernels() {
  static const Kernels chosen = [] {
    switch (chosen_cpu()) {
#ifdef NMT_X86_KERNELS
      case Cpu::avx512_bf16:
        return avx512::table_with_bf16();
      case Cpu::avx512:
      case Cpu::avx512_vnni:
        return avx512::table();
      case Cpu::avx2:
        return avx2::table();
#endif
#ifdef NMT_ARM_KERNELS
      case Cpu::neon_bf16:
        return neon::table_with_bf16();
      case Cpu::neon:
      case Cpu::neon_dotprod:
      case Cpu::neon_i8mm:
        return neon::table();
#endif
      default:
        return baseline::table();
    }
  }();
  return chosen;
}

}  // namespace nmt
