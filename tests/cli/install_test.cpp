// What `cmake --install` puts down works from where it lies, and `uninstall` takes all of it away. One test, because the
// list of what was installed is one file of the build folder.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "base/format.h"
#include "cli/run_program.h"

namespace nmt {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kInstall = "cmake --install '" NMT_BUILD_DIR "' --strip --prefix ";

class InstallTest : public testing::Test {
 protected:
  InstallTest() : folder_(make_test_folder("install")) {}
  ~InstallTest() override { fs::remove_all(folder_); }

  ProgramResult run(const std::string& script) const { return run_script(script, folder_); }
  void expect_success(const std::string& script) const {
    const ProgramResult result = run("set -e\n" + script);
    EXPECT_EQ(result.exit_code, 0) << script << "\n" << result.out << result.err;
  }

  const fs::path folder_;
};

TEST_F(InstallTest, WorksFromWhereItLiesAndIsTakenAwayAgain) {
  expect_success(kInstall + std::string("first && cp '" NMT_BUILD_DIR "/install_manifest.txt' ."));
  for (const char* file :
       {"bin/nmt", "share/man/man1/nmt.1.gz", "share/man/man1/nmt-train.1.gz",
        "share/man/man1/nmt-translate.1.gz", "share/bash-completion/completions/nmt",
        "share/zsh/site-functions/_nmt", "share/fish/vendor_completions.d/nmt.fish",
        "share/doc/nmt/README.md", "share/doc/nmt/LICENSE", "share/doc/nmt/CHANGELOG.md",
        "share/doc/nmt/docs/configuration.md", "share/nmt/configs/demo.yaml"}) {
    EXPECT_TRUE(fs::exists(folder_ / "first" / file)) << file;
  }
  EXPECT_THAT(run("gzip -dc first/share/man/man1/nmt-train.1.gz").out, HasSubstr(".TH"));
  // Without what a debugger needs.
  EXPECT_THAT(run("readelf --sections --wide first/bin/nmt").out,
              AllOf(HasSubstr(".text"), Not(HasSubstr(".symtab")), Not(HasSubstr(".debug_"))));

  // A tree that was moved finds its parts where they are now. cd: a folder has no model of its own.
  fs::rename(folder_ / "first", folder_ / "moved");
  EXPECT_THAT(run("moved/bin/nmt --version").out, HasSubstr("nmt " NMT_VERSION "\n"));
  EXPECT_THAT(run("moved/bin/nmt train").err,
              HasSubstr((folder_ / "moved/share/nmt/configs has complete ones").string()));
  expect_success("moved/bin/nmt config --config moved/share/nmt/configs/demo.yaml");
  fs::create_directories(folder_ / "moved/share/nmt/models/default");
  EXPECT_THAT(run("moved/bin/nmt translate </dev/null").err,
              HasSubstr((folder_ / "moved/share/nmt/models/default").string()));
  fs::remove(folder_ / "moved/share/nmt/models/default");

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // MPI itself is not clean
  if (fs::exists(fs::path(NMT_PROGRAM).parent_path() / "nmt_mpi.so") &&
      run("command -v mpirun").exit_code == 0) {
    const ProgramResult ranks = run("mpirun -n 2 moved/bin/nmt train --config nowhere.yaml");
    EXPECT_THAT(ranks.err, HasSubstr("nowhere.yaml"));
    EXPECT_THAT(ranks.err, Not(HasSubstr("without MPI")));
  }
#endif

  fs::rename(folder_ / "moved", folder_ / "first");
  run("touch first/share/nmt/configs/mine.yaml");
  const std::string uninstall =
      "cmake -DMANIFEST=install_manifest.txt -P '" NMT_SOURCE_DIR "/cmake/Uninstall.cmake'";
  expect_success(uninstall);
  EXPECT_EQ(run("find first -type f").out, "first/share/nmt/configs/mine.yaml\n");
  expect_success("rm first/share/nmt/configs/mine.yaml && " + uninstall);
  EXPECT_EQ(run("find first -name nmt").out, "");

  EXPECT_THAT(run("cmake -DMANIFEST=none -P '" NMT_SOURCE_DIR "/cmake/Uninstall.cmake'").err,
              HasSubstr("nothing was installed from this build folder"));
  const ProgramResult refused = run(std::string("echo >file; ") + kInstall + "file/below");
  EXPECT_NE(refused.exit_code, 0);
  EXPECT_THAT(refused.err, HasSubstr("file/below"));
}

}  // namespace
}  // namespace nmt
