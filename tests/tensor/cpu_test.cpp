#include "tensor/cpu.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "base/error.h"

namespace nmt {
namespace {

class ChosenCpu : public testing::Test {
 protected:
  ChosenCpu() : before_(std::getenv("NMT_CPU") ? std::getenv("NMT_CPU") : "") {}
  ~ChosenCpu() override { setenv("NMT_CPU", before_.c_str(), 1); }
  std::string before_;
};

TEST_F(ChosenCpu, IsTheBestOrTheOneNamed) {
  unsetenv("NMT_CPU");
  EXPECT_EQ(chosen_cpu(), best_cpu());
  setenv("NMT_CPU", "baseline", 1);
  EXPECT_EQ(chosen_cpu(), Cpu::baseline);
}

#if defined(NMT_X86_KERNELS)
constexpr const char *kBest = "avx512_bf16", *kForeign = "neon_dotprod";
constexpr const char* kOfAnother =
    "neon_dotprod is an instruction set of 64-bit Arm, and this nmt is built for x86-64";
constexpr const char* kNames = "baseline, avx2, avx512, avx512_vnni or avx512_bf16";
#elif defined(NMT_ARM_KERNELS)
constexpr const char *kBest = "neon_bf16", *kForeign = "avx2";
constexpr const char* kOfAnother =
    "avx2 is an instruction set of x86-64, and this nmt is built for 64-bit Arm";
constexpr const char* kNames = "baseline, neon, neon_dotprod, neon_i8mm or neon_bf16";
#else
constexpr const char *kBest = "baseline", *kForeign = "avx2";
constexpr const char* kOfAnother =
    "avx2 is an instruction set of x86-64, and this nmt is built for another processor";
constexpr const char* kNames = "baseline";
#endif

// What chosen_cpu() throws when NMT_CPU is `name`.
Error::Parts error_of(const char* name) {
  setenv("NMT_CPU", name, 1);
  try {
    chosen_cpu();
  } catch (const Error& e) {
    return e.parts();
  }
  ADD_FAILURE() << name << " is no error";
  return {};
}

TEST_F(ChosenCpu, IsAnyThatTheBestOneHas) {
  setenv("NMT_CPU", name_of(best_cpu()), 1);
  EXPECT_EQ(chosen_cpu(), best_cpu());
#ifdef NMT_ARM_KERNELS
  setenv("NMT_CPU", "neon", 1);
  EXPECT_EQ(chosen_cpu(), Cpu::neon);
#endif
}

TEST_F(ChosenCpu, AnInstructionSetThatTheMachineLacksIsAnError) {
  if (name_of(best_cpu()) == std::string(kBest)) GTEST_SKIP() << "this machine runs all of them";
  EXPECT_EQ(error_of(kBest).what, std::string("this machine does not run ") + kBest);
}

TEST_F(ChosenCpu, AnInstructionSetOfAnotherFamilyOfProcessorsIsAnError) {
  const Error::Parts error = error_of(kForeign);
  EXPECT_EQ(error.what, kOfAnother);
  EXPECT_EQ(error.where, "environment NMT_CPU");
  EXPECT_EQ(error.fix, std::string("NMT_CPU=") + name_of(best_cpu()) + ", or unset it");
}

TEST_F(ChosenCpu, AnUnknownNameIsAnError) {
  const Error::Parts error = error_of("sse9");
  EXPECT_EQ(error.what, "'sse9' is no instruction set");
  EXPECT_EQ(error.where, "environment NMT_CPU");
  EXPECT_EQ(error.fix, std::string("use ") + kNames + ", or unset it");
}

}  // namespace
}  // namespace nmt
