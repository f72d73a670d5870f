// nmt: runs a command and turns what it throws into an exit code: 1 for a failure while running, 2
// for the user's mistake.
#include <csignal>
#include <exception>
#include <filesystem>
#include <iostream>
#include <new>

#include "base/denormals.h"
#include "base/error.h"
#include "cli/commands.h"

namespace {

int run(const nmt::Arguments& arguments) {
  const int code = nmt::run_command(arguments);
  std::cout.flush();
  if (std::cout) return code;
  if (nmt::output_is_closed()) return 0;
  throw nmt::Error({.what = "the output cannot be written",
                    .where = "stdout",
                    .fix = "check that the disk has room: df -h .",
                    .kind = nmt::Error::Kind::runtime});
}

int code_of(const nmt::Error& error) {
  std::cerr << error.what() << "\n";
  return error.parts().kind == nmt::Error::Kind::runtime ? 1 : 2;
}

}  // namespace

int main(int argc, char** argv) {
  nmt::flush_denormals();
  // A reader that goes away is seen at the next write.
  std::signal(SIGPIPE, SIG_IGN);
#ifdef SIGXFSZ
  // So is a file that has grown to its limit (ulimit -f).
  std::signal(SIGXFSZ, SIG_IGN);
#endif
  std::ios::sync_with_stdio(false);
  try {
    return run({argv + (argc > 0 ? 1 : 0), argv + argc});
  } catch (const nmt::Error& error) {
    return code_of(error);
  } catch (const std::filesystem::filesystem_error& error) {
    return code_of(nmt::Error({.what = "the file system answers: " + error.code().message(),
                               .where = error.path1().string(),
                               .fix = "check what lies there, its permissions and the disk: "
                                      "ls -la, df -h",
                               .kind = nmt::Error::Kind::runtime}));
  } catch (const std::bad_alloc&) {
    std::cerr << "error: there is not enough memory\n"
                 "  fix: use a smaller batch (--training.batch_tokens, --decoding.batch_tokens) or "
                 "model\n";
    return 1;
  } catch (const std::exception& error) {
    std::cerr << "error: " << error.what() << "\n";
    return 1;
  }
}
