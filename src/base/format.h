// The one user of fmt: nmt::format("{} of {}", a, b).
#pragma once

#include <fmt/core.h>

#include <string>

namespace nmt {

// An object, not a function: so a call with an argument of namespace std does not find std::format beside it.
struct Format {
  template <typename... Values>
  std::string operator()(fmt::format_string<Values...> text, Values&&... values) const {
    return fmt::vformat(text, fmt::make_format_args(values...));
  }
};
inline constexpr Format format;

}  // namespace nmt
