// Manual pages in troff, for man(1): the macros of man(7), as groff and mandoc know them.
#pragma once

#include <string>
#include <vector>

#include "config/command_line.h"

namespace nmt {

struct ManualInfo {
  std::string summary;                // what the command does, in a few words
  std::string version, date;          // "0.2.0", "2026-11-27"
  std::vector<std::string> see_also;  // pages of section 1: "nmt-train"
};

std::string manual_page(const CommandLine& line, const ManualInfo& info);

}  // namespace nmt
