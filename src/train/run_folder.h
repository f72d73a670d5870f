// The folder that a run writes: by one run at a time, and never over somebody's own files.
#pragma once

#include <optional>
#include <string>

#include "base/file_lock.h"

namespace nmt {

class RunFolder {
 public:
  // Makes the folder and locks it while this lives, at most until the process ends, in whatever way.
  // `config` is the text that will become its config.yaml. Throws Error: another run is at work in
  // it, or it holds a config.yaml that no training has written.
  RunFolder(const std::string& path, const std::string& config);
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;

 private:
  std::optional<FileLock> lock_;
};

}  // namespace nmt
