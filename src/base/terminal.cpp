#include "base/terminal.h"

#include <sys/ioctl.h>

#include <algorithm>
#include <cstdlib>

namespace nmt {

int line_width(int descriptor) {
  constexpr int kLeast = 40, kMost = 100, kUsual = 80;
  const char* columns = std::getenv("COLUMNS");
  int width = columns == nullptr ? 0 : std::atoi(columns);
  winsize size{};
  if (width <= 0 && ioctl(descriptor, TIOCGWINSZ, &size) == 0) width = size.ws_col;
  return width <= 0 ? kUsual : std::clamp(width, kLeast, kMost);
}

}  // namespace nmt
