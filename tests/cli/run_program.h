// Runs shell commands and hands back what they wrote.
#pragma once

#include <string>

namespace nmt {

struct ProgramResult {
  int exit_code = 0;
  std::string out, err;
};

// Runs `script` with /bin/sh in `folder`, `nmt` on its PATH, without the variables that nmt looks
// at.
ProgramResult run_script(const std::string& script, const std::string& folder);

// A new, empty folder below testing::TempDir().
std::string make_test_folder(const std::string& name);

std::string read_text(const std::string& path);

// Why nmt cannot run under mpirun here; empty where it can.
std::string why_no_mpirun();

}  // namespace nmt
