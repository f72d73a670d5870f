// Every source file is as clang-format leaves it.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "base/format.h"
#include "cli/run_program.h"

namespace nmt {
namespace {

// Other versions break lines elsewhere.
constexpr const char* kVersion = "version 14.";

TEST(SourceFormat, IsThatOfClangFormat) {
  const std::string root = NMT_SOURCE_DIR;
  const std::string version = run_script("clang-format --version 2>&1 || true", root).out;
  if (version.find(kVersion) == std::string::npos) {
    GTEST_SKIP() << "clang-format " << kVersion
                 << "x is not installed (Debian 12: apt install clang-format)";
  }
  const ProgramResult result = run_script(
      "find src tests -name '*.h' -o -name '*.cpp' | sort | xargs clang-format --dry-run -Werror "
      "2>&1 | "
      "sed -n 's/^\\([^:]*\\):.*error: code should.*/\\1/p' | sort | uniq -c",
      root);
  EXPECT_EQ(result.out, "") << "run clang-format -i on these files";
}

}  // namespace
}  // namespace nmt
