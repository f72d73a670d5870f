#include "cli/standard_output.h"

#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/descriptor.h"
#include "base/error.h"

namespace nmt {

std::string output_file(const std::string& output) {
  return output == "-" || output == "/dev/stdout" ? "" : output;
}

void print(std::string_view text) {
  const int error = write_all(STDOUT_FILENO, text);
  if (error == 0) return;
  if (error == EPIPE) throw OutputClosed();
  if (error == EBADF)
    throw Error({.what = "the output cannot be written: standard output is closed",
                 .where = "stdout",
                 .fix = "leave it open, or give /dev/null where nobody wants it: > /dev/null",
                 .kind = Error::Kind::runtime});
  throw Error({.what = "the output cannot be written: " + std::generic_category().message(error),
               .where = "stdout",
               .fix = "make room where the output goes: df -h",
               .kind = Error::Kind::runtime});
}

}  // namespace nmt
