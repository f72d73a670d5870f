// The parallel text that a command reads: two files, or those of a configuration.
#pragma once

#include <string>
#include <vector>

#include "cli/run_config.h"

namespace nmt {

struct ParallelText {
  std::vector<std::string> config;
  std::string source, target;

  void describe(SettingVisitor& setting);
  // data.train of the configuration, or the two files. Throws Error where neither is given, or both
  // are, or a file is missing; `command` is the name of the command.
  CorpusList corpus(const std::string& command) const;
};

}  // namespace nmt
