#include "cli/run_program.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/format.h"

namespace nmt {

std::string read_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string make_test_folder(const std::string& name) {
  const std::string folder = format("{}nmt_{}_{}", testing::TempDir(), name, getpid());
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder;
}

std::string why_no_mpirun() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return "MPI itself is not clean under sanitizers";
#endif
  const auto module = std::filesystem::path(NMT_PROGRAM).parent_path() / "nmt_mpi.so";
  if (!std::filesystem::exists(module)) return "nmt was built without MPI";
  return std::system("command -v mpirun >/dev/null") == 0 ? "" : "there is no mpirun";
}

namespace {

// Open MPI 4 reads the first two lines, 5 the last: more ranks than cores, as root, and without words
// of its own.
constexpr const char* kMpirunSettings =
    "OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1 "
    "OMPI_MCA_orte_execute_quiet=1 OMPI_MCA_hwloc_base_binding_policy=none "
    "OMPI_MCA_btl=self,vader,tcp OMPI_MCA_btl_vader_single_copy_mechanism=none "
    "PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe "
    "PRTE_MCA_hwloc_default_binding_policy=none";

}  // namespace

ProgramResult run_script(const std::string& script, const std::string& folder) {
  const std::string logs = make_test_folder("logs");
  std::ofstream(logs + "/script") << script;
  const std::string program = std::filesystem::path(NMT_PROGRAM).parent_path();
  const std::string command = format(
      "cd '{0}' && unset NMT_DATA NMT_MODEL COLUMNS; export NO_COLOR=1 LC_ALL=C {3}; "
      "PATH='{1}':\"$PATH\" "
      "/bin/sh "
      "'{2}/script' </dev/null >'{2}/out' 2>'{2}/err'",
      folder, program, logs, kMpirunSettings);
  const int status = std::system(command.c_str());
  ProgramResult result{
      .exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
      .out = read_text(logs + "/out"),
      .err = read_text(logs + "/err")};
  std::filesystem::remove_all(logs);
  return result;
}

namespace {

TEST(RunScript, HandsBackWhatWasWritten) {
  const std::string folder = make_test_folder("run_script");
  const ProgramResult result = run_script("echo out; echo err >&2; pwd >where; exit 7", folder);
  EXPECT_EQ(result.exit_code, 7);
  EXPECT_EQ(result.out, "out\n");
  EXPECT_EQ(result.err, "err\n");
  EXPECT_TRUE(
      std::filesystem::equivalent(read_text(folder + "/where").substr(0, folder.size()), folder));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace nmt
