// What nmt --version tells.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <string>

#include "cli/run_program.h"
#include "document/language_id.h"
#include "document/markdown_parser.h"
#include "eval/tokenizer_mecab.h"
#include "tensor/cpu.h"

namespace nmt {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

ProgramResult run_in_folder(const std::string& script) {
  return run_script(script, make_test_folder("version"));
}

TEST(Version, HasThreeNames) {
  const ProgramResult flag = run_in_folder("nmt --version");
  EXPECT_EQ(flag.exit_code, 0) << flag.err;
  EXPECT_THAT(flag.out, StartsWith("nmt " NMT_VERSION "\n"));
  EXPECT_EQ(run_in_folder("nmt -V").out, flag.out);
  EXPECT_EQ(run_in_folder("nmt version").out, flag.out);
}

TEST(Version, TellsTheKernelsOfTheBinaryAndTheOnesUsed) {
  const std::string plain = run_in_folder("nmt --version").out;
  EXPECT_THAT(plain, HasSubstr("kernels:   baseline"));
  EXPECT_THAT(plain, HasSubstr(std::string("on this machine: ") + name_of(best_cpu()) + "\n"));
  EXPECT_THAT(run_in_folder("NMT_CPU=baseline nmt --version").out,
              HasSubstr("on this machine: baseline\n"));
}

// A name without a number would mean that the build did not find out the version.
TEST(Version, TellsTheVersionOfEveryLibrary) {
  const std::string out = run_in_folder("nmt --version").out;
  for (const char* library : {"SentencePiece", "yaml-cpp", "fmt", "spdlog", "CLI11",
                              "nlohmann-json", "cpp-httplib", "xxHash", "zlib"}) {
    EXPECT_TRUE(std::regex_search(out, std::regex(std::string(library) + " [0-9]+\\.[0-9]+")))
        << library << " in\n"
        << out;
  }
  const std::string md4c = markdown_library_version();
  EXPECT_THAT(out, HasSubstr(md4c.empty() ? "without MD4C" : "MD4C " + md4c));
  EXPECT_TRUE(std::regex_search(out, std::regex("(without OpenSSL|OpenSSL [0-9]+\\.[0-9]+)")));
  const std::string mecab = mecab_version();
  const std::string cld2 = language_detector();
  EXPECT_THAT(out, HasSubstr(cld2.empty() ? "without CLD2" : cld2));
  EXPECT_THAT(out, HasSubstr(mecab.empty() ? "without MeCab" : "MeCab " + mecab));
  EXPECT_TRUE(std::regex_search(out, std::regex("(without MPI|, MPI [0-9]+\\.[0-9]+)\n"))) << out;
}

}  // namespace
}  // namespace nmt
