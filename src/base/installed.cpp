#include "base/installed.h"

#include <system_error>

namespace nmt {

std::filesystem::path program_folder() {
  std::error_code failed;
  return std::filesystem::read_symlink("/proc/self/exe", failed).parent_path();
}

std::filesystem::path installed_data() {
  return (program_folder() / NMT_DATA_FROM_PROGRAM).lexically_normal();
}

std::filesystem::path installed_modules() {
  return (program_folder() / NMT_MODULES_FROM_PROGRAM).lexically_normal();
}

}  // namespace nmt
