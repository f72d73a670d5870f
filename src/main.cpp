// nmt: runs a command and turns what it throws into a message and an exit code.
#include <csignal>
#include <exception>
#include <iostream>

#include "base/denormals.h"
#include "base/error.h"
#include "base/standard_streams.h"
#include "cli/commands.h"
#include "cli/failure.h"
#include "cli/standard_output.h"

int main(int argc, char** argv) {
  nmt::hold_standard_streams();
  nmt::flush_denormals();
  // A reader that goes away is seen at the next write.
  std::signal(SIGPIPE, SIG_IGN);
#ifdef SIGXFSZ
  // So is a file that has grown to its limit (ulimit -f).
  std::signal(SIGXFSZ, SIG_IGN);
#endif
  try {
    return nmt::run_command({argv + (argc > 0 ? 1 : 0), argv + argc});
  } catch (const nmt::OutputClosed&) {
    return 0;
  } catch (...) {
    const nmt::Error error = nmt::as_error(std::current_exception());
    std::cerr << error.what() << "\n";
    return nmt::exit_code_of(error);
  }
}
