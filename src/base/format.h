// The one user of fmt: nmt::format("{} of {}", a, b).
#pragma once

#include <fmt/core.h>

namespace nmt {
using fmt::format;
}  // namespace nmt
