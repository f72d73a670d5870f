#include "base/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace nmt {
namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

int terminal_width(int descriptor) {
  winsize size{};
  const bool known =
      isatty(descriptor) != 0 && ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
  return known ? size.ws_col : 0;
}

int line_width(int descriptor) {
  constexpr int kLeast = 40, kMost = 100, kUsual = 80;
  const char* columns = std::getenv("COLUMNS");
  int width = columns == nullptr ? 0 : std::atoi(columns);
  if (width <= 0) width = terminal_width(descriptor);
  return width <= 0 ? kUsual : std::clamp(width, kLeast, kMost);
}

bool has_colours(int descriptor) {
  return isatty(descriptor) != 0 && environment("NO_COLOR").empty() &&
         environment("TERM") != "dumb" && !environment("TERM").empty();
}

}  // namespace nmt
