// For tests that need OpenBLAS. scripts/install_packages.sh test installs it.
#pragma once

#include "base/error.h"
#include "tensor/openblas.h"

namespace nmt {

// Why it cannot be used here; empty where it can.
inline std::string why_no_openblas() {
  try {
    openblas();
    return "";
  } catch (const Error& error) {
    return error.parts().what;
  }
}

}  // namespace nmt

#define NMT_NEEDS_OPENBLAS() \
  if (const std::string reason = why_no_openblas(); !reason.empty()) GTEST_SKIP() << reason
