#include "tensor/cpu.h"

#include <gtest/gtest.h>

#include <cstdlib>

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

TEST_F(ChosenCpu, AnInstructionSetThatTheMachineLacksIsAnError) {
  if (best_cpu() == Cpu::avx512_bf16) GTEST_SKIP() << "this machine runs all of them";
  setenv("NMT_CPU", "avx512_bf16", 1);
  try {
    chosen_cpu();
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.parts().what, "this machine does not run avx512_bf16");
  }
}

TEST_F(ChosenCpu, AnUnknownNameIsAnError) {
  setenv("NMT_CPU", "sse9", 1);
  try {
    chosen_cpu();
    FAIL();
  } catch (const Error& e) {
    EXPECT_STREQ(e.what(),
                 "error: 'sse9' is no instruction set\n  at:  environment NMT_CPU\n  fix: use "
                 "baseline, avx2, avx512, avx512_vnni or avx512_bf16, or unset it");
  }
}

}  // namespace
}  // namespace nmt
